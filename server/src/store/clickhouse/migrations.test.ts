import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { embeddedClickHouse } from '../../../testing/embedded-clickhouse.ts'
import { temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { parseMigration, readMigrations, SCHEMA_DIRECTORY } from './migration-files.ts'
import { migrate } from './migrations.ts'
import { columnOf } from './port.ts'
import { applyRetention } from './retention.ts'
import { sql } from './sql.ts'

const test = await embeddedClickHouse()
const { clickhouse } = test
afterAll(() => test[Symbol.asyncDispose]())

const log = SILENT_LOG

async function texts(query: ReturnType<typeof sql>): Promise<readonly string[]> {
  return columnOf(await clickhouse.query(query), 'v', 'String')
}

const tables = (): Promise<readonly string[]> =>
  texts(sql`SELECT name AS v FROM system.tables WHERE database = currentDatabase() ORDER BY v`)

beforeEach(async () => {
  for (const name of await tables()) await clickhouse.command({ text: `DROP TABLE ${name} SYNC`, params: {} })
})

async function directoryOf(files: Readonly<Record<string, string>>) {
  const directory = await temporaryDirectory()
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory.path, name), content)
  return directory
}

const FIRST = 'CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x;\n'
const SECOND =
  '-- more\nALTER TABLE a ADD COLUMN IF NOT EXISTS y String;\n\nALTER TABLE a ADD COLUMN IF NOT EXISTS z String;\n'

describe('migration files', () => {
  it('are split into statements, comments left out', () => {
    const { statements } = parseMigration(
      1,
      '001-x',
      `-- one;\nSELECT 1;\n  -- two\r\nSELECT ';' AS a,\n 2 ; \n\nSELECT 3`,
    )
    expect(statements).toEqual(['SELECT 1', "SELECT ';' AS a,\n 2", 'SELECT 3'])
  })

  it('have the same checksum whatever the line ends', () => {
    expect(parseMigration(1, 'a', 'x\r\ny').checksum).toBe(parseMigration(1, 'a', 'x\ny').checksum)
  })

  it('must be numbered without gaps', async () => {
    await using directory = await directoryOf({ '001-a.sql': FIRST, '003-b.sql': SECOND })
    await expect(readMigrations(directory.path)).rejects.toThrow(
      /003-b\.sql: expected the migration with number 2/,
    )
  })

  it('of this version are plain SQL', async () => {
    for (const { statements } of await readMigrations()) {
      for (const statement of statements) expect(statement).not.toContain('${')
    }
  })
})

