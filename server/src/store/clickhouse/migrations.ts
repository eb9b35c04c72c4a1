/**
 * Brings the database to the shape that this version of Vedette needs, and writes down what it did. Refuses a database that a newer
 * version has touched, or of which a step was not what this version knows under its number: better no start than a wrong guess.
 */
import { VedetteError } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { type Migration, readMigrations } from './migration-files.ts'
import { type ClickHouse, ClickHouseError, columnOf } from './port.ts'
import { sql } from './sql.ts'

export interface MigrateOptions {
  readonly log: Log
  /** Where the numbered files are; Vedette's own if left out. */
  readonly directory?: string
  readonly nowMs?: () => number
  readonly signal?: AbortSignal
}

export interface Migrated {
  /** The database's number before and after; 0 is empty. */
  readonly from: number
  readonly to: number
  /** Names of the steps taken now. */
  readonly applied: readonly string[]
}

export async function migrate(clickhouse: ClickHouse, options: MigrateOptions): Promise<Migrated> {
  const { log, nowMs = Date.now } = options
  const waiting = options.signal === undefined ? {} : { signal: options.signal }
  const known = await readMigrations(options.directory)
  await clickhouse.command(
    sql`CREATE TABLE IF NOT EXISTS schema_migrations
    (number UInt32, name String, checksum String, applied_ms Int64)
    ENGINE = ReplacingMergeTree ORDER BY number`,
    waiting,
  )
  const recorded = await readRecorded(clickhouse, options.signal)
  check(known, recorded)
  const applied: string[] = []
  for (const migration of known) {
    if (recorded.has(migration.number)) continue
    await run(clickhouse, migration, options.signal)
    await record(clickhouse, migration, nowMs())
    applied.push(migration.name)
    log.info(`database brought to ${migration.name}`)
  }
  return { from: Math.max(0, ...recorded.keys()), to: known.length, applied }
}

async function run(
  clickhouse: ClickHouse,
  migration: Migration,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [index, text] of migration.statements.entries()) {
    try {
      await clickhouse.command({ text, params: {} }, signal === undefined ? {} : { signal })
    } catch (error) {
      if (!(error instanceof ClickHouseError)) throw error
      const place = `migration ${migration.name}, statement ${index + 1} of ${migration.statements.length}`
      throw new ClickHouseError(`${place}: ${error.message}`, error.number, error.transient, error)
    }
  }
}

async function record(clickhouse: ClickHouse, migration: Migration, atMs: number): Promise<void> {
  await clickhouse.insert('schema_migrations', {
    rowCount: 1,
    columns: [
      { name: 'number', type: 'UInt32', values: Uint32Array.of(migration.number) },
      { name: 'name', type: 'String', values: [migration.name] },
      { name: 'checksum', type: 'String', values: [migration.checksum] },
      { name: 'applied_ms', type: 'Int64', values: BigInt64Array.of(BigInt(Math.round(atMs))) },
    ],
  })
}

interface Recorded {
  readonly name: string
  readonly checksum: string
}

async function readRecorded(
  clickhouse: ClickHouse,
  signal: AbortSignal | undefined,
): Promise<Map<number, Recorded>> {
  const block = await clickhouse.query(
    sql`SELECT number, name, checksum FROM schema_migrations FINAL ORDER BY number`,
    signal === undefined ? {} : { signal },
  )
  const names = columnOf(block, 'name', 'String')
  const checksums = columnOf(block, 'checksum', 'String')
  const numbers = columnOf(block, 'number', 'UInt32')
  return new Map(Array.from(numbers, (number, i) => [number, { name: names[i]!, checksum: checksums[i]! }]))
}

function check(known: readonly Migration[], recorded: ReadonlyMap<number, Recorded>): void {
  for (const [number, found] of recorded) {
    const migration = known[number - 1]
    if (migration === undefined) {
      throw new VedetteError(
        'schema-incompatible',
        `the database is at step ${found.name}, this version of Vedette knows steps up to ${known.length}: ` +
          'a newer version has used it. Start that version, or restore a copy from before the upgrade',
      )
    }
    if (migration.checksum !== found.checksum) {
      throw new VedetteError(
        'schema-incompatible',
        `step ${migration.name} was applied to the database with other contents (as ${found.name}) than this ` +
          'version of Vedette has: start the version that the database comes from',
      )
    }
  }
}
