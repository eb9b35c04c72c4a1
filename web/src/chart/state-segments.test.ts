import { describe, expect, it } from 'vitest'
import { segmentsOf } from './state-segments.ts'

describe('segmentsOf', () => {
  it('joins what stays the same and ends at what is unknown', () => {
    const times = Float64Array.of(0, 10, 20, 30, 40)
    expect(segmentsOf(times, [1, 1, null, 1, 0], 10)).toEqual([
      { fromMs: 0, toMs: 20, value: 1 },
      { fromMs: 30, toMs: 40, value: 1 },
      { fromMs: 40, toMs: 50, value: 0 },
    ])
  })

  it('does not reach over times that are missing', () => {
    expect(segmentsOf(Float64Array.of(0, 100), ['up', 'up'], 10)).toEqual([
      { fromMs: 0, toMs: 15, value: 'up' },
      { fromMs: 100, toMs: 110, value: 'up' },
    ])
    expect(segmentsOf(new Float64Array(0), [], 10)).toEqual([])
  })
})
