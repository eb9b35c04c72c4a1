import { describe, expect, it } from 'vitest'
import { after, table, tables } from '../testing/frames.ts'

const rows = table('A', {
  Time: [1, 2, 3, 4],
  job: ['a', 'b', 'a', null],
  pod: ['1', '1', '2', '1'],
  n: [1, null, 5, 7],
})
const by = { operation: 'groupby' }
const of = (...aggregations: string[]): object => ({ operation: 'aggregate', aggregations })

describe('groupBy', () => {
  it('has a row for each value, in the order in which they came', () => {
    expect(
      tables(
        after([rows], 'groupBy', { fields: { job: by, n: of('sum', 'count', 'last'), Time: of('max') } }),
      ),
    ).toEqual([
      {
        job: ['a', 'b', null],
        'Time (max)': [3, 2, 4],
        'n (sum)': [6, 0, 7],
        'n (count)': [2, 0, 1],
        'n (last)': [5, null, 7],
      },
    ])
  })

  it('keeps moments moments', () => {
    const { frames } = after([rows], 'groupBy', { fields: { job: by, Time: of('lastNotNull', 'count') } })
    expect(frames[0]?.fields.map(({ type }) => type)).toEqual(['text', 'time', 'number'])
  })

  it('groups by several, and does not take the end of one value for the beginning of the next', () => {
    const tricky = table('A', { a: ['x', 'xy', null, ''], b: ['yz', 'z', 'xyz', 'xyz'], n: [1, 2, 3, 4] })
    expect(
      tables(after([tricky], 'groupBy', { fields: { a: by, b: by, n: of('sum') } }))[0]?.['n (sum)'],
    ).toEqual([1, 2, 3, 4])
    expect(
      tables(after([rows], 'groupBy', { fields: { job: by, pod: by, n: of('mean') } }))[0],
    ).toMatchObject({
      job: ['a', 'b', 'a', null],
      pod: ['1', '1', '2', '1'],
    })
  })

  it('does nothing without a column to group by; frames that have none go', () => {
    const other = table('B', { x: [1] })
    expect(after([rows], 'groupBy', { fields: { n: of('sum') } }).frames).toEqual([rows])
    expect(after([rows, other], 'groupBy', { fields: { job: by } }).frames).toHaveLength(1)
  })
})
