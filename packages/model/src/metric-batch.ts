/**
 * What a door hands on: series with their samples, written at once or refused at once.
 *
 * Columns instead of objects, because this is the hottest path of the product. Memory belongs to the door: a sink reads
 * everything that it needs before it returns its promise, and the door may reuse the arrays as soon as the call has
 * returned (not: once the promise has resolved). Arrays may be longer than what is used; the counts say how much.
 */
import type { NativeHistogram } from './histogram.ts'
import type { Labels } from './labels.ts'

export interface MetricBatch {
  readonly project: string
  /** Which door it came in by, for limits, dead letters and the metrics of our own: `scrape`, `remote-write`, `otlp`, `push`. */
  readonly door: string
  /** Where from, for people: a target's URL, a sender's address. */
  readonly origin: string

  readonly seriesCount: number
  /** Series i is spelled by `bytes[keyStarts[i], keyEnds[i])`: see label-key.ts. The same series may come more than once. */
  readonly bytes: Uint8Array
  readonly keyStarts: Uint32Array
  readonly keyEnds: Uint32Array

  readonly sampleCount: number
  /** Series i has the samples from `sampleEnds[i - 1]` (0 for the first) to `sampleEnds[i]`, exclusive. */
  readonly sampleEnds: Uint32Array
  /** Milliseconds since the epoch, whole. */
  readonly timesMs: Float64Array
  /** May hold the stale marker, so it is never copied through a plain array. */
  readonly values: Float64Array

  readonly histograms: readonly HistogramSample[]
  readonly exemplars: readonly ExemplarSample[]
  readonly metadata: readonly MetricMetadata[]
}

export interface HistogramSample {
  /** Index of the series in the batch. */
  readonly series: number
  readonly timeMs: number
  /** `stale` says that the series has ended, as the stale marker does for a float. */
  readonly histogram: NativeHistogram | 'stale'
}

export interface ExemplarSample {
  readonly series: number
  readonly timeMs: number
  readonly value: number
  /** Usually `trace_id` and `span_id`. */
  readonly labels: Labels
}

export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'unknown'

export interface MetricMetadata {
  /** The family's name: `http_request_duration_seconds`, without `_bucket`. */
  readonly family: string
  readonly type: MetricType
  readonly unit: string
  readonly help: string
}

/** What became of a batch. Samples that are neither stored nor refused do not exist. */
export interface BatchReceipt {
  readonly samples: number
  readonly histograms: number
  readonly exemplars: number
  /** Why something was not stored, summed up by reason; empty in the usual case. */
  readonly refused: readonly Refusal[]
}

export interface Refusal {
  /**
   * Stable word for metrics and dead letters: `too-old`, `too-new`, `label-count`, `label-length`, `invalid-labels`, `series-limit`,
   * `histogram-buckets`, `invalid-histogram`, `exemplar-length`.
   */
  readonly reason: string
  readonly count: number
  /** A sentence with one example, the limit, its value and the setting that moves it. */
  readonly detail: string
}

/**
 * Where doors end. Resolves when the batch survives the death of the process; rejects (with an error of the catalogue) when
 * nothing of it is promised. Aborting stops the waiting, not the writing.
 */
export type MetricSink = (batch: MetricBatch, signal?: AbortSignal) => Promise<BatchReceipt>
