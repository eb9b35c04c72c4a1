import { appendFile, readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedClickHouse, type TestClickHouse } from '../../../testing/embedded-clickhouse.ts'
import { decompressLz4 } from './lz4-block.ts'
import { flawOf } from './part-files.ts'
import { columnOf } from './port.ts'
import { sql } from './sql.ts'

let test: TestClickHouse
beforeAll(async () => {
  test = await embeddedClickHouse()
})
afterAll(() => test[Symbol.asyncDispose]())

let parts = 0

/** A part of a table of its own: compact (columns in one file), or wide (files for each). */
async function part(kind: 'compact' | 'wide' = 'compact'): Promise<string> {
  const { clickhouse } = test
  const table = { fragment: `part_${++parts}` }
  await clickhouse.command(sql`CREATE TABLE ${table} (id UInt64, day Date, text String, INDEX texts text TYPE bloom_filter)
    ENGINE = MergeTree ORDER BY id PARTITION BY toYYYYMM(day) TTL day + INTERVAL 5000 DAY
    SETTINGS min_rows_for_wide_part = ${{ fragment: kind === 'wide' ? '1' : '1000000' }}, min_bytes_for_wide_part = 0`)
  await clickhouse.command(
    sql`INSERT INTO ${table} SELECT number, '2026-11-21', toString(number) FROM numbers(5000)`,
  )
  const found = await clickhouse.query(
    sql`SELECT path FROM system.parts WHERE database = currentDatabase() AND table = ${{ type: 'String', value: table.fragment }} AND active`,
  )
  return columnOf(found, 'path', 'String')[0]!
}

describe('the files of a part', () => {
  it.each(['compact', 'wide'] as const)('are whole where nothing went wrong (%s)', async kind => {
    expect(await flawOf(await part(kind))).toBeUndefined()
  })

  it.each(['compact', 'wide'] as const)('are each missed when the disk did not take it (%s)', async kind => {
    const names = await readdir(await part(kind))
    expect(names.length).toBeGreaterThan(8)
    for (const name of names) {
      const path = await part(kind)
      await truncate(join(path, name), 0)
      expect(await flawOf(path)).toMatch(new RegExp(`^${name} (is empty|has 0 of \\d+ bytes)$`))
    }
  })

  it('are not whole when a page of them is missing, or there is more of one than there should be', async () => {
    const short = await part()
    await truncate(join(short, 'data.bin'), 4096)
    expect(await flawOf(short)).toMatch(/^data\.bin has 4096 of \d+ bytes$/)
    const long = await part()
    await appendFile(join(long, 'data.bin'), 'x')
    expect(await flawOf(long)).toMatch(/^data\.bin has \d+ of \d+ bytes$/)
    const without = await part()
    await rm(join(without, 'data.bin'))
    expect(await flawOf(without)).toBe('data.bin is missing')
  })

  it('are not whole when their list is cut or gone', async () => {
    const cut = await part()
    await truncate(join(cut, 'checksums.txt'), 40)
    expect(await flawOf(cut)).toBe('checksums.txt ends too early')
    const cutLater = await part()
    await truncate(join(cutLater, 'checksums.txt'), 100)
    expect(await flawOf(cutLater)).toBe('checksums.txt ends too early')
    const gone = await part()
    await rm(join(gone, 'checksums.txt'))
    expect(await flawOf(gone)).toBe('checksums.txt is missing')
  })

  it('say nothing of a part that is gone', async () => {
    expect(await flawOf(join(test.path, 'all_1_1_0'))).toBeUndefined()
  })
})

describe('an LZ4 block', () => {
  const BLOCK = Uint8Array.of(0x17, 97, 1, 0, 0x50, 98, 99, 100, 101, 102)

  it('is its literals and what they repeat', () => {
    expect(Buffer.from(decompressLz4(BLOCK, 17)).toString()).toBe('aaaaaaaaaaaabcdef')
    const long = Uint8Array.of(0xf0, 2, ...Buffer.from('seventeen letters'))
    expect(Buffer.from(decompressLz4(long, 17)).toString()).toBe('seventeen letters')
  })

  it('is refused where it does not come to what it should', () => {
    expect(() => decompressLz4(BLOCK, 18)).toThrow('an LZ4 block has 17 bytes instead of 18')
    expect(() => decompressLz4(BLOCK, 4)).toThrow(RangeError)
    expect(() => decompressLz4(BLOCK.subarray(0, 3), 17)).toThrow('an LZ4 block ends too early')
    expect(() => decompressLz4(Uint8Array.of(0x10, 97, 2, 0), 5)).toThrow(
      'an LZ4 block repeats what is not there',
    )
    expect(() => decompressLz4(Uint8Array.of(0xf0, 255), 300)).toThrow('an LZ4 block ends too early')
  })
})
