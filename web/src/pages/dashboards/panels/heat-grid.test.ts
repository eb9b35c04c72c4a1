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

  it('are none where no field is called like a bound', () => {
    expect(heatGridOf(panelOf('heatmap'), dataWith([ticks, numbers('a', [1, 1, 1, 1, 1])]))).toBeUndefined()
    expect(heatGridOf(panelOf('heatmap', { calculate: true }), dataWith())).toBeUndefined()
  })
})
