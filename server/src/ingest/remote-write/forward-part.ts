/** What becomes one request: filled sample by sample, closed when it is full or has waited long enough. */
import type { NativeHistogram } from '@vedette/model'
import type { OutgoingExemplar, OutgoingHistogram, OutgoingWrite } from '../../wire/outgoing-write.ts'
import type { ForwardedSeries } from './forward-series.ts'

export class ForwardPart implements OutgoingWrite {
  sampleCount = 0
  readonly series: ForwardedSeries[] = []
  readonly timesMs: Float64Array
  readonly values: Float64Array
  readonly histograms: OutgoingHistogram[] = []
  readonly exemplars: OutgoingExemplar[] = []

  constructor(capacity: number) {
    this.timesMs = new Float64Array(capacity)
    this.values = new Float64Array(capacity)
  }

  /** Samples, histograms and exemplars together. */
  get count(): number {
    return this.sampleCount + this.histograms.length + this.exemplars.length
  }

  get full(): boolean {
    return this.count >= this.timesMs.length
  }

  /** From column to column, so that a stale marker keeps its bits. */
  addSample(series: ForwardedSeries, timesMs: Float64Array, values: Float64Array, index: number): void {
    this.series.push(series)
    this.timesMs[this.sampleCount] = timesMs[index]!
    this.values[this.sampleCount] = values[index]!
    this.sampleCount++
  }

  addHistogram(series: ForwardedSeries, timeMs: number, histogram: NativeHistogram | 'stale'): void {
    this.histograms.push({ series, timeMs, histogram })
  }

  addExemplar(exemplar: OutgoingExemplar): void {
    this.exemplars.push(exemplar)
  }

  get newestMs(): number {
    let newest = Number.NEGATIVE_INFINITY
    for (let i = 0; i < this.sampleCount; i++) newest = Math.max(newest, this.timesMs[i]!)
    for (const { timeMs } of this.histograms) newest = Math.max(newest, timeMs)
    return newest
  }
}
