import { describe, expect, it } from 'vitest'
import { dataWith, numbers, panelOf, times } from '../testing/fields.ts'
import { heatGridOf } from './heat-grid.ts'

const ticks = times(0, 15_000, 30_000, 45_000, 60_000)

describe('the cells of a heatmap', () => {
  it('are buckets by their upper bounds; those of several sets of labels come together', () => {
    const data = dataWith(
      [ticks, numbers('0.5', [1, 1, 1, 1, 1]), numbers('+Inf', [2, 2, 2, 2, null])],
      [ticks, numbers('0.5', [3, 3, 3, 3, 3])],
    )
    const { rows, counts } = heatGridOf(panelOf('heatmap'), data)!
    expect(rows).toEqual([
      { lower: 0, upper: 0.5 },
      { lower: 0.5, upper: Infinity },
    ])
    expect([...counts]).toEqual([4, 4, 4, 4, 4, 2, 2, 2, 2, Number.NaN])
  })

  it('are counted here where the panel says so', () => {
    const data = dataWith([ticks, numbers('a', [1, 1, 1, 1, 9]), numbers('b', [2, 9, 9, 9, 9])])
    const panel = panelOf('heatmap', {
      calculate: true,
      calculation: { yBuckets: { mode: 'size', value: '5' } },
    })
    const { rows, counts } = heatGridOf(panel, data)!
    expect(rows).toEqual([
      { lower: 0, upper: 5 },
      { lower: 5, upper: 10 },
    ])
    expect([...counts]).toEqual([2, 1, 1, 1, 0, 0, 1, 1, 1, 2])
  })

  it('are counted between powers where the axis is logarithmic, which has no place for zero', () => {
    const data = dataWith([ticks, numbers('a', [0, 1, 2, 3, 9])])
    const of = (value: string) =>
      heatGridOf(
        panelOf('heatmap', {
          calculate: true,
          calculation: { yBuckets: { mode: 'count', value, scale: { type: 'log', log: 2 } } },
        }),
        data,
      )!
    expect(of('1').rows.map(({ upper }) => upper)).toEqual([2, 4, 8, 16])
    expect([...of('1').counts.subarray(0, 10)]).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 1, 0])
    expect(of('2').rows.map(({ upper }) => upper.toFixed(2))).toEqual([
      '1.41',
      '2.00',
      '2.83',
      '4.00',
      '5.66',
      '8.00',
      '11.31',
    ])
  })

  it('lie between the ends of the axis', () => {
    const data = dataWith([ticks, ...['1', '2', '4'].map((bound, i) => numbers(bound, [i, i, i, i, i]))])
    const of = (yAxis: object) => heatGridOf(panelOf('heatmap', { yAxis }), data)
    expect(of({ min: '1', max: 2 })?.rows).toEqual([{ lower: 1, upper: 2 }])
    expect([...of({ min: '1', max: 2 })!.counts]).toEqual([1, 1, 1, 1, 1])
    expect(of({ min: '0', max: '' })?.rows).toHaveLength(3)
    expect(of({ min: 9 })).toBeUndefined()
  })

  it('are none where no field is called like a bound', () => {
    expect(heatGridOf(panelOf('heatmap'), dataWith([ticks, numbers('a', [1, 1, 1, 1, 1])]))).toBeUndefined()
    expect(heatGridOf(panelOf('heatmap', { calculate: true }), dataWith())).toBeUndefined()
  })
})
