import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from './port.ts'
import { Disagreement, RepeatedRows } from './repeated-rows.ts'

type Row = readonly [id: bigint, time: number, value: number]

function blockOf(rows: readonly Row[]): Block {
  return {
    rowCount: rows.length,
    columns: [
      { name: 'id', type: 'UInt64', values: BigUint64Array.from(rows, row => row[0]) },
      { name: 'time', type: 'UInt32', values: Uint32Array.from(rows, row => row[1]) },
      { name: 'value', type: 'Float64', values: Float64Array.from(rows, row => row[2]) },
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
  const sample = (id: bigint, time: number, value = 5): Row => [id, time, value]

  it('are left out within a block and from one block to the next', () => {
    const [a, b, c] = [sample(1n, 1000), sample(1n, 2000), sample(2n, 2000)]
    expect(leaveOut([[a, a, a, b], [b], [], [b, c, c], [c]])).toEqual([a, b, c])
  })

  it('are told from rows of other series at the same time', () => {
    const rows = [
      sample(1n, 1000),
      sample(2n, 1000),
      sample(2n + 2n ** 32n, 1000),
      sample(3n + 2n ** 32n, 1000),
    ]
    expect(leaveOut([rows])).toEqual(rows)
    expect(leaveOut(rows.map(row => [row]))).toEqual(rows)
  })

  it('are not settled where they disagree', () => {
    for (const [one, other] of [
      [5, 6],
      [0, -0],
      [0.1 + 0.2, 0.3],
      [1, Number.NaN],
    ] as const) {
      const rows = [sample(1n, 1000, one), sample(1n, 1000, other)]
      expect(() => leaveOut([rows])).toThrow(Disagreement)
      expect(() => leaveOut(rows.map(row => [row]))).toThrow(Disagreement)
    }
  })

  it('leave each sample once, in its order, wherever blocks begin', () => {
    const times = fc.array(
      fc.tuple(fc.bigInt(0n, 3n), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 4 })),
    )
    fc.assert(
      fc.property(times, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (samples, sizes) => {
        const once = [...new Map(samples.map(([id, time]) => [`${id} ${time}`, sample(id, time)])).values()]
        once.sort((a, b) => Number(a[0] - b[0]) || a[1] - b[1])
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
