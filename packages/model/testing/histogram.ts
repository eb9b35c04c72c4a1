/** A native histogram for tests that are about something else: three observations in one bucket, or what a test says of it. */
import type { NativeHistogram } from '../src/histogram.ts'

export function histogramOf(change: Partial<NativeHistogram> = {}): NativeHistogram {
  return {
    integer: true,
    resetHint: 'unknown',
    schema: 0,
    zeroThreshold: 1e-128,
    zeroCount: 0,
    count: 3,
    sum: 4,
    positiveSpans: [{ offset: 0, length: 1 }],
    positiveCounts: Float64Array.of(3),
    negativeSpans: [],
    negativeCounts: new Float64Array(0),
    customValues: new Float64Array(0),
    ...change,
  }
}
