import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NativeEncoder } from './native.ts'
import { decodeNative, joinBlocks, NativeFormatError } from './native-decode.ts'
import type { Block, Column } from './port.ts'

const text = fc.string({ unit: 'binary' }).map(value => value.toWellFormed())
const longText = fc.oneof(
  text,
  fc.nat({ max: 70_000 }).map(length => 'é'.repeat(length)),
)

/** Blocks with a column of every kind, filled for as many rows as there are. */
const blocks = fc
  .array(
    fc.record({
      small: fc.integer({ min: -128, max: 127 }),
      whole: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      number: fc.double(),
      text: longText,
      list: fc.array(text, { maxLength: 4 }),
    }),
    { maxLength: 20 },
  )
  .map((rows): Block => {
    return {
      rowCount: rows.length,
      columns: [
        { name: 'small', type: 'Int8', values: Int8Array.from(rows, row => row.small) },
        { name: 'whole', type: 'Int64', values: BigInt64Array.from(rows, row => row.whole) },
        { name: 'näme', type: 'Float64', values: Float64Array.from(rows, row => row.number) },
        { name: 'text', type: 'String', values: rows.map(row => row.text) },
        { name: 'list', type: 'Array(String)', values: rows.map(row => row.list) },
      ],
    }
  })

/** Two columns with dictionaries, as the engine writes them: `a` LowCardinality(String), `b` Array(LowCardinality(String)). */
function withDictionaries(): Uint8Array {
  const words = (...values: number[]): Buffer => Buffer.from(BigUint64Array.from(values, BigInt).buffer)
  const strings = (...values: string[]): Buffer =>
    Buffer.concat(values.map(value => Buffer.from([value.length, ...Buffer.from(value)])))
  return Buffer.concat([
    Buffer.of(2, 3),
    strings('a', 'LowCardinality(String)'),
    words(1, 0x600, 2),
    strings('x', 'y'),
    words(3),
    Buffer.of(1, 0, 1),
    strings('b', 'Array(LowCardinality(String))'),
    words(1, 2, 2, 3, 0x600, 2),
    strings('', 'z'),
    words(3),
    Buffer.of(1, 1, 0),
  ])
}

describe('the Native format', () => {
  it('reads dictionaries as what they stand for', () => {
    const [block] = decodeNative(withDictionaries())
    expect(block!.columns).toEqual([
      { name: 'a', type: 'String', values: ['y', 'x', 'y'] },
      { name: 'b', type: 'Array(String)', values: [['z', 'z'], [], ['']] },
    ])
  })

  it('gives back what was written', () => {
    const encoder = new NativeEncoder()
    fc.assert(
      fc.property(blocks, block => {
        expect(decodeNative(encoder.encode(block))).toEqual([block])
      }),
    )
  })

  it('reads blocks one after another, at any offset, and joins them', () => {
    const encoder = new NativeEncoder()
    fc.assert(
      fc.property(fc.array(blocks, { minLength: 1, maxLength: 4 }), fc.nat({ max: 9 }), (parts, offset) => {
        const bytes = Buffer.concat([
          Buffer.alloc(offset),
          ...parts.map(part => Buffer.from(encoder.encode(part))),
        ])
        const joined = joinBlocks(decodeNative(bytes.subarray(offset)))
        expect(joined.rowCount).toBe(parts.reduce((sum, part) => sum + part.rowCount, 0))
        for (const [i, column] of joined.columns.entries()) {
          const values = parts.flatMap((part): unknown[] => [...part.columns[i]!.values])
          expect([...column.values]).toEqual(values)
        }
      }),
    )
  })

  it('writes only the rows that count', () => {
    const values = Float64Array.of(1, 2, 3)
    const view = new Float64Array(values.buffer, 8, 2)
    const block = { rowCount: 1, columns: [{ name: 'v', type: 'Float64', values: view }] } as const
    expect(decodeNative(new NativeEncoder().encode(block))[0]!.columns[0]!.values).toEqual(Float64Array.of(2))
  })

  it('gives bytes where text was not asked for', () => {
    const values = [Uint8Array.of(255, 0), Uint8Array.of(), new Uint8Array(300).fill(7)]
    const bytes = new NativeEncoder().encode({
      rowCount: 3,
      columns: [{ name: 'v', type: 'String', values }],
    })
    expect(decodeNative(bytes, ['v'])[0]!.columns[0]!.values).toEqual(values)
  })

  it('refuses columns that are too short or of the wrong array', () => {
    const encode = (column: Column) => () => new NativeEncoder().encode({ rowCount: 2, columns: [column] })
    expect(encode({ name: 'v', type: 'String', values: ['a'] })).toThrow('column v has 1 values for 2 rows')
    expect(encode({ name: 'v', type: 'UInt64', values: new Float64Array(2) })).toThrow(
      "column v: UInt64 can't be written from Float64Array",
    )
  })

  it('says what it misses where the bytes end', () => {
    const bytes = new NativeEncoder().encode({
      rowCount: 2,
      columns: [{ name: 'v', type: 'Float64', values: new Float64Array(2) }],
    })
    expect(() => decodeNative(bytes.subarray(0, bytes.length - 1))).toThrow(
      new NativeFormatError('the bytes end early: v needs 16, 15 are left'),
    )
    expect(() => decodeNative(bytes.subarray(0, 1))).toThrow('the bytes end in the middle of a number')
    expect(() => decodeNative(Uint8Array.of(0, 5))).toThrow('a block has rows but no columns')
  })

  it('survives mutated and random bytes without crashing or growing', () => {
    const encoder = new NativeEncoder()
    const change = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) })
    const mutated = fc
      .tuple(fc.option(blocks, { nil: undefined }), fc.array(change, { minLength: 1, maxLength: 6 }))
      .map(([block, changes]) => {
        const bytes = Uint8Array.from(block === undefined ? withDictionaries() : encoder.encode(block))
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), bytes => {
        try {
          for (const block of decodeNative(bytes)) {
            for (const column of block.columns) expect(column.values.length).toBe(block.rowCount)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(NativeFormatError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
