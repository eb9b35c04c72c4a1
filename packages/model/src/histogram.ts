/**
 * A native histogram: one sample that holds a whole distribution in buckets of exponential (or custom) bounds.
 *
 * Bucket i of a standard schema reaches from base^(i-1) (exclusive) to base^i (inclusive), base = 2^(2^-schema).
 * Schema -53 has its own bounds in `customValues`. Counts are absolute here (the wire's deltas are resolved by the doors) and
 * are kept as doubles for both integer and float histograms; `integer` remembers which it was.
 */
export interface Span {
  /** Gap to the end of the span before it (the first: the index of its first bucket). */
  readonly offset: number
  readonly length: number
}

export type ResetHint = 'unknown' | 'reset' | 'no-reset' | 'gauge'

export interface NativeHistogram {
  readonly integer: boolean
  readonly resetHint: ResetHint
  /** -4 to 8, or -53 for custom bounds. */
  readonly schema: number
  readonly zeroThreshold: number
  readonly zeroCount: number
  readonly count: number
  readonly sum: number
  readonly positiveSpans: readonly Span[]
  readonly positiveCounts: Float64Array
  readonly negativeSpans: readonly Span[]
  readonly negativeCounts: Float64Array
  /** Upper bounds, ascending, for schema -53; empty otherwise. */
  readonly customValues: Float64Array
}

export const CUSTOM_BUCKETS_SCHEMA = -53
