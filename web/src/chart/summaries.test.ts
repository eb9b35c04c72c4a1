import { describe, expect, it } from 'vitest'
import { capSeries, capWords } from './cap.ts'
import { stackColumns } from './stack.ts'
import { changeBetween, statisticsOf } from './statistics.ts'

describe('statisticsOf', () => {
  it('passes over gaps', () => {
    expect(statisticsOf([null, 1, NaN, 3, undefined, 5, null])).toEqual({
      first: 1,
      last: 5,
      mean: 3,
      min: 1,
      max: 5,
      total: 9,
      count: 3,
    })
  })

  it('has nothing to say of nothing, and no overflow', () => {
    expect(statisticsOf([null])).toMatchObject({ last: null, mean: null, max: null, count: 0 })
    expect(statisticsOf([1e308, 1e308]).mean).toBe(1e308)
  })
})

describe('changeBetween', () => {
  it('is relative', () => {
    expect(changeBetween(100, 150)).toBe(0.5)
    expect(changeBetween(-10, -5)).toBe(0.5)
    expect(changeBetween(0, 5)).toBeUndefined()
    expect(changeBetween(null, 5)).toBeUndefined()
  })
})

describe('capSeries', () => {
  it('keeps those with the largest last values, in their order', () => {
    const capped = capSeries([1, 9, null, 5], 2)
    expect(capped).toEqual({ shown: [1, 3], more: 2 })
    expect(capWords(capped)).toBe('2 shown, +2 more')
    expect(capWords(capSeries([1], 2))).toBe('')
    expect(capWords({ shown: new Array(100).fill(0), more: 4900 })).toBe('100 shown, +4,900 more')
  })

  it('does not waver between equals', () => {
    expect(capSeries([3, 3, 3, null, null], 2).shown).toEqual([0, 1])
  })
})

describe('stackColumns', () => {
  it('lets those of other names stand by themselves', () => {
    const columns = [[10], [1], [2], [30]]
    expect(stackColumns(columns, 'normal', ['total', 'a', 'a', 'total'])).toMatchObject({
      edges: [[10], [1], [3], [40]],
      below: [-1, -1, 1, 0],
    })
    expect(
      stackColumns(columns, 'percent', ['total', 'a', 'a', 'total']).edges.map(edge => Math.round(edge[0]!)),
    ).toEqual([25, 33, 100, 100])
  })

  it('adds up, around gaps', () => {
    const { edges, below } = stackColumns([
      [1, 2, null],
      [10, null, 30],
    ])
    expect(edges).toEqual([
      [1, 2, null],
      [11, null, 30],
    ])
    expect(below).toEqual([-1, 0])
  })

  it('hangs what is negative from zero', () => {
    const { edges, below } = stackColumns([
      [1, 1],
      [-2, -2],
      [3, 3],
      [-1, 0],
    ])
    expect(edges).toEqual([
      [1, 1],
      [-2, -2],
      [4, 4],
      [-3, -2],
    ])
    expect(below).toEqual([-1, -1, 0, 1])
  })

  it('fills a hundred, and nothing where all is zero', () => {
    expect(
      stackColumns(
        [
          [1, 0],
          [3, 0],
        ],
        'percent',
      ).edges,
    ).toEqual([
      [25, 0],
      [100, 0],
    ])
  })
})
