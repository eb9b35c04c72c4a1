/**
 * Migrations: `NNN-name.sql` in one folder, each applied once, in order, in a transaction of its own, and recorded in `schema_migrations`.
 * The SQL is portable; where it can't be, `NNN-name.postgres.sql` or `NNN-name.sqlite.sql` stands for the common file, which may be missing
 * then. An applied file is history: who changes it, removes it, or puts one before it is told so, and nothing is applied.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { DatabaseError } from './database.ts'
import type { Connection, Driver } from './driver.ts'
import { lockOut } from './postgres.ts'
import { readStatement } from './statement.ts'

interface Migration {
  readonly number: number
  /** `001-orders` */
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

/** A folder, or the SQL texts themselves, numbered from 1. Resolves with the names of those that it applied. */
export async function migrate(driver: Driver, source: URL | readonly string[]): Promise<string[]> {
  const migrations = source instanceof URL ? await readFolder(source, driver.kind) : source.map(fromText)
  const applied: string[] = []
  for (;;) {
    const name = await applyNext(driver, migrations)
    if (name === undefined) return applied
    applied.push(name)
  }
}

const RECORDS = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_ms BIGINT NOT NULL
)`
const READ_RECORDS = readStatement('SELECT number, name, checksum FROM schema_migrations ORDER BY number')
const RECORD = readStatement(
  'INSERT INTO schema_migrations (number, name, checksum, applied_ms) VALUES ($1, $2, $3, $4)',
)

/** Whoever begins second waits at the lock, and then finds that it is done. */
async function applyNext(driver: Driver, migrations: readonly Migration[]): Promise<string | undefined> {
  const connection = await driver.connect()
  try {
    await connection.begin()
    // SQLite's transaction has the whole file.
    if (driver.kind === 'postgres') await lockOut(connection, String(driver.attributes['db.namespace']))
    await connection.script(RECORDS)
    const { rows } = await connection.query(READ_RECORDS, [])
    const next = nextOf(migrations, rows as unknown as Applied[])
    if (next !== undefined) {
      await apply(connection, next)
      await connection.query(RECORD, [next.number, next.name, next.checksum, Date.now()])
    }
    await connection.commit()
    return next?.name
  } catch (error) {
    await connection.rollback()
    throw error
  } finally {
    connection.release()
  }
}

async function apply(connection: Connection, { name, sql }: Migration): Promise<void> {
  try {
    await connection.script(sql)
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code === 'unreachable') throw error
    throw new DatabaseError('migration', `migration ${name} failed and was undone: ${error.message}`, {
      cause: error,
    })
  }
}

function nextOf(migrations: readonly Migration[], applied: readonly Applied[]): Migration | undefined {
  for (const [i, done] of applied.entries()) {
    const here = migrations.find(each => each.number === done.number)
    if (here === undefined) {
      throw new DatabaseError(
        'migration',
        `migration ${done.name} was applied to this database and is missing now: is this an older version of the service?`,
      )
    }
    if (here.name !== done.name || here.checksum !== done.checksum) {
      throw new DatabaseError(
        'migration',
        `migration ${here.name} is not what was applied to this database as ${done.name}: restore the file and put the change into a new migration`,
      )
    }
    const expected = migrations[i]!
    if (expected.number !== done.number) {
      throw new DatabaseError(
        'migration',
        `migration ${expected.name} comes before ${done.name}, which is applied already: give it a number after the last`,
      )
    }
  }
  return migrations[applied.length]
}

const FILE = /^(?<name>(?<number>\d{3,})-[a-z0-9-]+)(?:\.(?<kind>postgres|sqlite))?\.sql$/

async function readFolder(folder: URL, kind: Driver['kind']): Promise<Migration[]> {
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
  const chosen = new Map<number, { name: string; file: string | undefined }>()
  for (const file of (await readdir(base)).sort()) {
    if (!file.endsWith('.sql')) continue
    const parts = FILE.exec(file)?.groups
    if (parts === undefined) {
      throw new DatabaseError('migration', `${file} is no migration: it should be named like 001-orders.sql`)
    }
    const name = parts.name!
    const number = Number(parts.number)
    const known = chosen.get(number)
    if (known !== undefined && known.name !== name) {
      throw new DatabaseError('migration', `${known.name} and ${name} have the same number`)
    }
    const entry = known ?? { name, file: undefined }
    if (parts.kind === kind || (parts.kind === undefined && entry.file === undefined)) entry.file = file
    chosen.set(number, entry)
  }
  return Promise.all(
    [...chosen]
      .sort(([a], [b]) => a - b)
      .map(async ([number, { name, file }]) => {
        if (file === undefined) {
          throw new DatabaseError(
            'migration',
            `migration ${name} has no file for ${kind}: add ${name}.${kind}.sql or ${name}.sql`,
          )
        }
        return migrationOf(number, name, await readFile(new URL(file, base), 'utf8'))
      }),
  )
}

function fromText(sql: string, i: number): Migration {
  return migrationOf(i + 1, `${String(i + 1).padStart(3, '0')}-text`, sql)
}

function migrationOf(number: number, name: string, sql: string): Migration {
  return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
