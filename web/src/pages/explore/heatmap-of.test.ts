import { describe, expect, it } from 'vitest'
import { heatmapOf } from './heatmap-of.ts'

const GRID = { fromMs: 0, toMs: 15_000, stepMs: 15_000 }

describe('the cells of a heatmap', () => {
  it('come from classic buckets, which count up', () => {
    const cells = heatmapOf(
      [
        {
          metric: { le: '1' },
          values: [
            [0, '2'],
            [15, '3'],
          ],
        },
        {
          metric: { le: '+Inf' },
          values: [
            [0, '5'],
            [15, '3'],
          ],
        },
      ],
      GRID,
    )!
    expect(cells.rows).toEqual([
      { lower: 0, upper: 1 },
      { lower: 1, upper: Number.POSITIVE_INFINITY },
    ])
    expect([...cells.counts]).toEqual([2, 3, 3, 0])
  })

  it('come from native histograms as they are', () => {
    const cells = heatmapOf(
      [{ metric: {}, histograms: [[15, { count: '4', sum: '6', buckets: [[0, '1', '2', '4']] }]] }],
      GRID,
    )!
    expect(cells.rows).toEqual([{ lower: 1, upper: 2 }])
    expect([...cells.counts]).toEqual([4])
  })

  it('are none where there is no histogram', () => {
    expect(heatmapOf([{ metric: {}, values: [[0, '1']] }], GRID)).toBeUndefined()
  })
})
