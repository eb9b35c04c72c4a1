/** Prometheus's answers to the queries of a panel, as they are read here. */
import type { FieldLabels } from './frame.ts'

/** A time in seconds and a number as text: `NaN`, `+Inf`, `1.5`. */
export type Sample = readonly [seconds: number, value: string]

export interface HistogramSample {
  readonly count: string
  readonly sum: string
  readonly buckets?: readonly (readonly [boundaries: number, lower: string, upper: string, count: string])[]
}

export interface AnsweredSeries {
  readonly metric: FieldLabels
  readonly values?: readonly Sample[]
  readonly value?: Sample
  readonly histograms?: readonly (readonly [number, HistogramSample])[]
  readonly histogram?: readonly [number, HistogramSample]
}

/** The `data` of an answer of `query` or `query_range`. */
export type PrometheusData =
  | { readonly resultType: 'matrix'; readonly result: readonly AnsweredSeries[] }
  | { readonly resultType: 'vector'; readonly result: readonly AnsweredSeries[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: Sample }

export interface AnsweredQuery {
  readonly refId: string
  readonly data: PrometheusData
  /** As it was asked: what a series without labels is called. */
  readonly expr: string
  readonly format?: 'time_series' | 'table' | 'heatmap' | undefined
  /** Its variables filled in; `{{label}}` is filled here. */
  readonly legendFormat?: string | undefined
  /** Of a question over time: where a gap begins. */
  readonly stepMs?: number | undefined
}

/** One series with its points as one list. */
export interface SeriesPoints {
  readonly labels: FieldLabels
  readonly points: readonly Sample[]
  readonly histograms: readonly (readonly [number, HistogramSample])[]
}

export function seriesOf(data: PrometheusData): SeriesPoints[] {
  if (data.resultType === 'matrix' || data.resultType === 'vector') {
    return data.result.map(({ metric, values, value, histograms, histogram }) => ({
      labels: metric,
      points: values ?? (value === undefined ? [] : [value]),
      histograms: histograms ?? (histogram === undefined ? [] : [histogram]),
    }))
  }
  return [{ labels: {}, points: [data.result], histograms: [] }]
}

export function sampleNumber(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return Number.parseFloat(text)
}
