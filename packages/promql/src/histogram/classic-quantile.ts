/**
 * Quantiles and fractions of classic histograms, and quantiles of plain values. Runs for every step of every group: nothing is allocated, the
 * arrays handed in are scratch.
 */

/** Differences between buckets that are smaller, in relation to their sum, are noise of floating point arithmetic. */
const NOISE = 1e-12
const SMALLEST_NORMAL = 2.2250738585072014e-308

/** Filled in by `bucketQuantile`; to be made once and used again. */
export interface ForcedMonotonicity {
  /** Counts fell by more than noise and were raised. */
  forced: boolean
  /** The lowest and the highest bound of the buckets that were raised, and by how much at most. */
  minBucket: number
  maxBucket: number
  maxDiff: number
}

export function noForcedMonotonicity(): ForcedMonotonicity {
  return { forced: false, minBucket: 0, maxBucket: 0, maxDiff: 0 }
}

/**
 * Of the first `length` buckets, which are sorted by upper bound; some may be equal. Counts are cumulative. Buckets of equal bounds are joined
 * and counts made monotonic in place. NaN where there is no bucket up to +Inf, or no other.
 */
export function bucketQuantile(
  q: number,
  upperBounds: Float64Array,
  counts: Float64Array,
  length: number,
  fix: ForcedMonotonicity,
): number {
  fix.forced = false
  fix.minBucket = fix.maxBucket = fix.maxDiff = 0
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  if (length === 0 || upperBounds[length - 1] !== Infinity) return Number.NaN
  const buckets = joinEqualBounds(upperBounds, counts, length)
  makeMonotonic(upperBounds, counts, buckets, fix)
  if (buckets < 2) return Number.NaN
  const observations = counts[buckets - 1]!
  if (observations === 0) return Number.NaN

  const rank = q * observations
  const at = firstReaching(rank, counts, buckets - 1)
  if (at === buckets - 1) return upperBounds[buckets - 2]!
  const end = upperBounds[at]!
  if (at === 0) return end <= 0 ? end : end * (rank / counts[0]!)
  const start = upperBounds[at - 1]!
  const before = counts[at - 1]!
  return start + (end - start) * ((rank - before) / (counts[at]! - before))
}

/** How much of the observations lies between two values; buckets as for `bucketQuantile`, joined in place but not made monotonic. */
export function bucketFraction(
  lower: number,
  upper: number,
  upperBounds: Float64Array,
  counts: Float64Array,
  length: number,
): number {
  if (length === 0 || upperBounds[length - 1] !== Infinity) return Number.NaN
  const buckets = joinEqualBounds(upperBounds, counts, length)
  const count = counts[buckets - 1]!
  if (count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN
  if (lower >= upper) return 0
  const start = rankOf(lower, upperBounds, counts, buckets)
  const end = rankOf(upper, upperBounds, counts, buckets)
  return ((end > count ? count : end) - (start > count ? count : start)) / count
}

/** Of the first `length` values, which are in ascending order, NaN first. */
export function plainQuantile(q: number, sorted: Float64Array, length = sorted.length): number {
  if (length === 0 || Number.isNaN(q)) return Number.NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  const rank = q * (length - 1)
  const below = Math.floor(rank)
  const above = Math.min(length - 1, below + 1)
  const weight = rank - below
  return sorted[below]! * (1 - weight) + sorted[above]! * weight
}

/** How many observations lie below the value; +Inf if it lies above all buckets. */
function rankOf(value: number, upperBounds: Float64Array, counts: Float64Array, buckets: number): number {
  let from = upperBounds[0]! <= 0 ? -Infinity : 0
  let rank = 0
  for (let i = 0; i < buckets; i++) {
    const to = upperBounds[i]!
    const count = counts[i]!
    if (from >= value) return rank
    if (to > value) {
      // A bucket without a lower end can't be cut: all of it lies below.
      if (from === -Infinity) return count
      return rank + ((count - rank) * (value - from)) / (to - from)
    }
    rank = count
    from = to
  }
  return Infinity
}

function joinEqualBounds(upperBounds: Float64Array, counts: Float64Array, length: number): number {
  let last = 0
  for (let i = 1; i < length; i++) {
    if (upperBounds[i] === upperBounds[last]) counts[last] = counts[last]! + counts[i]!
    else {
      last++
      upperBounds[last] = upperBounds[i]!
      counts[last] = counts[i]!
    }
  }
  return last + 1
}

function makeMonotonic(
  upperBounds: Float64Array,
  counts: Float64Array,
  buckets: number,
  fix: ForcedMonotonicity,
): void {
  fix.minBucket = Infinity
  fix.maxBucket = -Infinity
  let highest = counts[0]!
  for (let i = 1; i < buckets; i++) {
    const count = counts[i]!
    if (count === highest) continue
    if (almostEqual(highest, count, NOISE)) counts[i] = highest
    else if (count < highest) {
      const bound = upperBounds[i]!
      counts[i] = highest
      fix.forced = true
      if (bound < fix.minBucket) fix.minBucket = bound
      if (bound > fix.maxBucket) fix.maxBucket = bound
      if (highest - count > fix.maxDiff) fix.maxDiff = highest - count
    } else highest = count
  }
}

/** The difference is less than `tolerance` of the sum; NaN equals NaN. */
export function almostEqual(a: number, b: number, tolerance: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  const size = Math.abs(a) + Math.abs(b)
  const difference = Math.abs(a - b)
  if (a === 0 || b === 0 || size < SMALLEST_NORMAL) return difference < tolerance * SMALLEST_NORMAL
  return difference / Math.min(size, Number.MAX_VALUE) < tolerance
}

function firstReaching(rank: number, counts: Float64Array, length: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (counts[middle]! >= rank) high = middle
    else low = middle + 1
  }
  return low
}