describe('migrating', () => {
  it('brings an empty database to the newest step, and does nothing the second time', async () => {
    const known = await readMigrations()
    const first = await migrate(clickhouse, { log, nowMs: () => 1_790_000_000_000 })
    expect(first).toEqual({ from: 0, to: known.length, applied: known.map(step => step.name) })
    expect(await tables()).toEqual(expect.arrayContaining(['documents', 'dead_letters', 'schema_migrations']))
    expect(await texts(sql`SELECT toString(applied_ms) AS v FROM schema_migrations LIMIT 1`)).toEqual([
      '1790000000000',
    ])
    expect(await migrate(clickhouse, { log })).toEqual({ from: known.length, to: known.length, applied: [] })
  })

  it('can run every statement of this version twice, as after a crash', async () => {
    await migrate(clickhouse, { log })
    await clickhouse.command(sql`TRUNCATE TABLE schema_migrations`)
    expect((await migrate(clickhouse, { log })).applied).toHaveLength((await readMigrations()).length)
  })

  it('takes only the steps that are missing', async () => {
    await using older = await directoryOf({ '001-a.sql': FIRST })
    await using newer = await directoryOf({ '001-a.sql': FIRST, '002-b.sql': SECOND })
    await migrate(clickhouse, { log, directory: older.path })
    expect(await migrate(clickhouse, { log, directory: newer.path })).toEqual({
      from: 1,
      to: 2,
      applied: ['002-b'],
    })
    expect(
      await texts(
        sql`SELECT name AS v FROM system.columns WHERE database = currentDatabase() AND table = 'a'`,
      ),
    ).toEqual(['x', 'y', 'z'])
  })

  it('goes on where a step broke off', async () => {
    await using broken = await directoryOf({
      '001-a.sql': FIRST,
      '002-b.sql': `${SECOND}SELECT throwIf(1);\n`,
    })
    await expect(migrate(clickhouse, { log, directory: broken.path })).rejects.toMatchObject({
      message: expect.stringMatching(/^migration 002-b, statement 3 of 3: .*throwIf/s),
      number: 395,
      transient: false,
    })
    await using mended = await directoryOf({ '001-a.sql': FIRST, '002-b.sql': SECOND })
    expect(await migrate(clickhouse, { log, directory: mended.path })).toEqual({
      from: 1,
      to: 2,
      applied: ['002-b'],
    })
  })

  it('refuses a database that a newer version has used', async () => {
    await using newer = await directoryOf({ '001-a.sql': FIRST, '002-b.sql': SECOND })
    await using older = await directoryOf({ '001-a.sql': FIRST })
    await migrate(clickhouse, { log, directory: newer.path })
    await expect(migrate(clickhouse, { log, directory: older.path })).rejects.toMatchObject({
      code: 'schema-incompatible',
      message: expect.stringMatching(
        /the database is at step 002-b, .* knows steps up to 1: a newer version/,
      ),
    })
  })

  it('refuses a step that was applied with other contents', async () => {
    await using directory = await directoryOf({ '001-a.sql': FIRST })
    await migrate(clickhouse, { log, directory: directory.path })
    await writeFile(join(directory.path, '001-a.sql'), FIRST.replace('UInt8', 'UInt16'))
    await expect(migrate(clickhouse, { log, directory: directory.path })).rejects.toMatchObject({
      code: 'schema-incompatible',
      message: expect.stringContaining(
        'step 001-a was applied to the database with other contents (as 001-a)',
      ),
    })
  })

  it('stops between statements when it is aborted', async () => {
    await expect(migrate(clickhouse, { log, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    )
  })
})

describe('retention', () => {
  it('moves the TTL of tables that are kept for another time', async () => {
    await using directory = await temporaryDirectory()
    await cp(join(SCHEMA_DIRECTORY, '003-dead-letters.sql'), join(directory.path, '001-dead-letters.sql'))
    await migrate(clickhouse, { log, directory: directory.path })
    expect(await applyRetention(clickhouse, { dead_letters: 7 }, log)).toEqual([])
    expect(await applyRetention(clickhouse, { dead_letters: 3 }, log)).toEqual(['dead_letters'])
    expect(await applyRetention(clickhouse, { dead_letters: 3 }, log)).toEqual([])
    const [definition] = await texts(
      sql`SELECT engine_full AS v FROM system.tables WHERE name = 'dead_letters' AND database = currentDatabase()`,
    )
    expect(definition).toContain('TTL toDateTime(intDiv(time_ms, 1000)) + toIntervalDay(3)')
  })

  it('lets go of what is older at once and keeps the rest', async () => {
    await clickhouse.command(sql`CREATE TABLE kept (time_ms Int64) ENGINE = MergeTree PARTITION BY toDate(intDiv(time_ms, 1000))
      ORDER BY time_ms TTL toDateTime(intDiv(time_ms, 1000)) + INTERVAL 30 DAY SETTINGS ttl_only_drop_parts = 1`)
    const day = 86_400_000
    const values = BigInt64Array.from([1, 5, 20], days => BigInt(Date.now() - days * day))
    await clickhouse.insert('kept', { rowCount: 3, columns: [{ name: 'time_ms', type: 'Int64', values }] })
    await applyRetention(clickhouse, { kept: 10 }, log)
    const count = sql`SELECT toString(count()) AS v FROM kept`
    while ((await texts(count))[0] !== '2');
  })

  it('refuses nonsense', async () => {
    await expect(applyRetention(clickhouse, { documents: 0 }, log)).rejects.toThrow(
      "documents can't be kept for 0 days",
    )
    await expect(applyRetention(clickhouse, { no_such: 5 }, log)).rejects.toThrow(
      'table no_such has no TTL in days',
    )
  })
})
