/**
 * The batch of one scrape, filled series by series and emptied for the next scrape with its memory kept. Label keys stay where the series
 * cache has them: a series here is only the place of its key there.
 */
import {
  type ExemplarSample,
  grown,
  type HistogramSample,
  type Labels,
  type MetricBatch,
  type MetricMetadata,
  type NativeHistogram,
  STALE,
} from '@vedette/model'
import type { SeriesCache } from '../../wire/series-cache.ts'

export class BatchColumns {
  seriesCount = 0
  sampleCount = 0
  /** By number of the cache: what the keys are is settled when the batch leaves. */
  #series = new Uint32Array(64)
  #keyStarts = new Uint32Array(64)
  #keyEnds = new Uint32Array(64)
  #sampleEnds = new Uint32Array(64)
  #timesMs = new Float64Array(64)
  #values = new Float64Array(64)
  #histograms: HistogramSample[] = []
  #exemplars: ExemplarSample[] = []

  clear(): void {
    this.seriesCount = 0
    this.sampleCount = 0
    if (this.#histograms.length > 0) this.#histograms = []
    if (this.#exemplars.length > 0) this.#exemplars = []
  }

  addSample(series: number, timeMs: number, value: number): void {
    if (this.#timesMs.length === this.sampleCount) this.#growSamples()
    this.#timesMs[this.sampleCount] = timeMs
    this.#values[this.sampleCount] = value
    this.sampleCount++
    this.#addSeries(series)
  }

  addStale(series: number, timeMs: number): void {
    if (this.#timesMs.length === this.sampleCount) this.#growSamples()
    this.#timesMs[this.sampleCount] = timeMs
    this.#values.set(STALE, this.sampleCount)
    this.sampleCount++
    this.#addSeries(series)
  }

  addHistogram(series: number, timeMs: number, histogram: NativeHistogram | 'stale'): void {
    this.#histograms.push({ series: this.seriesCount, timeMs, histogram })
    this.#addSeries(series)
  }

  /** Of the series that was added last. */
  addExemplar(timeMs: number, value: number, labels: Labels): void {
    this.#exemplars.push({ series: this.seriesCount - 1, timeMs, value, labels })
  }

  /** The batch, good until the next `clear` or until the cache learns something new. */
  batch(
    source: { readonly project: string; readonly door: string; readonly origin: string },
    cache: SeriesCache,
    metadata: readonly MetricMetadata[],
  ): MetricBatch {
    const { bytes, starts, ends } = cache.keys
    for (let i = 0; i < this.seriesCount; i++) {
      const series = this.#series[i]!
      this.#keyStarts[i] = starts[series]!
      this.#keyEnds[i] = ends[series]!
    }
    return {
      ...source,
      seriesCount: this.seriesCount,
      bytes,
      keyStarts: this.#keyStarts,
      keyEnds: this.#keyEnds,
      sampleCount: this.sampleCount,
      sampleEnds: this.#sampleEnds,
      timesMs: this.#timesMs,
      values: this.#values,
      histograms: this.#histograms,
      exemplars: this.#exemplars,
      metadata,
    }
  }

  #addSeries(series: number): void {
    const i = this.seriesCount
    if (this.#series.length === i) {
      this.#series = grown(this.#series, i + 1)
      this.#keyStarts = grown(this.#keyStarts, i + 1)
      this.#keyEnds = grown(this.#keyEnds, i + 1)
      this.#sampleEnds = grown(this.#sampleEnds, i + 1)
    }
    this.#series[i] = series
    this.#sampleEnds[i] = this.sampleCount
    this.seriesCount = i + 1
  }

  #growSamples(): void {
    this.#timesMs = grown(this.#timesMs, this.sampleCount + 1)
    this.#values = grown(this.#values, this.sampleCount + 1)
  }
}
