import { describe, expect, it } from 'vitest'
import { exemplarsOf } from './exemplars-of.ts'

const series = (count: number) => [
  {
    seriesLabels: { route: '/pay' },
    exemplars: Array.from({ length: count }, (_, i) => ({
      labels: { trace_id: `t${i}` },
      value: String(i % 10),
      timestamp: i,
    })),
  },
]

describe('exemplars as dots', () => {
  it('carry their trace and all their labels', () => {
    expect(exemplarsOf(series(1))).toEqual([
      { atMs: 0, value: 0, traceId: 't0', labels: { route: '/pay', trace_id: 't0' } },
    ])
  })

  it('keep the greatest where there are too many', () => {
    const kept = exemplarsOf(series(100), 10)
    expect(kept).toHaveLength(10)
    expect(kept.every(({ value }) => value === 9)).toBe(true)
  })

  it('leave out what can not be drawn', () => {
    expect(
      exemplarsOf([{ seriesLabels: {}, exemplars: [{ labels: {}, value: '+Inf', timestamp: 1 }] }]),
    ).toEqual([])
  })
})
