/**
 * SQLite in the process: one connection, and whoever holds the turn uses it, so a transaction has the database to itself.
 *
 * - WAL: somebody who looks into the file with another program does not stop the service, and a commit is one append.
 * - synchronous NORMAL: with WAL a killed process loses nothing; a power cut may lose the last commits, never the file.
 * - busy_timeout is short, because SQLite waits by blocking the whole process; the rest of the patience is waited for without blocking.
 * - foreign keys are on, and a word in double quotes is a name and never a text, as in PostgreSQL.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseError, type DatabaseErrorCode, type Row, type Value } from './database.ts'
import type { Connection, Driver, Result } from './driver.ts'
import { Recent } from './recent.ts'
import type { Statement } from './statement.ts'
import { Turn } from './turn.ts'

export interface SqliteOptions {
  /** A path, whose folder is made when missing, or ':memory:'. */
  readonly file: string
  readonly name: string
  /** How long a statement waits for its turn, and for another process that writes to the file. */
  readonly patienceMs?: number
}

const BLOCKING_MS = 20
const MOST_PREPARED = 200

export async function openSqlite({ file, name, patienceMs = 5_000 }: SqliteOptions): Promise<Driver> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const database = opened(file)
  const prepared = new Recent<string, StatementSync>(MOST_PREPARED)
  const turn = new Turn()
  let closing: Promise<void> | undefined

  const patiently = <T>(work: () => T) => retryWhileBusy(work, patienceMs)
  const script = (sql: string) => patiently(() => database.exec(sql))
  const connection: Connection = {
    query: (statement, values) => patiently(() => execute(prepared, database, statement, values)),
    script,
    // A transaction that began by reading could not become a writer when another process wrote meanwhile.
    begin: () => script('BEGIN IMMEDIATE'),
    commit: () => script('COMMIT'),
    async rollback() {
      // SQLite may have done it by itself, as when the disk is full.
      if (database.isTransaction) await script('ROLLBACK').catch(() => {})
    },
    release: () => turn.pass(),
  }

  try {
    await script('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  } catch (error) {
    database.close()
    throw cannotBeUsed(file, error as Error)
  }

  return {
    kind: 'sqlite',
    attributes: { 'db.system.name': 'sqlite', 'db.namespace': name },
    async connect() {
      if (closing !== undefined) throw new DatabaseError('closed', `the database of ${name} is closed`)
      if (await turn.take(patienceMs)) return connection
      throw new DatabaseError(
        'unreachable',
        `the database of ${name} was busy with others for ${patienceMs} ms`,
      )
    },
    size: () => (database.isOpen ? 1 : 0),
    close() {
      closing ??= turn.take(Number.POSITIVE_INFINITY).then(() => {
        prepared.clear()
        database.close()
        turn.pass()
      })
      return closing
    },
  }
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, {
      timeout: BLOCKING_MS,
      enableForeignKeyConstraints: true,
      enableDoubleQuotedStringLiterals: false,
    })
  } catch (error) {
    throw cannotBeUsed(file, error as Error)
  }
}

/** SQLite itself does not say which file it means. */
function cannotBeUsed(file: string, cause: Error): DatabaseError {
  return new DatabaseError('unreachable', `${file} can't be opened: ${cause.message}`, { cause })
}

function execute(
  prepared: Recent<string, StatementSync>,
  database: DatabaseSync,
  statement: Statement,
  values: readonly Value[],
): Result {
  const ready = prepared.get(statement.sqliteText, () => {
    const made = database.prepare(statement.sqliteText)
    made.setReadBigInts(true)
    return made
  })
  const bound = values.map(bindable)
  if (statement.changes && ready.columns().length === 0) {
    return { rows: [], count: Number(ready.run(...bound).changes) }
  }
  const rows = ready.all(...bound).map(readable)
  return { rows, count: rows.length }
}

/** A double in `$1 / 2` would divide as one. */
function bindable(value: Value): Value {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value
}

function readable(row: Record<string, unknown>): Row {
  const read: Row = {}
  for (const [column, value] of Object.entries(row)) {
    read[column] = typeof value === 'bigint' ? exactNumber(value) : (value as Value)
  }
  return read
}

function exactNumber(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

interface SqliteError extends Error {
  readonly errcode?: number
}

const BUSY = 5
const LOCKED = 6
const CONSTRAINT = 19
const PRIMARY_ERRORS = 0xff
const CONSTRAINTS: Readonly<Record<number, DatabaseErrorCode>> = {
  787: 'foreign-key',
  1555: 'unique',
  2067: 'unique',
}
const CANNOT_BE_USED = new Set([8, 10, 11, 13, 14, 26])

async function retryWhileBusy<T>(work: () => T, patienceMs: number): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      const primary = ((error as SqliteError).errcode ?? 0) & PRIMARY_ERRORS
      const busy = primary === BUSY || primary === LOCKED
      if (!busy) throw translated(error as SqliteError, primary)
      if (performance.now() >= deadline) {
        throw new DatabaseError('unreachable', `another process writes to the file for ${patienceMs} ms`, {
          cause: error,
        })
      }
    }
    await pause(5 + Math.random() * 20)
  }
}

function translated(error: SqliteError, primary: number): DatabaseError {
  const code =
    CONSTRAINTS[error.errcode ?? 0] ??
    (primary === CONSTRAINT ? 'constraint' : CANNOT_BE_USED.has(primary) ? 'unreachable' : 'statement')
  return new DatabaseError(code, error.message, { cause: error })
}
