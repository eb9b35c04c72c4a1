import { describe, expect, it } from 'vitest'
import { after, columnsOf, problemsOf, series, table, tables } from '../testing/frames.ts'

const frames = [
  series({ job: 'a', pod: '1' }, [1, 3, null], { legend: 'A' }),
  series({ job: 'b' }, [5, NaN], { legend: 'B' }),
]

describe('reduce', () => {
  it('makes a row of each series', () => {
    expect(tables(after(frames, 'reduce', { reducers: ['mean', 'lastNotNull', 'allIsZero'] }))).toEqual([
      { Field: ['A', 'B'], Mean: [2, 5], 'Last *': [3, 5], 'All Zeros': [false, false] },
    ])
    expect(tables(after(frames, 'reduce'))).toEqual([{ Field: ['A', 'B'], Max: [3, 5] }])
  })

  it('has the labels as columns where that is asked for', () => {
    expect(tables(after(frames, 'reduce', { reducers: ['count'], labelsToFields: true }))).toEqual([
      { Field: ['Value', 'Value'], job: ['a', 'b'], pod: ['1', null], Count: [2, 2] },
    ])
  })

  it('reduces fields within their frames', () => {
    const { frames: made } = after(frames, 'reduce', { mode: 'reduceFields', reducers: ['max'] })
    expect(made.map(columnsOf)).toEqual([[['Value', [3]]], [['Value', [5]]]])
    expect(made[0]?.fields[0]).toMatchObject({ legend: 'A', labels: { job: 'a', pod: '1' } })
    const several = after([frames[0]!], 'reduce', {
      mode: 'reduceFields',
      reducers: ['min', 'last'],
      includeTimeField: true,
    }).frames[0]
    expect(columnsOf(several)).toEqual([
      ['Time', [1000]],
      ['Time', [3000]],
      ['Value', [1]],
      ['Value', [null]],
    ])
    expect(several?.fields.map(({ type }) => type)).toEqual(['time', 'time', 'number', 'number'])
    expect(several?.fields[3]?.labels?.reducer).toBe('Last')
  })

  it('reduces only the fields that are meant', () => {
    const texts = table('A', { pod: ['x', 'y'], n: [1, 2] })
    const fields = { id: 'byType', options: 'string' }
    expect(tables(after([texts], 'reduce', { reducers: ['uniqueValues'], fields }))).toEqual([
      { Field: ['pod'], 'All unique values': ['x, y'] },
    ])
  })

  it('says which calculation it does not know', () => {
    expect(problemsOf(after(frames, 'reduce', { reducers: ['p95', 'p100'] }))).toEqual([
      'reduce: the calculation p100 is not known',
    ])
    expect(problemsOf(after(frames, 'reduce', { fields: { id: 'byMagic' } }))).toEqual([
      'reduce: its choice of fields is not known',
    ])
  })
})
