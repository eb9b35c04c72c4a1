/** When a value counts as the expected one: floats within a millionth of each other, histograms bucket by bucket, empty buckets aside. */
import type { NativeHistogram, Span } from '@vedette/model'

const EPSILON = 1e-6
const MIN_NORMAL = 2 ** -1022

export function almostEqual(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  const sum = Math.abs(a) + Math.abs(b)
  const difference = Math.abs(a - b)
  if (a === 0 || b === 0 || sum < MIN_NORMAL) return difference < EPSILON * MIN_NORMAL
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON
}

/** `withHint`: what it says of counter resets has to be the same too. */
export function almostEqualHistograms(a: NativeHistogram, b: NativeHistogram, withHint: boolean): boolean {
  return (
    a.schema === b.schema &&
    almostEqual(a.count, b.count) &&
    almostEqual(a.sum, b.sum) &&
    a.zeroThreshold === b.zeroThreshold &&
    almostEqual(a.zeroCount, b.zeroCount) &&
    a.customValues.length === b.customValues.length &&
    a.customValues.every((bound, i) => bound === b.customValues[i]) &&
    sameBuckets(
      usedBuckets(a.positiveSpans, a.positiveCounts),
      usedBuckets(b.positiveSpans, b.positiveCounts),
    ) &&
    sameBuckets(
      usedBuckets(a.negativeSpans, a.negativeCounts),
      usedBuckets(b.negativeSpans, b.negativeCounts),
    ) &&
    (!withHint || a.resetHint === b.resetHint)
  )
}

function sameBuckets(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  if (a.size !== b.size) return false
  for (const [bucket, count] of a) {
    const other = b.get(bucket)
    if (other === undefined || !almostEqual(count, other)) return false
  }
  return true
}

function usedBuckets(spans: readonly Span[], counts: Float64Array): Map<number, number> {
  const buckets = new Map<number, number>()
  let bucket = 0
  let i = 0
  for (const { offset, length } of spans) {
    bucket += offset
    for (let n = 0; n < length; n++, bucket++, i++) if (counts[i] !== 0) buckets.set(bucket, counts[i]!)
  }
  return buckets
}
