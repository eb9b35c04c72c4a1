/**
 * What every implementation of the port keeps, run by embedded.test.ts and remote.test.ts. `open` gives a port over an engine of its
 * own, which lives until `close`.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Block, type ClickHouse, ClickHouseError, type Column, columnOf } from './port.ts'
import { float64, int64, type Sql, sql, text, texts, uint32, uint64, uint64s } from './sql.ts'

/** Runs until killed. */
const ENDLESS = sql`SELECT sum(sipHash64(number)) AS s FROM numbers(1000000000000)`

const HOSTILE = [
  '',
  ' ',
  "it's",
  '"double"',
  'back\\slash',
  '\\',
  "\\'",
  'line\nbreak\r\n',
  'tab\t',
  'nul\0inside',
  '\b\f\v\x7f\x01',
  'NULL',
  '\\N',
  '{p0:String}',
  "'; DROP TABLE t; --",
  '%20 & = ? # +',
  'ünïcode 🙂 \u2028 ٠',
  '[1,2]',
  'x'.repeat(5000),
]

export function clickHouseContract(name: string, open: () => Promise<ClickHouse>): void {
  describe(`${name} keeps the port's contract`, () => {
    let port: ClickHouse
    beforeAll(async () => {
      port = await open()
    }, 60_000)
    afterAll(async () => {
      await port.close()
    }, 60_000)

    const one = async (query: Sql, type: 'UInt64' | 'String' = 'UInt64') =>
      columnOf(await port.query(query), 'v', type)[0]

    it('carries every type there and back', async () => {
      const block: Block = {
        rowCount: 3,
        columns: [
          { name: 'a', type: 'UInt8', values: Uint8Array.of(0, 1, 255) },
          { name: 'b', type: 'Int8', values: Int8Array.of(-128, 0, 127) },
          { name: 'c', type: 'UInt16', values: Uint16Array.of(0, 1, 65535) },
          { name: 'd', type: 'Int16', values: Int16Array.of(-32768, 0, 32767) },
          { name: 'e', type: 'UInt32', values: Uint32Array.of(0, 1, 4294967295) },
          { name: 'f', type: 'Int32', values: Int32Array.of(-2147483648, 0, 2147483647) },
          { name: 'g', type: 'UInt64', values: BigUint64Array.of(0n, 1n, 2n ** 64n - 1n) },
          { name: 'h', type: 'Int64', values: BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 63n - 1n) },
          { name: 'i', type: 'Float64', values: Float64Array.of(-0, Number.NaN, Number.MIN_VALUE) },
          { name: 'j', type: 'String', values: ['', 'ascii', 'ünï\0🙂'] },
          { name: 'k', type: 'Array(String)', values: [[], ['', 'x'], ['ü']] },
        ],
      }
      await port.command(sql`CREATE TABLE all_types (a UInt8, b Int8, c UInt16, d Int16, e UInt32, f Int32, g UInt64, h Int64,
        i Float64, j String, k Array(String)) ENGINE = MergeTree ORDER BY a`)
      await port.insert('all_types', block)
      expect(await port.query(sql`SELECT * FROM all_types ORDER BY a`)).toEqual(block)
    })

    it('reads low cardinality columns as what they hold', async () => {
      const rows = 70_000
      const block = await port.query(sql`SELECT toLowCardinality(toString(number % 3)) AS a,
        [toLowCardinality(toString(number % 300)), 'ü'] AS b, toLowCardinality(toString(number)) AS c,
        arrayResize(emptyArrayString()::Array(LowCardinality(String)), number % 2, 'x') AS d,
        emptyArrayString()::Array(LowCardinality(String)) AS e
        FROM numbers(${uint64(rows)}) SETTINGS max_block_size = 70000`)
      const lists = (name: string) => columnOf(block, name, 'Array(String)').map(list => list.join())
      const wrong = (values: readonly string[], expected: (i: number) => string): number =>
        values.length === rows ? values.findIndex((value, i) => value !== expected(i)) : values.length
      expect(wrong(columnOf(block, 'a', 'String'), i => String(i % 3))).toBe(-1)
      expect(wrong(lists('b'), i => `${i % 300},ü`)).toBe(-1)
      expect(wrong(columnOf(block, 'c', 'String'), String)).toBe(-1)
      expect(wrong(lists('d'), i => (i % 2 === 0 ? '' : 'x'))).toBe(-1)
      expect(wrong(lists('e'), () => '')).toBe(-1)
    })

    it('keeps the bits of a stale marker', async () => {
      const values = new Float64Array(1)
      const words = new Uint32Array(values.buffer)
      words.set([2, 0x7ff00000])
      await port.command(sql`CREATE TABLE bits (v Float64) ENGINE = MergeTree ORDER BY tuple()`)
      await port.insert('bits', { rowCount: 1, columns: [{ name: 'v', type: 'Float64', values }] })
      const back = columnOf(await port.query(sql`SELECT v FROM bits`), 'v', 'Float64')
      expect([...new Uint32Array(back.buffer, back.byteOffset, 2)]).toEqual([2, 0x7ff00000])
    })

    it('gives bytes for String columns that are not text', async () => {
      const values = [Uint8Array.of(0, 255, 128, 10), new Uint8Array()]
      await port.command(sql`CREATE TABLE blobs (id UInt8, v String) ENGINE = MergeTree ORDER BY id`)
      const ids: Column = { name: 'id', type: 'UInt8', values: Uint8Array.of(1, 2) }
      await port.insert('blobs', { rowCount: 2, columns: [ids, { name: 'v', type: 'String', values }] })
      const block = await port.query(sql`SELECT v FROM blobs ORDER BY id`, { bytes: ['v'] })
      expect(block.columns[0]!.values).toEqual(values)
    })

    it('inserts only the rows that count, and named columns only', async () => {
      await port.command(
        sql`CREATE TABLE part_of (a UInt32, b String DEFAULT 'left out') ENGINE = MergeTree ORDER BY a`,
      )
      const columns: Column[] = [{ name: 'a', type: 'UInt32', values: new Uint32Array(100).fill(7) }]
      await port.insert('part_of', { rowCount: 2, columns })
      await port.insert('part_of', { rowCount: 0, columns })
      const block = await port.query(sql`SELECT a, b FROM part_of`)
      expect([...columnOf(block, 'a', 'UInt32')]).toEqual([7, 7])
      expect(columnOf(block, 'b', 'String')).toEqual(['left out', 'left out'])
    })

    it('makes one part per partition of a large insert', async () => {
      await port.command(
        sql`CREATE TABLE parts (id UInt64, day UInt8) ENGINE = MergeTree ORDER BY id PARTITION BY day`,
      )
      const rowCount = 1_300_000
      await port.insert('parts', {
        rowCount,
        columns: [
          { name: 'id', type: 'UInt64', values: new BigUint64Array(rowCount) },
          { name: 'day', type: 'UInt8', values: new Uint8Array(rowCount).map((_, i) => i % 2) },
        ],
      })
      const parts = await port.query(sql`SELECT name FROM system.parts WHERE database = currentDatabase()
        AND table = 'parts' ORDER BY name`)
      expect(columnOf(parts, 'name', 'String')).toEqual(['0_1_1_0', '1_2_2_0'])
      expect(await one(sql`SELECT count() AS v FROM parts`)).toBe(1_300_000n)
    })

    it('passes text parameters as they are', async () => {
      for (const value of HOSTILE) expect(await one(sql`SELECT ${text(value)} AS v`, 'String')).toBe(value)
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), async value => {
          const wellFormed = value.toWellFormed()
          expect(await one(sql`SELECT ${text(wellFormed)} AS v`, 'String')).toBe(wellFormed)
        }),
        { numRuns: 100 },
      )
    })

    it('passes lists and numbers as they are', async () => {
      const list = await port.query(sql`SELECT ${texts(HOSTILE)} AS v`)
      expect(columnOf(list, 'v', 'Array(String)')).toEqual([HOSTILE])
      expect(await one(sql`SELECT toUInt64(length(${texts([])})) AS v`)).toBe(0n)
      expect(await one(sql`SELECT arraySum(${uint64s([1n, 2n ** 63n])}) AS v`)).toBe(2n ** 63n + 1n)
      const many = Array.from({ length: 100_000 }, (_, i) => BigInt(i) << 40n)
      expect(await one(sql`SELECT toUInt64(length(arrayDistinct(${uint64s(many)}))) AS v`)).toBe(100_000n)
      const long = HOSTILE.join('').repeat(5)
      expect(await one(sql`SELECT ${text(long)} AS v`, 'String')).toBe(long)
      const longList = Array.from({ length: 20 }, () => HOSTILE).flat()
      expect(columnOf(await port.query(sql`SELECT ${texts(longList)} AS v`), 'v', 'Array(String)')).toEqual([
        longList,
      ])
      expect(
        await one(
          sql`SELECT toString((${int64(-5)}, ${uint64(7n)}, ${uint32(9)}, ${float64(1.5)})) AS v`,
          'String',
        ),
      ).toBe('(-5,7,9,1.5)')
    })

    it('keeps parameters of parallel statements apart', async () => {
      const values = Array.from({ length: 60 }, (_, i) => `value ${i}`)
      expect(await Promise.all(values.map(value => one(sql`SELECT ${text(value)} AS v`, 'String')))).toEqual(
        values,
      )
    })

    it('applies settings to one statement only', async () => {
      const setting = sql`SELECT toUInt64(getSetting('max_block_size')) AS v`
      const usual = await one(setting)
      const block = await port.query(setting, { settings: { max_block_size: 77 } })
      expect(columnOf(block, 'v', 'UInt64')[0]).toBe(77n)
      expect(await one(setting)).toBe(usual)
    })

    it('answers nothing found with no rows, in columns that can be read', async () => {
      const block = await port.query(sql`SELECT 'x' AS v, toUInt64(1) AS n WHERE 0`)
      expect(block.rowCount).toBe(0)
      expect(columnOf(block, 'v', 'String')).toEqual([])
      expect(columnOf(block, 'n', 'UInt64')).toHaveLength(0)
      for await (const part of port.stream(sql`SELECT 1 AS v WHERE 0`)) expect(part.rowCount).toBe(0)
    })

    it('joins a result of many blocks', async () => {
      const block = await port.query(sql`SELECT number AS n, toString(number) AS t FROM numbers(300000)`)
      expect(block.rowCount).toBe(300_000)
      const numbers = columnOf(block, 'n', 'UInt64')
      const printed = columnOf(block, 't', 'String')
      expect(numbers).toHaveLength(300_000)
      expect(printed).toHaveLength(300_000)
      expect(printed.every((value, i) => value === String(numbers[i]))).toBe(true)
    })

    it('streams a large result in blocks', async () => {
      let rows = 0
      let blocks = 0
      let sum = 0n
      for await (const block of port.stream(sql`SELECT number AS n FROM numbers(${uint64(1_000_000)})`)) {
        blocks++
        rows += block.rowCount
        for (const value of columnOf(block, 'n', 'UInt64')) sum += value
      }
      expect(rows).toBe(1_000_000)
      expect(sum).toBe(499_999_500_000n)
      expect(blocks).toBeGreaterThan(5)
    })

    it('ends the query when a stream is left early', async () => {
      const marked = sql`SELECT number AS left_early FROM numbers(1000000000000)`
      for await (const block of port.stream(marked)) {
        expect(block.rowCount).toBeGreaterThan(0)
        break
      }
      await expectGone(port, 'left_early')
    })

    it('ends the query when the consumer of a stream throws', async () => {
      const consume = async (): Promise<void> => {
        for await (const _ of port.stream(sql`SELECT number AS thrown_at FROM numbers(1000000000000)`)) {
          throw new RangeError('enough')
        }
      }
      await expect(consume()).rejects.toThrow('enough')
      await expectGone(port, 'thrown_at')
    })

    it('rejects with the reason and kills the query on abort', async () => {
      const abort = new AbortController()
      const running = port.query(
        sql`SELECT sum(sipHash64(number)) AS aborted_one FROM numbers(1000000000000)`,
        {
          signal: abort.signal,
        },
      )
      running.catch(() => {})
      await expectRunning(port, 'aborted_one')
      abort.abort(new Error('nobody waits'))
      await expect(running).rejects.toThrow('nobody waits')
      await expectGone(port, 'aborted_one')
    })

    it('kills a stream that has given nothing yet on abort', async () => {
      const abort = new AbortController()
      const first = port
        .stream(sql`SELECT number AS silent FROM numbers(1000000000000) WHERE sipHash64(number) = 7`, {
          signal: abort.signal,
        })
        [Symbol.asyncIterator]()
        .next()
      first.catch(() => {})
      await expectRunning(port, 'silent')
      abort.abort(new Error('nobody waits'))
      await expect(first).rejects.toThrow('nobody waits')
      await expectGone(port, 'silent')
    })

    it('refuses an aborted signal before it does anything', async () => {
      const signal = AbortSignal.abort(new Error('too late'))
      await expect(port.query(ENDLESS, { signal })).rejects.toThrow('too late')
      await expect(port.command(ENDLESS, { signal })).rejects.toThrow('too late')
      await expect(port.stream(ENDLESS, { signal })[Symbol.asyncIterator]().next()).rejects.toThrow(
        'too late',
      )
      const column: Column = { name: 'v', type: 'UInt8', values: Uint8Array.of(1) }
      await expect(port.insert('nowhere', { rowCount: 1, columns: [column] }, { signal })).rejects.toThrow(
        'too late',
      )
    })

    it('answers many aborts and goes on', async () => {
      for (let round = 0; round < 20; round++) {
        const abort = new AbortController()
        const running = port.query(ENDLESS, { signal: abort.signal })
        running.catch(() => {})
        setImmediate(() => abort.abort(new Error('nobody waits')))
        await expect(running).rejects.toThrow('nobody waits')
      }
      expect(await one(sql`SELECT toUInt64(1) AS v`)).toBe(1n)
    })

    it('says what is wrong with a statement, by number', async () => {
      const failing: readonly [Sql, number][] = [
        [sql`SELEC 1`, 62],
        [sql`SELECT * FROM no_such_table`, 60],
        [sql`SELECT no_such_column`, 47],
        [sql`SELECT throwIf(1, 'on purpose')`, 395],
      ]
      for (const [query, number] of failing) {
        for (const run of [() => port.query(query), () => port.command(query), () => drain(port, query)]) {
          const error = await run()
            .then(() => undefined)
            .catch((cause: unknown) => cause)
          expect(error).toBeInstanceOf(ClickHouseError)
          expect(error).toMatchObject({ number, transient: false })
        }
      }
      await expect(port.query(sql`SELECT throwIf(1, 'on purpose')`)).rejects.toThrow('on purpose')
    })

    it('fails when the query fails after rows have come', async () => {
      const query = sql`SELECT throwIf(number = 3000000, 'halfway') AS v FROM numbers(10000000)`
      await expect(port.query(query)).rejects.toMatchObject({ number: 395 })
      await expect(drain(port, query)).rejects.toMatchObject({ number: 395 })
    })

    it('calls a query that takes too much memory or time transient', async () => {
      const large = sql`SELECT groupArray(toString(number)) AS v FROM numbers(10000000)`
      await expect(port.query(large, { settings: { max_memory_usage: 10_000_000 } })).rejects.toMatchObject({
        number: 241,
        transient: true,
      })
      await expect(port.query(ENDLESS, { settings: { max_execution_time: 0.05 } })).rejects.toMatchObject({
        number: 159,
        transient: true,
      })
    })

    it('refuses a type that does not cross the port, by name', async () => {
      await expect(port.query(sql`SELECT toDate('2026-01-01') AS day`)).rejects.toThrow(/day.*"Date".*cast/)
    })

    it('refuses blocks that do not fit the table, and stays usable', async () => {
      await port.command(sql`CREATE TABLE narrow (a UInt32) ENGINE = MergeTree ORDER BY a`)
      const wrong: Column = { name: 'b', type: 'UInt32', values: Uint32Array.of(1) }
      await expect(port.insert('narrow', { rowCount: 1, columns: [wrong] })).rejects.toBeInstanceOf(
        ClickHouseError,
      )
      const short: Column = { name: 'a', type: 'UInt32', values: Uint32Array.of(1) }
      await expect(port.insert('narrow', { rowCount: 2, columns: [short] })).rejects.toThrow(
        '1 values for 2 rows',
      )
      await expect(
        port.insert('narrow; DROP TABLE narrow', { rowCount: 1, columns: [short] }),
      ).rejects.toThrow('not an identifier')
      await port.insert('narrow', { rowCount: 1, columns: [short] })
      expect(await one(sql`SELECT count() AS v FROM narrow`)).toBe(1n)
    })

    it('reads and writes while a long read runs', async () => {
      await port.command(sql`CREATE TABLE busy (a UInt64) ENGINE = MergeTree ORDER BY a`)
      const abort = new AbortController()
      const long = port.query(ENDLESS, { signal: abort.signal })
      long.catch(() => {})
      for (let i = 1; i <= 5; i++) {
        const values = BigUint64Array.of(BigInt(i))
        await port.insert('busy', { rowCount: 1, columns: [{ name: 'a', type: 'UInt64', values }] })
        expect(await one(sql`SELECT count() AS v FROM busy`)).toBe(BigInt(i))
      }
      abort.abort(new Error('done'))
      await expect(long).rejects.toThrow('done')
    })

    it('shows a reader all of an insert or nothing', async () => {
      await port.command(sql`CREATE TABLE atomic (a UInt64) ENGINE = MergeTree ORDER BY a`)
      const values = new BigUint64Array(50_000)
      let inserting = true
      const inserts = (async () => {
        for (let i = 0; i < 10; i++) {
          await port.insert('atomic', {
            rowCount: values.length,
            columns: [{ name: 'a', type: 'UInt64', values }],
          })
        }
        inserting = false
      })()
      while (inserting)
        expect(Number(await one(sql`SELECT count() AS v FROM atomic`)) % values.length).toBe(0)
      await inserts
      expect(await one(sql`SELECT count() AS v FROM atomic`)).toBe(500_000n)
    })

    it('round-trips blocks of any text and numbers', async () => {
      await port.command(
        sql`CREATE TABLE any_block (n UInt32, t String, l Array(String), i Int64, f Float64) ENGINE = MergeTree ORDER BY n`,
      )
      const row = fc.record({
        t: fc.string({ unit: 'binary' }).map(value => value.toWellFormed()),
        l: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }),
        i: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        f: fc.double(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async rows => {
          await port.command(sql`TRUNCATE TABLE any_block`)
          const block: Block = {
            rowCount: rows.length,
            columns: [
              { name: 'n', type: 'UInt32', values: Uint32Array.from(rows, (_, i) => i) },
              { name: 't', type: 'String', values: rows.map(r => r.t) },
              { name: 'l', type: 'Array(String)', values: rows.map(r => r.l) },
              { name: 'i', type: 'Int64', values: BigInt64Array.from(rows, r => r.i) },
              { name: 'f', type: 'Float64', values: Float64Array.from(rows, r => r.f) },
            ],
          }
          await port.insert('any_block', block)
          expect(await port.query(sql`SELECT * FROM any_block ORDER BY n`)).toEqual(block)
        }),
        { numRuns: 15 },
      )
    })
  })

  describe(`${name}, closing`, () => {
    it('waits for what runs when it closes, and refuses what comes after', async () => {
      const closing = await open()
      const running = closing.query(sql`SELECT sum(sipHash64(number)) AS v FROM numbers(20000000)`)
      const closed = closing.close()
      await expect(closing.query(ENDLESS)).rejects.toMatchObject({ number: 0, transient: true })
      expect((await running).rowCount).toBe(1)
      await closed
      await closing.close()
    })
  })
}

async function drain(port: ClickHouse, query: Sql): Promise<void> {
  for await (const _ of port.stream(query));
}

/** Queries of which the text holds the word, other than this one. */
async function running(port: ClickHouse, word: string): Promise<number> {
  const block = await port.query(sql`SELECT count() AS v FROM system.processes
    WHERE query LIKE ${text(`%AS ${word}%`)} AND query NOT LIKE '%system.processes%'`)
  return Number(columnOf(block, 'v', 'UInt64')[0])
}

async function expectRunning(port: ClickHouse, word: string): Promise<void> {
  while ((await running(port, word)) === 0);
}

async function expectGone(port: ClickHouse, word: string): Promise<void> {
  while ((await running(port, word)) > 0);
}
