import { describe, expect, it } from 'vitest'
import { valuesOf } from './columns.ts'
import { framesOf } from './frames-of.ts'
import type { AnsweredQuery } from './prometheus-answer.ts'

function matrix(...series: [Record<string, string>, ...[number, string][]][]): AnsweredQuery['data'] {
  return { resultType: 'matrix', result: series.map(([metric, ...values]) => ({ metric, values })) }
}

describe('an answer as frames', () => {
  it('has a frame for each series, named by its legend', () => {
    const data = matrix(
      [{ __name__: 'up', job: 'shop' }, [1.5, '1'], [16.5, 'NaN']],
      [{ job: 'cart' }, [1.5, '+Inf']],
    )
    const [first, second] = framesOf([
      { refId: 'A', data, expr: 'up', legendFormat: '{{ job }}/{{pod}}', stepMs: 15_000 },
    ])
    expect(first).toMatchObject({ refId: 'A', length: 2 })
    expect(first?.fields.map(({ name }) => name)).toEqual(['Time', 'up'])
    expect(first?.fields[0]?.config).toEqual({ interval: 15_000 })
    expect(first?.fields.map(valuesOf)).toEqual([
      [1500, 16_500],
      [1, NaN],
    ])
    expect(first?.fields[1]?.legend).toBe('shop/')
    expect(second?.fields[1]).toMatchObject({
      name: 'Value',
      legend: 'cart/',
      values: Float64Array.of(Infinity),
    })
  })

  it('without a legend is called as the metric is written, or as the query where nothing is left', () => {
    const of = (labels: Record<string, string>, legendFormat?: string): string | undefined =>
      framesOf([{ refId: 'A', expr: 'sum(x)', data: matrix([labels, [1, '1']]), legendFormat }])[0]?.fields[1]
        ?.legend
    expect(of({ __name__: 'up', job: 'a"b', a: 'x' })).toBe('up{a="x", job="a\\"b"}')
    expect(of({ __name__: 'up' })).toBe('up')
    expect(of({})).toBe('sum(x)')
    expect(of({}, '__auto')).toBe('sum(x)')
    expect(of({ job: 'x' }, '__auto')).toBeUndefined()
  })

  it('of one moment has one row each, a scalar as well', () => {
    const frames = framesOf([
      {
        refId: 'A',
        expr: 'up',
        data: { resultType: 'vector', result: [{ metric: { a: 'b' }, value: [2, '7'] }] },
      },
      { refId: 'B', expr: 'time()', data: { resultType: 'scalar', result: [2, '2'] } },
    ])
    expect(frames.map(({ length, refId }) => [refId, length])).toEqual([
      ['A', 1],
      ['B', 1],
    ])
    expect(frames[1]?.fields[1]?.legend).toBe('time()')
  })

  it('as a table has a column for each label, rows in the order of time, empty text for a label that is not there', () => {
    const data = matrix([{ job: 'a' }, [1, '1'], [3, '3']], [{ pod: 'p' }, [2, '2']])
    const [table] = framesOf([{ refId: 'A', data, expr: 'x', format: 'table' }])
    expect(table?.fields.map(({ name }) => name)).toEqual(['Time', 'job', 'pod', 'Value'])
    expect(table?.fields.map(valuesOf)).toEqual([
      [1000, 2000, 3000],
      ['a', '', 'a'],
      ['', 'p', ''],
      [1, 2, 3],
    ])
    const both = framesOf([
      { refId: 'A', data, expr: 'x', format: 'table' },
      { refId: 'B', data, expr: 'x', format: 'table' },
      { refId: 'C', data, expr: 'x' },
    ])
    expect(both.map(({ refId }) => refId)).toEqual(['C', 'C', 'A', 'B'])
    expect(both[2]?.fields.at(-1)?.name).toBe('Value #A')
  })

  it('of buckets is one frame whose columns hold what lies between two bounds', () => {
    const data = matrix(
      [{ le: '+Inf' }, [1, '10'], [2, '12']],
      [{ le: '0.5' }, [1, '4']],
      [{ le: '0.1' }, [1, '1'], [2, '3']],
    )
    const [frame] = framesOf([{ refId: 'A', data, expr: 'x', format: 'heatmap' }])
    expect(frame?.kind).toBe('heatmap-rows')
    expect(frame?.fields.map(({ name }) => name)).toEqual(['Time', '0.1', '0.5', '+Inf'])
    expect(frame?.fields.map(valuesOf)).toEqual([
      [1000, 2000],
      [1, 3],
      [3, null],
      [6, 12],
    ])
  })

  it('of native histograms has a row for each cell', () => {
    const [frame] = framesOf([
      {
        refId: 'A',
        expr: 'x',
        format: 'heatmap',
        data: {
          resultType: 'matrix',
          result: [
            {
              metric: {},
              histograms: [
                [
                  1,
                  {
                    count: '3',
                    sum: '2',
                    buckets: [
                      [0, '0.5', '1', '2'],
                      [0, '0.25', '0.5', '1'],
                    ],
                  },
                ],
              ],
            },
          ],
        },
      },
    ])
    expect(frame?.kind).toBe('heatmap-cells')
    expect(frame?.fields.map(valuesOf)).toEqual([
      [1000, 1000],
      [0.25, 0.5],
      [0.5, 1],
      [1, 2],
    ])
  })

  it('of nothing is nothing, but a table without rows', () => {
    expect(framesOf([{ refId: 'A', expr: 'x', data: matrix() }])).toEqual([])
    expect(framesOf([{ refId: 'A', expr: 'x', data: matrix(), format: 'heatmap' }])).toEqual([])
    expect(framesOf([{ refId: 'A', expr: 'x', data: matrix(), format: 'table' }])[0]?.length).toBe(0)
  })
})
