/**
 * Quantiles and fractions of native histograms. Within a bucket, observations are taken to lie evenly on a logarithmic scale, in custom buckets
 * and in the zero bucket on a linear one.
 */
import type { NativeHistogram } from '@vedette/model'
import { usesCustomBuckets } from './bounds.ts'
import { BucketCursor } from './bucket-cursor.ts'
import { exp2, log2 } from './logarithm.ts'

export interface QuantileAnswer {
  readonly value: number
  /** NaN observations are in the count and in no bucket: what that made of the value. */
  readonly nan: 'result is NaN' | 'result is skewed higher' | undefined
}

export function histogramQuantile(q: number, h: NativeHistogram): QuantileAnswer {
  if (q < 0) return plain(-Infinity)
  if (q > 1) return plain(Infinity)
  if (h.count === 0 || Number.isNaN(q)) return plain(Number.NaN)

  const custom = usesCustomBuckets(h)
  const mayHaveNaN = Number.isNaN(h.sum)
  // From the nearer end, but with NaN among the observations always from below: they count as the highest.
  const upwards = mayHaveNaN || q < 0.5
  const rank = (upwards ? q : 1 - q) * h.count
  const cursor = new BucketCursor(h, !upwards)
  let count = 0
  while (cursor.next()) {
    if (cursor.count === 0) continue
    count += cursor.count
    if (count >= rank) break
  }
  let { lower, upper } = cursor
  const inBucket = cursor.count
  if (custom) {
    if (lower === -Infinity) {
      if (upper <= 0) return plain(upper)
      lower = 0
    } else if (upper === Infinity) return plain(lower)
  } else if (lower < 0 && upper > 0) {
    if (onlyPositive(h)) lower = 0
    else if (onlyNegative(h)) upper = 0
  }
  // Rounding may have brought the sum of buckets above the count.
  if (count > h.count) count = h.count
  if (count < rank) {
    return mayHaveNaN ? { value: Number.NaN, nan: 'result is NaN' } : plain(upper)
  }
  const into = upwards ? rank - (count - inBucket) : count - rank
  let nan: QuantileAnswer['nan']
  if (mayHaveNaN) {
    while (cursor.next()) count += cursor.count
    // Otherwise the sum is NaN because both infinities were observed.
    if (count < h.count) nan = 'result is skewed higher'
  }
  return { value: interpolated(lower, upper, into / inBucket, custom), nan }
}

export interface FractionAnswer {
  readonly value: number
  /** There were NaN observations; they are in no fraction. */
  readonly nanExcluded: boolean
}

export function histogramFraction(lower: number, upper: number, h: NativeHistogram): FractionAnswer {
  if (h.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) {
    return { value: Number.NaN, nanExcluded: false }
  }
  if (lower >= upper) return { value: 0, nanExcluded: false }

  const custom = usesCustomBuckets(h)
  const cursor = new BucketCursor(h)
  let count = 0
  let rank = 0
  let lowerRank: number | undefined
  let upperRank: number | undefined
  while (cursor.next()) {
    let { lower: from, upper: to } = cursor
    count += cursor.count
    const linear = custom || (from <= 0 && to >= 0)
    if (from <= 0 && to >= 0) {
      if (onlyPositive(h)) from = 0
      else if (onlyNegative(h)) to = 0
    }
    lowerRank ??= rankOf(lower, from, to, cursor.count, rank, linear)
    upperRank ??= rankOf(upper, from, to, cursor.count, rank, linear)
    if (lowerRank !== undefined && upperRank !== undefined) break
    rank += cursor.count
  }
  let nanExcluded = false
  if (Number.isNaN(h.sum)) {
    while (cursor.next()) count += cursor.count
    nanExcluded = count < h.count
  } else count = h.count
  const end = upperRank === undefined || upperRank > count ? count : upperRank
  const start = lowerRank === undefined || lowerRank > count ? count : lowerRank
  return { value: (end - start) / h.count, nanExcluded }
}

/** How many observations lie below the value, if it lies in this bucket or below it; `rank` of them in the buckets before. */
function rankOf(
  value: number,
  from: number,
  to: number,
  count: number,
  rank: number,
  linear: boolean,
): number | undefined {
  if (from >= value) return rank
  if (!(to > value)) return undefined
  if (linear) {
    // A bucket without a lower end can't be cut: all of it lies below.
    if (from === -Infinity) return count
    return rank + (count * (value - from)) / (to - from)
  }
  const logFrom = log2(Math.abs(from))
  const logTo = log2(Math.abs(to))
  const logValue = log2(Math.abs(value))
  const fraction =
    value > 0 ? (logValue - logFrom) / (logTo - logFrom) : 1 - (logValue - logTo) / (logFrom - logTo)
  return rank + count * fraction
}

function interpolated(lower: number, upper: number, fraction: number, custom: boolean): number {
  if (custom || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction
  const logLower = log2(Math.abs(lower))
  const logUpper = log2(Math.abs(upper))
  if (lower > 0) return exp2(logLower + (logUpper - logLower) * fraction)
  return -exp2(logUpper + (logLower - logUpper) * (1 - fraction))
}

function onlyPositive(h: NativeHistogram): boolean {
  return h.negativeCounts.length === 0 && h.positiveCounts.length > 0
}

function onlyNegative(h: NativeHistogram): boolean {
  return h.positiveCounts.length === 0 && h.negativeCounts.length > 0
}

function plain(value: number): QuantileAnswer {
  return { value, nan: undefined }
}
