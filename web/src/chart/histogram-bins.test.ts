import { describe, expect, it } from 'vitest'
import { binsOfCells, binsOfValues, countsIn } from './histogram-bins.ts'

describe('binsOfValues', () => {
  it('counts values in bins of a nice width, empty ones between them too', () => {
    expect(binsOfValues([0.1, 0.4, 0.9, 3.2], { most: 4 })).toEqual([
      { lower: 0, upper: 1, count: 3 },
      { lower: 1, upper: 2, count: 0 },
      { lower: 2, upper: 3, count: 0 },
      { lower: 3, upper: 4, count: 1 },
    ])
  })

  it('takes a width and an offset', () => {
    expect(binsOfValues([-5, 4, 5, 14.9], { size: 10, offset: 5 })).toEqual([
      { lower: -5, upper: 5, count: 2 },
      { lower: 5, upper: 15, count: 2 },
    ])
  })

  it('has one bin for one value, and none for what is no number', () => {
    expect(binsOfValues([7, 7, 7])).toEqual([{ lower: 7, upper: 8, count: 3 }])
    expect(binsOfValues([0])).toEqual([{ lower: 0, upper: 1, count: 1 }])
    expect(binsOfValues([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([])
  })

  it('never makes more bars than can be seen', () => {
    const bins = binsOfValues([0, 1e9], { size: 0.001 })
    expect(bins.length).toBeLessThanOrEqual(501)
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(2)
  })
})

describe('binsOfCells', () => {
  const grid = {
    times: Float64Array.of(0, 1, 2),
    rows: [
      { lower: 0, upper: 0.1 },
      { lower: 0.1, upper: 0.5 },
      { lower: 0.5, upper: Number.POSITIVE_INFINITY },
    ],
    counts: Float64Array.of(0, 0, 0, 1, Number.NaN, 3, 2, 2, 2),
  }

  it('adds up what was counted, without the empty buckets at the ends', () => {
    expect(binsOfCells(grid, 'sum')).toEqual([
      { lower: 0.1, upper: 0.5, count: 4 },
      { lower: 0.5, upper: Number.POSITIVE_INFINITY, count: 6 },
    ])
  })

  it('takes the mean of rates over the times that have an answer', () => {
    expect(binsOfCells(grid, 'mean').map(({ count }) => count)).toEqual([2, 2])
  })

  it('has no bars where nothing was observed', () => {
    expect(binsOfCells({ ...grid, counts: new Float64Array(9) }, 'sum')).toEqual([])
  })
})

describe('countsIn', () => {
  it('counts some of the values into the bins that all of them made', () => {
    const bins = binsOfValues([0, 1, 2, 3, 10], { size: 2 })
    expect(countsIn(bins, [0, 1, 3])).toEqual([2, 1, 0, 0, 0, ...bins.slice(5).map(() => 0)])
    const some = [0, 2]
    const others = [1, 3, 10]
    const sums = countsIn(bins, some).map((count, i) => count + countsIn(bins, others)[i]!)
    expect(sums).toEqual(bins.map(({ count }) => count))
    expect(countsIn(bins, [Number.NaN, 99])).toEqual(bins.map(() => 0))
  })
})
