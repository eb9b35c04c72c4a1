/** Files are cut behind the engine's back, as a full disk cuts them; e2e/full-disk-midway.test.ts has such a disk. */
import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { embeddedClickHouse, type TestClickHouse } from '../../../testing/embedded-clickhouse.ts'
import { createLog, type Log } from '../../self/log.ts'
import { type InsertingSession, PartWatch } from './part-watch.ts'
import { columnOf } from './port.ts'
import { sql, text } from './sql.ts'

let test: TestClickHouse
let lines: string[] = []
const log: Log = createLog({ level: 'info', format: 'text', write: line => lines.push(line.slice(13)) })
beforeAll(async () => {
  test = await embeddedClickHouse({ log })
})
afterAll(() => test[Symbol.asyncDispose]())
afterEach(() => {
  lines = []
})

let tables = 0

/** A table with as many parts of ten rows. */
async function tableOf(parts: number): Promise<{ name: string; path: string }> {
  const name = `watched_${++tables}`
  await test.clickhouse.command(
    sql`CREATE TABLE ${{ fragment: name }} (id UInt64) ENGINE = ReplacingMergeTree ORDER BY id`,
  )
  for (let part = 0; part < parts; part++) await insert(name, part)
  return { name, path: (await session.pathOf(name))! }
}

function insert(table: string, part: number): Promise<void> {
  const values = BigUint64Array.from({ length: 10 }, (_, i) => BigInt(part * 10 + i))
  return test.clickhouse.insert(table, { rowCount: 10, columns: [{ name: 'id', type: 'UInt64', values }] })
}

async function rowsOf(table: string): Promise<number> {
  const found = await test.clickhouse.query(sql`SELECT count() AS n, sum(id) FROM ${{ fragment: table }}`)
  return Number(columnOf(found, 'n', 'UInt64')[0])
}

async function reopen(table: string): Promise<void> {
  await test.clickhouse.command(sql`DETACH TABLE ${{ fragment: table }} SYNC`)
  await test.clickhouse.command(sql`ATTACH TABLE ${{ fragment: table }}`)
}

const session: InsertingSession = {
  async pathOf(table) {
    const found =
      await test.clickhouse.query(sql`SELECT arrayElement(data_paths, 1) AS path FROM system.tables
      WHERE database = currentDatabase() AND name = ${text(table)}`)
    return columnOf(found, 'path', 'String')[0]
  },
  async dropPart(table, part) {
    await test.clickhouse.command(sql`ALTER TABLE ${{ fragment: table }} DROP PART ${text(part)}`)
  },
}

describe('an insert that the disk did not take', () => {
  it('fails for a passing reason, and leaves nothing behind that would break answers', async () => {
    await using watch = new PartWatch({ log, reopen })
    const { name, path } = await tableOf(2)
    await watch.trust(name, path)
    await insert(name, 2)
    await truncate(join(path, 'all_3_3_0', 'data.bin'), 0)
    await expect(rowsOf(name)).rejects.toThrow('all_3_3_0')
    await expect(watch.afterInsert(name, session)).rejects.toMatchObject({
      transient: true,
      message: expect.stringMatching(
        /^the disk did not take all of a write to watched_\d+ \(in all_3_3_0, data\.bin has 0 of \d+ bytes\): it has no space left, or fails$/,
      ),
    })
    expect(await rowsOf(name)).toBe(20)
    await insert(name, 2)
    await watch.afterInsert(name, session)
    expect(await rowsOf(name)).toBe(30)
    expect(lines).toEqual([
      expect.stringMatching(
        /^warn {2}the disk did not take a part of a table whole table="watched_\d+" part="all_3_3_0" flaw="data\.bin has 0 of \d+ bytes"\n$/,
      ),
    ])
  })

  it('has its table opened anew where its part can not be dropped', async () => {
    await using watch = new PartWatch({ log, reopen })
    const { name, path } = await tableOf(1)
    await watch.trust(name, path)
    await insert(name, 1)
    await truncate(join(path, 'all_2_2_0', 'columns.txt'), 0)
    const stuck = { ...session, dropPart: () => Promise.reject(new Error('no')) }
    await expect(watch.afterInsert(name, stuck)).rejects.toThrow('columns.txt is empty')
    await expect.poll(() => rowsOf(name).catch(() => 0)).toBe(10)
  })

  it('is noticed also in a table that was made since', async () => {
    await using watch = new PartWatch({ log, reopen })
    const { name, path } = await tableOf(1)
    await truncate(join(path, 'all_1_1_0', 'checksums.txt'), 0)
    await expect(watch.afterInsert(name, session)).rejects.toThrow('checksums.txt is empty')
    await test.clickhouse.command(sql`DROP TABLE ${{ fragment: name }} SYNC`)
    await watch.afterInsert(name, session)
  })
})

