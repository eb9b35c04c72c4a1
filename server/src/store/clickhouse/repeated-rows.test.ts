import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from './port.ts'
import { Disagreement, RepeatedRows } from './repeated-rows.ts'

type Row = readonly [id: bigint, timeMs: bigint, mantissa: bigint, exponent: number, raw: number]

function blockOf(rows: readonly Row[]): Block {
  return {
    rowCount: rows.length,
    columns: [
      { name: 'id', type: 'UInt64', values: BigUint64Array.from(rows, row => row[0]) },
      { name: 'time_ms', type: 'Int64', values: BigInt64Array.from(rows, row => row[1]) },
      { name: 'mantissa', type: 'Int64', values: BigInt64Array.from(rows, row => row[2]) },
      { name: 'exponent', type: 'Int8', values: Int8Array.from(rows, row => row[3]) },
      { name: 'raw', type: 'Float64', values: Float64Array.from(rows, row => row[4]) },
    ],
  }
}

function kept(block: Block, count: number): Row[] {
  return Array.from(
    { length: count },
    (_, row) => block.columns.map(({ values }) => values[row]) as unknown as Row,
  )
}

function leaveOut(blocks: readonly (readonly Row[])[]): Row[] {
  const repeats = new RepeatedRows()
  return blocks.flatMap(rows => {
    const block = blockOf(rows)
    return kept(block, repeats.leaveOut(block))
  })
}

describe('rows that repeat each other', () => {
  const sample = (id: bigint, timeMs: bigint, mantissa = 5n): Row => [id, timeMs, mantissa, 0, 0]

  it('are left out within a block and from one block to the next', () => {
    const [a, b, c] = [sample(1n, 1000n), sample(1n, 2000n), sample(2n, 2000n)]
    expect(leaveOut([[a, a, a, b], [b], [], [b, c, c], [c]])).toEqual([a, b, c])
  })

  it('are told from rows that differ in the upper half of a number', () => {
    const far = 2n ** 32n
    const rows = [sample(1n, 1000n), sample(1n, 1000n + far), sample(1n + far, 1000n + far)]
    expect(leaveOut([rows])).toEqual(rows)
    expect(leaveOut(rows.map(row => [row]))).toEqual(rows)
  })

  it('are not settled where they disagree', () => {
    const rows = (changed: Row): Row[] => [sample(1n, 1000n), changed]
    for (const changed of [
      sample(1n, 1000n, 6n),
      [1n, 1000n, 5n, 1, 0] as const,
      [1n, 1000n, 5n, 0, -0] as const,
    ]) {
      expect(() => leaveOut([rows(changed)])).toThrow(Disagreement)
      expect(() => leaveOut(rows(changed).map(row => [row]))).toThrow(Disagreement)
    }
  })

  it('leave each sample once, in its order, wherever blocks begin', () => {
    const times = fc.array(
      fc.tuple(fc.bigInt(0n, 3n), fc.bigInt(0n, 2n ** 33n), fc.integer({ min: 1, max: 4 })),
    )
    fc.assert(
      fc.property(times, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (samples, sizes) => {
        const once = [
          ...new Map(samples.map(([id, timeMs]) => [`${id} ${timeMs}`, sample(id, timeMs)])).values(),
        ]
        once.sort((a, b) => Number(a[0] - b[0]) || Number(a[1] - b[1]))
        const rows = once.flatMap((row, i) => Array.from({ length: samples[i]![2] }, () => row))
        const blocks: Row[][] = []
        for (let at = 0, i = 0; at < rows.length; i++) {
          const size = sizes[i % sizes.length]!
          blocks.push(rows.slice(at, at + size))
          at += size
        }
        expect(leaveOut(blocks)).toEqual(once)
      }),
    )
  })
})
