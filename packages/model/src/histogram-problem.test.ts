import { describe, expect, it } from 'vitest'
import type { NativeHistogram } from './histogram.ts'
import { histogramProblem } from './histogram-problem.ts'

const GOOD: NativeHistogram = {
  integer: true,
  resetHint: 'unknown',
  schema: 0,
  zeroThreshold: 0.001,
  zeroCount: 1,
  count: 6,
  sum: 12.5,
  positiveSpans: [
    { offset: -2, length: 2 },
    { offset: 3, length: 1 },
  ],
  positiveCounts: Float64Array.of(1, 2, 2),
  negativeSpans: [],
  negativeCounts: new Float64Array(0),
  customValues: new Float64Array(0),
}

const CUSTOM: NativeHistogram = {
  ...GOOD,
  schema: -53,
  zeroThreshold: 0,
  zeroCount: 0,
  positiveSpans: [{ offset: 0, length: 3 }],
  customValues: Float64Array.of(0.1, 1),
}

describe('a native histogram', () => {
  it.each([
    ['an exponential one', GOOD],
    ['one with custom bounds', CUSTOM],
    ['one with NaN observations, which no bucket holds', { ...GOOD, count: 9, sum: Number.NaN }],
    ['a float one, whose counts need not add up', { ...GOOD, integer: false, count: 99 }],
  ])('is fine: %s', (_, histogram) => expect(histogramProblem(histogram)).toBeUndefined())

  it.each([
    [{ schema: 9 }, 'schema 9 is not between -4 and 8'],
    [{ zeroCount: -1 }, 'a count is negative'],
    [{ positiveSpans: [{ offset: 0, length: 2 }] }, 'positive spans need 2 buckets, have 3'],
    [{ positiveCounts: Float64Array.of(1, -2, 2) }, 'a positive bucket has the negative count -2'],
    [{ count: 7 }, '6 observations found in buckets, but the count is 7'],
    [
      {
        positiveSpans: [
          { offset: 0, length: 2 },
          { offset: -1, length: 1 },
        ],
      },
      'positive span 2 starts before the one in front of it ends',
    ],
  ])('has a problem with %j', (change, words) => expect(histogramProblem({ ...GOOD, ...change })).toBe(words))

  it.each([
    [{ customValues: Float64Array.of(1, 1) }, 'custom bound 2 is not above the one before it'],
    [{ zeroCount: 1 }, 'custom buckets have no negative side and no zero bucket'],
    [{ customValues: Float64Array.of(1) }, 'the buckets reach 3, but there are 1 custom bounds'],
  ])('with custom bounds has a problem with %j', (change, words) => {
    expect(histogramProblem({ ...CUSTOM, ...change })).toBe(words)
  })
})
