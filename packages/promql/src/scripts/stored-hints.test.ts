import type { NativeHistogram, ResetHint } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { StoredHints } from './stored-hints.ts'

const histogram = (
  counts: number[],
  resetHint: ResetHint = 'unknown',
  changes: Partial<NativeHistogram> = {},
) => ({
  integer: false,
  resetHint,
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: counts.reduce((sum, count) => sum + count, 0),
  sum: 1,
  positiveSpans: [{ offset: 0, length: counts.length }],
  positiveCounts: Float64Array.from(counts),
  negativeSpans: [],
  negativeCounts: new Float64Array(0),
  customValues: new Float64Array(0),
  ...changes,
})

function hintsOf(histograms: (NativeHistogram | 'stale' | 'float')[]): ResetHint[] {
  const stored = new StoredHints()
  return histograms.flatMap(each => {
    if (each === 'stale') stored.stale()
    else if (each === 'float') stored.interrupted()
    else return [stored.stored(each).resetHint]
    return []
  })
}

describe('the hint a stored histogram comes back with', () => {
  it('is unknown for the first, no-reset while counts grow', () => {
    expect(hintsOf([histogram([1]), histogram([1, 2]), histogram([2, 2])])).toEqual([
      'unknown',
      'no-reset',
      'no-reset',
    ])
  })

  it('is unknown where a count falls, or a bucket that was used is gone', () => {
    expect(hintsOf([histogram([5]), histogram([4])])).toEqual(['unknown', 'unknown'])
    expect(hintsOf([histogram([3, 1]), histogram([2, 5])])).toEqual(['unknown', 'unknown'])
    expect(hintsOf([histogram([3, 0]), histogram([4])])).toEqual(['unknown', 'no-reset'])
  })

  it('is unknown where it came as a reset, whatever it holds', () => {
    expect(hintsOf([histogram([1], 'reset'), histogram([2], 'reset'), histogram([3])])).toEqual([
      'unknown',
      'unknown',
      'no-reset',
    ])
  })

  it('is unknown again after a stale marker, a float or another resolution', () => {
    expect(hintsOf([histogram([1]), 'stale', histogram([2])])).toEqual(['unknown', 'unknown'])
    expect(hintsOf([histogram([1]), 'float', histogram([2])])).toEqual(['unknown', 'unknown'])
    expect(hintsOf([histogram([1]), histogram([2], 'unknown', { schema: 1 })])).toEqual([
      'unknown',
      'unknown',
    ])
  })

  it('is unknown where custom bounds change', () => {
    const custom = (...bounds: number[]) =>
      histogram([1], 'unknown', { schema: -53, customValues: Float64Array.from(bounds) })
    expect(hintsOf([custom(1, 2), custom(1, 3)])).toEqual(['unknown', 'unknown'])
  })

  it('stays gauge', () => {
    expect(hintsOf([histogram([5], 'gauge'), histogram([1], 'gauge'), histogram([2])])).toEqual([
      'gauge',
      'gauge',
      'unknown',
    ])
  })
})
