/**
 * What a scrape reads, whatever the format: rows (one per sample line), with the series that the line stands for, and beside them what
 * only some rows have. Belongs to one target and is filled anew by each scrape, so that its memory is used again.
 */
import type { Label, Labels, NativeHistogram } from '@vedette/model'
import { Families } from './families.ts'
import { DROPPED, SeriesCache, type SeriesCacheOptions, UNKEPT } from './series-cache.ts'
import { WireError } from './wire-error.ts'

export interface ExpositionExemplar {
  readonly row: number
  readonly value: number
  /** undefined: the target says no time, so it is that of the scrape. */
  readonly timeMs: number | undefined
  readonly labels: Labels
}

export interface ExpositionHistogram {
  readonly row: number
  readonly histogram: NativeHistogram
}

export interface ExpositionLimits {
  readonly maxRows: number
  /** Of one line. */
  readonly maxLabels: number
  /** Of the name and labels of one line. */
  readonly maxSpellingBytes: number
}

/** What no sane target reaches: bounds for memory, not policy. */
export const EXPOSITION_LIMITS: ExpositionLimits = {
  maxRows: 1_000_000,
  maxLabels: 2_000,
  maxSpellingBytes: 1_000_000,
}

export class Exposition {
  readonly cache: SeriesCache
  readonly families: Families = new Families()
  readonly limits: ExpositionLimits
  /** After so many samples that are not dropped, new lines are counted and not remembered: the scrape is bound to fail. */
  maxKept: number = Number.POSITIVE_INFINITY
  /** Whether `resolve` drops some lines: then each must be resolved to be counted. */
  mayDrop = true
  keptCount = 0
  rowCount = 0
  /** Of a row: the series in the cache, DROPPED or UNKEPT. */
  series: Int32Array = new Int32Array(64)
  /** 0 in a row that is a histogram. */
  values: Float64Array = new Float64Array(64)
  /** NaN where the target says no time. */
  timesMs: Float64Array = new Float64Array(64)
  /** In the order of their rows. */
  histograms: ExpositionHistogram[] = []
  exemplars: ExpositionExemplar[] = []

  constructor(options: SeriesCacheOptions & { readonly limits?: ExpositionLimits }) {
    this.cache = new SeriesCache(options)
    this.limits = options.limits ?? EXPOSITION_LIMITS
  }

  /** Before a scrape. */
  begin(): void {
    this.rowCount = 0
    this.keptCount = 0
    if (this.histograms.length > 0) this.histograms = []
    if (this.exemplars.length > 0) this.exemplars = []
    this.cache.begin()
    this.families.begin()
  }

  /** Nobody needs to know any more what new lines mean. */
  get onlyCounts(): boolean {
    return this.keptCount >= this.maxKept && !this.mayDrop
  }

  /** The meaning of a line that the cache does not know: see SeriesCache. */
  learn(bytes: Uint8Array, start: number, stop: number, exposed: readonly Label[]): number {
    if (stop - start > this.limits.maxSpellingBytes) {
      const { maxSpellingBytes } = this.limits
      throw new WireError('limit', `name and labels of a line are longer than ${maxSpellingBytes} bytes`)
    }
    if (this.keptCount < this.maxKept) return this.cache.learn(bytes, start, stop, exposed)
    return this.cache.isDropped(exposed) ? DROPPED : UNKEPT
  }

  addRow(series: number, value: number, timeMs: number): void {
    const row = this.rowCount
    if (row === this.series.length) this.#grow()
    this.series[row] = series
    this.values[row] = value
    this.timesMs[row] = timeMs
    this.rowCount = row + 1
    if (series !== DROPPED) this.keptCount++
  }

  addHistogram(series: number, histogram: NativeHistogram, timeMs: number): void {
    this.histograms.push({ row: this.rowCount, histogram })
    this.addRow(series, 0, timeMs)
  }

  /** Of the row that was added last. */
  addExemplar(value: number, timeMs: number | undefined, labels: Labels): void {
    this.exemplars.push({ row: this.rowCount - 1, value, timeMs, labels })
  }

  #grow(): void {
    const size = this.series.length
    if (size >= this.limits.maxRows) {
      throw new WireError('limit', `the target exposes more than ${this.limits.maxRows} samples`)
    }
    const series = new Int32Array(size * 2)
    series.set(this.series)
    this.series = series
    const values = new Float64Array(size * 2)
    values.set(this.values)
    this.values = values
    const timesMs = new Float64Array(size * 2)
    timesMs.set(this.timesMs)
    this.timesMs = timesMs
  }
}
