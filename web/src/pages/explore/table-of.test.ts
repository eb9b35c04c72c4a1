import { describe, expect, it } from 'vitest'
import { tableOf, widthOf } from './table-of.ts'

describe('instant answers as a table', () => {
  it('has a column for what differs, and says once what is the same', () => {
    const { rows, columns, same } = tableOf([
      {
        letter: 'A',
        data: {
          resultType: 'vector',
          result: [
            { metric: { __name__: 'up', job: 'api', zone: 'a', instance: '1' }, value: [1, '1'] },
            { metric: { __name__: 'up', job: 'api', instance: '2' }, value: [1, 'NaN'] },
          ],
        },
      },
    ])
    expect(columns).toEqual(['instance', 'zone'])
    expect(same).toEqual([
      ['__name__', 'up'],
      ['job', 'api'],
    ])
    expect(rows.map(row => row.value)).toEqual([1, Number.NaN])
  })

  it('keeps all columns of a single row, the name first', () => {
    const { columns, same } = tableOf([
      {
        letter: 'A',
        data: { resultType: 'vector', result: [{ metric: { a: 'x', __name__: 'up' }, value: [1, '1'] }] },
      },
    ])
    expect([columns, same]).toEqual([['__name__', 'a'], []])
  })

  it('shows numbers, texts, histograms and ranges for what they are', () => {
    const { rows } = tableOf([
      { letter: 'A', data: { resultType: 'scalar', result: [1, '+Inf'] } },
      { letter: 'B', data: { resultType: 'string', result: [1, 'words'] } },
      {
        letter: 'C',
        data: { resultType: 'vector', result: [{ metric: {}, histogram: [1, { count: '3', sum: '1.5' }] }] },
      },
      {
        letter: 'D',
        data: {
          resultType: 'matrix',
          result: [
            {
              metric: {},
              values: [
                [1, '1'],
                [2, '7'],
              ],
            },
          ],
        },
      },
    ])
    expect(rows.map(({ letter, value, words }) => [letter, value, words])).toEqual([
      ['A', Number.POSITIVE_INFINITY, undefined],
      ['B', undefined, 'words'],
      ['C', undefined, 'count 3, sum 1.5'],
      ['D', undefined, '2 samples, last 7'],
    ])
  })

  it('gives a column the room that its values need, within bounds', () => {
    const row = (value: string) => ({
      key: '',
      letter: 'A',
      labels: { a: value },
      value: 1,
      words: undefined,
    })
    expect(widthOf('a', [row('x')])).toBe(52)
    expect(widthOf('a', [row('x'), row('twelve chars')])).toBe(108)
    expect(widthOf('a', [row('x'.repeat(10_000))])).toBe(320)
  })

  it('is empty where nothing was found', () => {
    expect(tableOf([{ letter: 'A', data: { resultType: 'vector', result: [] } }])).toEqual({
      rows: [],
      columns: [],
      same: [],
    })
  })
})
