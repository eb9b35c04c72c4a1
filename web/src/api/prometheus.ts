/** The shapes of Prometheus's answers, as far as the UI reads them, and the questions themselves. */
import { type Answered, ask } from './client.ts'

export type Labels = Readonly<Record<string, string>>

/** A time in seconds and a number as text: `NaN`, `+Inf`, `1.5`. */
export type Point = readonly [seconds: number, value: string]

export interface VectorSample {
  readonly metric: Labels
  readonly value?: Point
  readonly histogram?: readonly [number, HistogramValue]
}

export interface MatrixSeries {
  readonly metric: Labels
  readonly values?: readonly Point[]
  readonly histograms?: readonly (readonly [number, HistogramValue])[]
}

export interface HistogramValue {
  readonly count: string
  readonly sum: string
  readonly buckets?: readonly (readonly [boundaries: number, lower: string, upper: string, count: string])[]
}

/** What a question cost, and which way it went. */
export interface QueryCost {
  readonly timings: { readonly execTotalTime: number }
  readonly samples: { readonly totalQueryableSamples: number; readonly peakSamples: number }
  readonly [more: string]: unknown
}

export type InstantData =
  | { readonly resultType: 'vector'; readonly result: readonly VectorSample[]; readonly stats?: QueryCost }
  | { readonly resultType: 'matrix'; readonly result: readonly MatrixSeries[]; readonly stats?: QueryCost }
  | { readonly resultType: 'scalar' | 'string'; readonly result: Point; readonly stats?: QueryCost }

export interface RangeData {
  readonly resultType: 'matrix'
  readonly result: readonly MatrixSeries[]
  readonly stats?: QueryCost
}

export function askInstant(
  query: string,
  atMs: number,
  signal: AbortSignal,
  stats = false,
): Promise<Answered<InstantData>> {
  return ask<InstantData>('query', {
    form: { query, time: seconds(atMs), stats: stats ? 'all' : undefined },
    signal,
  })
}

export interface RangeQuestion {
  readonly query: string
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

export function askRange(
  { query, fromMs, toMs, stepMs }: RangeQuestion,
  signal: AbortSignal,
  stats = false,
): Promise<Answered<RangeData>> {
  const form = {
    query,
    start: seconds(fromMs),
    end: seconds(toMs),
    step: seconds(stepMs),
    stats: stats ? 'all' : undefined,
  }
  return ask<RangeData>('query_range', { form, signal })
}

export function numberOf(text: string): number {
  return text === '+Inf'
    ? Number.POSITIVE_INFINITY
    : text === '-Inf'
      ? Number.NEGATIVE_INFINITY
      : Number(text)
}

function seconds(ms: number): string {
  return String(ms / 1000)
}