describe('a table that can not be looked at', () => {
  it('takes an insert for one that failed for a passing reason', async () => {
    await using watch = new PartWatch({ log, reopen })
    const { name, path } = await tableOf(1)
    await watch.trust(name, path)
    const notADirectory = { ...session, pathOf: async () => join(path, 'format_version.txt') }
    await expect(watch.afterInsert(name, notADirectory)).rejects.toMatchObject({
      transient: true,
      message: expect.stringMatching(/^parts can't be looked at in .*: ENOTDIR/),
    })
  })
})

describe('a merge that the disk did not take', () => {
  it('is taken out at the next insert, and its parts count again', async () => {
    const { name, path } = await tableOf(3)
    await test.clickhouse.command(sql`OPTIMIZE TABLE ${{ fragment: name }} FINAL`)
    await truncate(join(path, 'all_1_3_1', 'data.bin'), 0)
    await expect(rowsOf(name)).rejects.toThrow('all_1_3_1')
    await insert(name, 3)
    await expect.poll(() => rowsOf(name).catch(() => 0)).toBe(40)
    await expect.poll(() => readdir(join(path, 'detached'))).toEqual([])
    expect(lines.at(-1)).toMatch(
      /^info {2}a table was opened anew, without its broken parts table="watched_\d+" parts=all_1_3_1\n$/,
    )
  })

  it('is no different from a mutation of a part: what was inserted stays', async () => {
    const { name, path } = await tableOf(1)
    await test.clickhouse.command(
      sql`ALTER TABLE ${{ fragment: name }} ADD COLUMN twice UInt64 DEFAULT id * 2`,
    )
    await test.clickhouse.command(
      sql`ALTER TABLE ${{ fragment: name }} MATERIALIZE COLUMN twice SETTINGS mutations_sync = 1`,
    )
    const [mutated] = (await readdir(path)).filter(part => /^all_1_1_0_\d+$/.test(part))
    await truncate(join(path, mutated!, 'columns.txt'), 0)
    await insert(name, 1)
    await expect
      .poll(() => lines.at(-1))
      .toContain(`without its broken parts table="${name}" parts=${mutated}`)
    await expect.poll(() => rowsOf(name).catch(() => 0)).toBe(20)
  })

  it('is found without an insert, and tried to be mended until it is', async () => {
    let refused = 0
    await using watch = new PartWatch({
      log,
      reopenAgainMs: 1,
      async reopen(table) {
        if (refused++ < 2) throw new Error('still read')
        await reopen(table)
      },
    })
    const { name, path } = await tableOf(2)
    await watch.trust(name, path)
    await test.clickhouse.command(sql`OPTIMIZE TABLE ${{ fragment: name }} FINAL`)
    await truncate(join(path, 'all_1_2_1', 'count.txt'), 0)
    await watch.look()
    expect(await rowsOf(name)).toBe(20)
    expect(lines.slice(1).map(line => line.replace(/table="\w+"/, 'table'))).toEqual([
      'warn  a table with broken parts could not be opened anew, trying again table reason="still read"\n',
      'warn  a table with broken parts could not be opened anew, trying again table reason="still read"\n',
      'info  a table was opened anew, without its broken parts table parts=all_1_2_1\n',
    ])
    await watch.look()
    expect(lines).toHaveLength(4)
  })
})
