import { describe, expect, it } from 'vitest'
import { alignMatrix, joinColumns, numberFrom } from './align.ts'

const row = (...values: [number, string][]) => ({ metric: {}, values })

describe('alignMatrix', () => {
  it('has a column for every step of the query, and gaps where steps were missed', () => {
    const columns = alignMatrix([row([0, '1'], [15, '2'], [45, '4']), row([30, '9'])], {
      fromMs: 0,
      toMs: 60_000,
      stepMs: 15_000,
    })
    expect([...columns.times]).toEqual([0, 15_000, 30_000, 45_000, 60_000])
    expect(columns.values).toEqual([
      [1, 2, null, 4, null],
      [null, null, 9, null, null],
    ])
  })

  it('puts gaps between times that are further apart than usual when it knows no step', () => {
    const columns = alignMatrix([row([0, '1'], [10, '1'], [20, '1'], [60, '1'], [70, '1'])])
    expect([...columns.times]).toEqual([0, 10_000, 20_000, 30_000, 60_000, 70_000])
    expect(columns.values).toEqual([[1, 1, 1, null, 1, 1]])
  })

  it('draws neither NaN nor infinity, and counts the latter', () => {
    const columns = alignMatrix([row([0, 'NaN'], [1, '+Inf'], [2, '-Inf'], [3, '1e3'])])
    expect(columns.values).toEqual([[null, null, null, 1000]])
    expect(columns.infinite).toBe(2)
  })

  it('stands one point, none at all, histograms without values, and points off the grid', () => {
    expect(alignMatrix([row([5, '1'])]).values).toEqual([[1]])
    expect(alignMatrix([]).times).toHaveLength(0)
    expect(alignMatrix([{ metric: {} }]).values).toEqual([[]])
    expect(alignMatrix([row([-5, '1'], [99, '1'])], { fromMs: 0, toMs: 1000, stepMs: 1000 }).values).toEqual([
      [null, null],
    ])
    expect(alignMatrix([row([5, '1'])], { fromMs: 0, toMs: 1, stepMs: 0 }).times).toHaveLength(0)
  })

  it('keeps times of a fraction of a second', () => {
    expect([...alignMatrix([row([1.001, '1'], [1.002, '1'])]).times]).toEqual([1001, 1002])
  })
})

describe('joinColumns', () => {
  it('puts queries of one step side by side', () => {
    const one = alignMatrix([row([0, '1'], [1, '2'])])
    expect(joinColumns([one, one]).values).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  it('does not take the times of another query for gaps', () => {
    const fine = alignMatrix([row([0, '1'], [1, '2'], [2, '3'])])
    const coarse = alignMatrix([row([0, '7'], [2, 'NaN'])])
    const joined = joinColumns([fine, coarse])
    expect([...joined.times]).toEqual([0, 1000, 2000])
    expect(joined.values).toEqual([
      [1, 2, 3],
      [7, undefined, null],
    ])
    expect(joinColumns([]).values).toEqual([])
  })
})

describe('numberFrom', () => {
  it('reads what Prometheus writes', () => {
    expect(['1.5', '+Inf', '-Inf', '1e-09'].map(numberFrom)).toEqual([1.5, Infinity, -Infinity, 1e-9])
    expect(numberFrom('NaN')).toBeNaN()
    expect(numberFrom('')).toBeNaN()
  })
})
