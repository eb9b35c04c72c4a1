/**
 * Arithmetic on native histograms and the mathematics of quantiles: pure functions over immutable values, knowing nothing of evaluation.
 */
import type { NativeHistogram, ResetHint, Span } from '@vedette/model'

const unbuilt = (): never => {
  throw new Error('not built yet')
}

/** A sum or difference of two histograms, with what their reader may want to know of it. */
export interface Combined {
  readonly histogram: NativeHistogram
  /** One had the hint `reset`, the other `no-reset`: the result is a warning's worth. */
  readonly counterResetCollision: boolean
  /** Custom bounds differed, only those that both have are kept: an info's worth. */
  readonly boundsReconciled: boolean
}

/** undefined: one has exponential buckets, the other custom ones, which no arithmetic can join. */
export const addHistograms: (a: NativeHistogram, b: NativeHistogram) => Combined | undefined = unbuilt
export const subtractHistograms: (a: NativeHistogram, b: NativeHistogram) => Combined | undefined = unbuilt
/** Changes every count and the sum; the result's hint is as Prometheus's Mul sets it. */
export const scaleHistogram: (h: NativeHistogram, factor: number) => NativeHistogram = unbuilt
export const divideHistogram: (h: NativeHistogram, scalar: number) => NativeHistogram = unbuilt
/** -h, as unary minus gives it: a gauge. */
export const negateHistogram: (h: NativeHistogram) => NativeHistogram = unbuilt
export const withResetHint: (h: NativeHistogram, hint: ResetHint) => NativeHistogram = unbuilt

/** Running sum (and mean) with compensation, as Prometheus's KahanAdd. Guarded state: values given in are never changed. */
export interface HistogramSum {
  /** false: not compatible, nothing added; the sum is then to be given up. */
  add(h: NativeHistogram): boolean
  readonly count: number
  readonly counterResetCollision: boolean
  readonly boundsReconciled: boolean
  sum(): NativeHistogram
  /** The running mean of those added (sum / count while that stays finite, incremental beyond). */
  mean(): NativeHistogram
}
export const histogramSum: (first: NativeHistogram) => HistogramSum = unbuilt

export const compactHistogram: (h: NativeHistogram, maxEmptyBuckets?: number) => NativeHistogram = unbuilt
/** Exact, bit for bit, apart from how empty buckets are written (FloatHistogram.Equals). */
export const equalHistograms: (a: NativeHistogram, b: NativeHistogram) => boolean = unbuilt
export const copyToSchema: (h: NativeHistogram, schema: number) => NativeHistogram = unbuilt
export const detectReset: (previous: NativeHistogram, current: NativeHistogram) => boolean = unbuilt
/** `h </ bound`: what was observed at or under the bound. */
export const trimUpper: (h: NativeHistogram, bound: number) => NativeHistogram = unbuilt
/** `h >/ bound`: what was observed above the bound. */
export const trimLower: (h: NativeHistogram, bound: number) => NativeHistogram = unbuilt
export const usesCustomBuckets: (h: NativeHistogram) => boolean = unbuilt
export const sameSpans: (a: readonly Span[], b: readonly Span[]) => boolean = unbuilt

export interface QuantileAnswer {
  readonly value: number
  /** NaN observations are in the count and in no bucket: what that made of the value. */
  readonly nan: 'result is NaN' | 'result is skewed higher' | undefined
}
export const histogramQuantile: (q: number, h: NativeHistogram) => QuantileAnswer = unbuilt
export interface FractionAnswer {
  readonly value: number
  /** There were NaN observations; they are in no fraction. */
  readonly nanExcluded: boolean
}
export const histogramFraction: (lower: number, upper: number, h: NativeHistogram) => FractionAnswer = unbuilt
export const histogramAvg: (h: NativeHistogram) => number = unbuilt
export const histogramStdvar: (h: NativeHistogram) => number = unbuilt
export const histogramStddev: (h: NativeHistogram) => number = unbuilt

export interface Bucket {
  readonly lower: number
  readonly upper: number
  readonly lowerInclusive: boolean
  readonly upperInclusive: boolean
  readonly count: number
}
/** Non-compacted, in ascending order: negative buckets, the zero bucket (unless its count is 0), positive buckets. */
export const bucketsAscending: (h: NativeHistogram) => Bucket[] = unbuilt
export interface JsonBucket {
  /** 0: open left, 1: open right, 2: open both, 3: closed both. */
  readonly boundaries: 0 | 1 | 2 | 3
  readonly lower: number
  readonly upper: number
  readonly count: number
}
/** As the HTTP API shows them: without empty ones. */
export const bucketsForJson: (h: NativeHistogram) => JsonBucket[] = unbuilt

/** Filled in by `bucketQuantile`, to be made once and used again. */
export interface ForcedMonotonicity {
  /** Counts fell by more than float noise and were raised: the info `HistogramQuantileForcedMonotonicity`. */
  forced: boolean
  minBucket: number
  maxBucket: number
  maxDiff: number
}
export const noForcedMonotonicity: () => ForcedMonotonicity = unbuilt
/**
 * Of the first `length` buckets, sorted by upper bound (equal bounds allowed); counts are cumulative. Both arrays are scratch: buckets of equal bounds are merged and counts
 * made monotonic in place. NaN where there is no +Inf bucket or fewer than two. No allocation.
 */
export const bucketQuantile: (
  q: number,
  upperBounds: Float64Array,
  counts: Float64Array,
  length: number,
  forced: ForcedMonotonicity,
) => number = unbuilt
export const bucketFraction: (
  lower: number,
  upper: number,
  upperBounds: Float64Array,
  counts: Float64Array,
  length: number,
) => number = unbuilt
/** Of the first `length` values, in ascending order (NaN first). */
export const plainQuantile: (q: number, sorted: Float64Array, length?: number) => number = unbuilt

/** As Go's FloatHistogram.String() prints it. */
export const histogramText: (h: NativeHistogram) => string = unbuilt
/** `{{schema:0 count:3 ...}}`, as test scripts write it. */
export const histogramLiteral: (h: NativeHistogram) => string = unbuilt
/** Takes the text with or without its double braces; throws an Error that says what is wrong. */
export const parseHistogramLiteral: (text: string) => NativeHistogram = unbuilt

export const nhcbFromClassic: (
  upperBounds: Float64Array,
  cumulativeCounts: Float64Array,
  sum: number | undefined,
  count: number | undefined,
) => NativeHistogram | undefined = unbuilt
