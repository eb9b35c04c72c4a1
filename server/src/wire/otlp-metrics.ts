/**
 * Metrics as OTLP says them, in the one shape that the protobuf and the JSON decoder both produce: what was sent, nothing
 * interpreted. How they become series is `ingest/otlp/`'s business.
 *
 * A time is two numbers, because deltas are told apart by nanoseconds and everything else works in milliseconds: `...Ms`
 * since the epoch and `...SubNs`, the nanoseconds within that millisecond. Minima and maxima are not read: no series
 * holds them.
 */
import type { OtlpAttribute } from './otlp-value.ts'

export interface OtlpResourceMetrics {
  readonly attributes: readonly OtlpAttribute[]
  readonly scopes: readonly OtlpScopeMetrics[]
}

export interface OtlpScopeMetrics {
  readonly name: string
  readonly version: string
  readonly schemaUrl: string
  readonly attributes: readonly OtlpAttribute[]
  readonly metrics: readonly OtlpMetric[]
}

export type OtlpTemporality = 'unspecified' | 'delta' | 'cumulative'

export interface OtlpMetric {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly data: OtlpMetricData
}

export type OtlpMetricData =
  | { readonly kind: 'gauge'; readonly points: readonly OtlpNumberPoint[] }
  | {
      readonly kind: 'sum'
      readonly temporality: OtlpTemporality
      readonly monotonic: boolean
      readonly points: readonly OtlpNumberPoint[]
    }
  | {
      readonly kind: 'histogram'
      readonly temporality: OtlpTemporality
      readonly points: readonly OtlpHistogramPoint[]
    }
  | {
      readonly kind: 'exponential-histogram'
      readonly temporality: OtlpTemporality
      readonly points: readonly OtlpExponentialPoint[]
    }
  | { readonly kind: 'summary'; readonly points: readonly OtlpSummaryPoint[] }
  /** No data at all, or of a kind that is newer than this decoder. */
  | { readonly kind: 'unknown'; readonly points: readonly never[] }

export interface OtlpPoint {
  readonly attributes: readonly OtlpAttribute[]
  /** 0 where it is not known. */
  readonly startMs: number
  readonly startSubNs: number
  readonly timeMs: number
  readonly timeSubNs: number
  /** The stream has ended, there is nothing to say for this time. */
  readonly noRecordedValue: boolean
}

export interface OtlpNumberPoint extends OtlpPoint {
  readonly value: number | undefined
  readonly exemplars: readonly OtlpExemplar[]
}

export interface OtlpHistogramPoint extends OtlpPoint {
  readonly count: number
  readonly sum: number | undefined
  /** One more than the bounds, or none. */
  readonly bucketCounts: readonly number[]
  readonly bounds: readonly number[]
  readonly exemplars: readonly OtlpExemplar[]
}

export interface OtlpExponentialPoint extends OtlpPoint {
  readonly count: number
  readonly sum: number | undefined
  readonly scale: number
  readonly zeroCount: number
  readonly zeroThreshold: number
  readonly positive: OtlpBuckets
  readonly negative: OtlpBuckets
  readonly exemplars: readonly OtlpExemplar[]
}

/** Bucket i reaches from base^(offset + i), exclusive, to base^(offset + i + 1), inclusive; base = 2^(2^-scale). */
export interface OtlpBuckets {
  readonly offset: number
  readonly counts: readonly number[]
}

export interface OtlpSummaryPoint extends OtlpPoint {
  readonly count: number
  readonly sum: number
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[]
}

export interface OtlpExemplar {
  /** 0 where it is not known. */
  readonly timeMs: number
  readonly value: number | undefined
  /** Hex in lower case, empty where there is none. */
  readonly traceId: string
  readonly spanId: string
  readonly attributes: readonly OtlpAttribute[]
}

export const NO_BUCKETS: OtlpBuckets = { offset: 0, counts: [] }

/** Bit 0 of a point's flags. */
export const NO_RECORDED_VALUE = 1

export function temporalityOf(value: number): OtlpTemporality {
  return value === 1 ? 'delta' : value === 2 ? 'cumulative' : 'unspecified'
}

/** All zeros means: none. */
export function idOrNone(hex: string): string {
  return /^0*$/.test(hex) ? '' : hex
}
