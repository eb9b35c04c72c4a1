import { describe, expect, it } from 'vitest'
import { distributionOf } from './distribution-of.ts'

const GRID = { fromMs: 0, toMs: 30_000, stepMs: 15_000 }

describe('distributionOf', () => {
  it('takes the buckets of a histogram, on average over time', () => {
    const bucket = (le: string, ...values: string[]) => ({
      metric: { le },
      values: values.map((value, i) => [i * 15, value] as const),
    })
    const { of, bins } = distributionOf(
      [bucket('0.1', '1', '3', '5'), bucket('0.5', '1', '3', '5'), bucket('+Inf', '2', '4', '9')],
      GRID,
    )
    expect(of).toBe('buckets')
    expect(bins).toEqual([
      { lower: 0, upper: 0.1, count: 3 },
      { lower: 0.1, upper: 0.5, count: 0 },
      { lower: 0.5, upper: Number.POSITIVE_INFINITY, count: 2 },
    ])
  })

  it('counts how often plain series had which value', () => {
    const found = distributionOf(
      [
        {
          metric: { a: '1' },
          values: [
            [0, '1'],
            [15, 'NaN'],
          ],
        },
        {
          metric: { a: '2' },
          values: [
            [0, '1.5'],
            [15, '2.2'],
          ],
        },
      ],
      GRID,
    )
    expect(found).toMatchObject({ of: 'values', seriesCount: 2, valueCount: 3 })
    expect(found.bins.reduce((sum, { count }) => sum + count, 0)).toBe(3)
  })
})
