/** Histograms of OTLP as native histograms: exponential ones by their nature, explicit ones with custom bounds where that is set. */
import { CUSTOM_BUCKETS_SCHEMA, type NativeHistogram, type Span } from '@vedette/model'
import type { OtlpBuckets, OtlpExponentialPoint, OtlpHistogramPoint } from '../../wire/otlp-metrics.ts'

const MIN_SCHEMA = -4
const MAX_SCHEMA = 8
/** Neighbouring doubles are further apart than buckets of a finer scale are wide. */
const MAX_SCALE = 52

/** What Prometheus takes where the sender says no width for its zero bucket. */
const DEFAULT_ZERO_THRESHOLD = 1e-128

/** A run of empty buckets up to this long is written out; a longer one starts a new span. */
const WRITTEN_GAP = 2

/** A sentence where the point can't become a native histogram. */
export type NotNative = string

export function exponentialToNative(point: OtlpExponentialPoint): NativeHistogram | NotNative {
  if (!Number.isInteger(point.scale) || point.scale < MIN_SCHEMA || point.scale > MAX_SCALE) {
    return `an exponential histogram of scale ${point.scale}, which is not between ${MIN_SCHEMA} and ${MAX_SCALE}`
  }
  const scaleDown = Math.max(0, point.scale - MAX_SCHEMA)
  const schema = point.scale - scaleDown
  for (const { offset, counts } of [point.positive, point.negative]) {
    if (counts.length > 0 && !withinDoubles(offset, counts.length, point.scale)) {
      return `an exponential histogram of scale ${point.scale} with buckets from ${offset} on, beyond what a number can be`
    }
  }
  const positive = sparse(point.positive, 1, scaleDown)
  const negative = sparse(point.negative, 1, scaleDown)
  const wrong = countsDisagree(point, point.zeroCount + total(positive.counts) + total(negative.counts))
  if (wrong !== undefined) return wrong
  return {
    integer: true,
    resetHint: 'unknown',
    schema,
    zeroThreshold: point.zeroThreshold > 0 ? point.zeroThreshold : DEFAULT_ZERO_THRESHOLD,
    zeroCount: point.zeroCount,
    count: point.count,
    sum: point.sum ?? 0,
    positiveSpans: positive.spans,
    positiveCounts: positive.counts,
    negativeSpans: negative.spans,
    negativeCounts: negative.counts,
    customValues: new Float64Array(0),
  }
}

export function explicitToNative(point: OtlpHistogramPoint): NativeHistogram | NotNative {
  const { bounds, bucketCounts } = point
  for (let i = 0; i < bounds.length; i++) {
    if (!Number.isFinite(bounds[i]!) || (i > 0 && bounds[i]! <= bounds[i - 1]!)) {
      return 'a histogram whose bounds are not finite and ascending'
    }
  }
  if (bucketCounts.length > 0 && bucketCounts.length !== bounds.length + 1) {
    return `a histogram with ${bounds.length} bounds and ${bucketCounts.length} buckets, not one more`
  }
  const positive = sparse({ offset: 0, counts: bucketCounts }, 0, 0)
  const wrong = countsDisagree(point, total(positive.counts))
  if (wrong !== undefined && bucketCounts.length > 0) return wrong
  return {
    integer: true,
    resetHint: 'unknown',
    schema: CUSTOM_BUCKETS_SCHEMA,
    zeroThreshold: 0,
    zeroCount: 0,
    count: point.count,
    sum: point.sum ?? 0,
    positiveSpans: positive.spans,
    positiveCounts: positive.counts,
    negativeSpans: [],
    negativeCounts: new Float64Array(0),
    customValues: Float64Array.from(bounds),
  }
}

/**
 * Dense buckets to spans with counts. OTLP's bucket i begins where Prometheus's does that has one more, hence `shift`;
 * 2^scaleDown buckets become one.
 */
export function sparse(
  { offset, counts }: OtlpBuckets,
  shift: number,
  scaleDown: number,
): { spans: Span[]; counts: Float64Array } {
  const width = 2 ** scaleDown
  const spans: { offset: number; length: number }[] = []
  const kept: number[] = []
  /** The bucket behind the last that was written. */
  let next = 0
  for (let i = 0; i < counts.length; i++) {
    if (counts[i]! === 0) continue
    const index = Math.floor((offset + i) / width) + shift
    const span = spans.at(-1)
    if (span !== undefined && index < next) {
      kept[kept.length - 1]! += counts[i]!
      continue
    }
    if (span !== undefined && index - next <= WRITTEN_GAP) {
      for (; next < index; next++, span.length++) kept.push(0)
      span.length++
    } else spans.push({ offset: index - next, length: 1 })
    kept.push(counts[i]!)
    next = index + 1
  }
  return { spans, counts: Float64Array.from(kept) }
}

/** 2^(2^-scale * i) is a double between the smallest and the largest one. */
function withinDoubles(offset: number, length: number, scale: number): boolean {
  const perPowerOfTwo = 2 ** scale
  return (
    Number.isInteger(offset) &&
    offset >= -1075 * perPowerOfTwo - 1 &&
    offset + length <= 1024 * perPowerOfTwo + 1
  )
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** NaN observations are counted and are in no bucket. */
function countsDisagree(
  point: { readonly count: number; readonly sum: number | undefined },
  inBuckets: number,
): NotNative | undefined {
  if (
    point.sum !== undefined && Number.isNaN(point.sum) ? inBuckets <= point.count : inBuckets === point.count
  ) {
    return undefined
  }
  return `a histogram that counts ${point.count} observations and has ${inBuckets} in its buckets`
}
