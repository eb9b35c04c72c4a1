import type { NativeHistogram } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeHistogram, encodeHistogram } from './histogram-codec.ts'

const doubles = fc
  .array(fc.double({ noNaN: true }), { maxLength: 20 })
  .map(values => Float64Array.from(values))
const spans = fc.array(fc.record({ offset: fc.integer({ min: -1000, max: 1000 }), length: fc.nat(500) }), {
  maxLength: 5,
})

const HISTOGRAM: fc.Arbitrary<NativeHistogram> = fc.record({
  integer: fc.boolean(),
  resetHint: fc.constantFrom('unknown' as const, 'reset' as const, 'no-reset' as const, 'gauge' as const),
  schema: fc.constantFrom(-53, -4, 0, 8),
  zeroThreshold: fc.double({ noNaN: true }),
  zeroCount: fc.double({ noNaN: true }),
  count: fc.double({ noNaN: true }),
  sum: fc.double(),
  positiveSpans: spans,
  positiveCounts: doubles,
  negativeSpans: spans,
  negativeCounts: doubles,
  customValues: doubles,
})

describe('a native histogram as bytes', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(HISTOGRAM, histogram => {
        expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram)
      }),
    )
  })

  it('knows the end of a series', () => {
    expect(decodeHistogram(encodeHistogram('stale'))).toBe('stale')
  })

  it('refuses a version that it does not know', () => {
    expect(() => decodeHistogram(Uint8Array.of(9, 0))).toThrow('histogram of unknown version 9')
  })
})
