import { describe, expect, it } from 'vitest'
import { cellsFromBuckets, cellsFromNative } from './histogram-cells.ts'

const times = Float64Array.of(0, 1000)

describe('cellsFromBuckets', () => {
  it('takes from each bucket what lies below it, whatever their order', () => {
    const grid = cellsFromBuckets(times, [
      { le: '+Inf', values: [10, 12] },
      { le: '0.1', values: [4, 4] },
      { le: '0.5', values: [9, 12] },
    ])
    expect(grid.rows).toEqual([
      { lower: 0, upper: 0.1 },
      { lower: 0.1, upper: 0.5 },
      { lower: 0.5, upper: Infinity },
    ])
    expect([...grid.counts]).toEqual([4, 4, 5, 8, 1, 0])
  })

  it('tells nothing known from nothing observed, and never has less than none', () => {
    const grid = cellsFromBuckets(times, [
      { le: '1', values: [null, 5] },
      { le: '2', values: [null, 4] },
      { le: 'wrong', values: [1, 1] },
    ])
    expect([...grid.counts]).toEqual([NaN, 5, NaN, 0])
  })

  it('adds bounds that are written in two ways, and reaches below zero', () => {
    const grid = cellsFromBuckets(times, [
      { le: '-1', values: [1, null] },
      { le: '-1.0', values: [2, 1] },
    ])
    expect(grid.rows).toEqual([{ lower: -Infinity, upper: -1 }])
    expect([...grid.counts]).toEqual([3, 1])
    expect(cellsFromBuckets(times, []).rows).toEqual([])
  })
})

describe('cellsFromNative', () => {
  it('has a row for each bucket, with zero where a histogram lacks it', () => {
    const grid = cellsFromNative([
      {
        atMs: 0,
        buckets: [
          [0, '1', '2', '3'],
          [0, '2', '4', '5'],
        ],
      },
      { atMs: 1000, buckets: [[0, '2', '4', '7']] },
    ])
    expect(grid.rows).toEqual([
      { lower: 1, upper: 2 },
      { lower: 2, upper: 4 },
    ])
    expect([...grid.counts]).toEqual([3, 0, 5, 7])
  })

  it('shares a wide bucket among narrow rows when the schema changes', () => {
    const grid = cellsFromNative([
      {
        atMs: 0,
        buckets: [
          [0, '0', '2', '1'],
          [0, '2', '4', '1'],
        ],
      },
      { atMs: 1000, buckets: [[0, '0', '4', '8']] },
    ])
    expect([...grid.counts]).toEqual([1, 4, 1, 4])
  })

  it('stands no histograms, and bounds without number', () => {
    expect(cellsFromNative([]).rows).toEqual([])
    expect(cellsFromNative([{ atMs: 0, buckets: [[0, 'NaN', '1', '1']] }]).rows).toEqual([])
  })

  it('takes bounds that differ in their last digit for one', () => {
    const grid = cellsFromNative([
      {
        atMs: 0,
        buckets: [
          [0, '0.1', '0.3', '2'],
          [0, '0.30000000000000004', '0.9', '3'],
        ],
      },
    ])
    expect(grid.rows).toHaveLength(2)
    expect([...grid.counts].map(count => Math.round(count * 1e6) / 1e6)).toEqual([2, 3])
  })

  it('keeps rows few', () => {
    const buckets = Array.from({ length: 1000 }, (_, i) => [0, String(i), String(i + 1), '1'] as const)
    const grid = cellsFromNative([{ atMs: 0, buckets }])
    expect(grid.rows.length).toBeLessThanOrEqual(161)
    expect(grid.counts.reduce((a, b) => a + b)).toBeCloseTo(1000)
  })
})
