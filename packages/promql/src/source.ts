/**
 * Where samples come from: the one thing the evaluator asks of the world. The answer is pushed series by series into `visit`, so that a
 * source can hand out views of memory that it owns, and nothing has to hold a whole matrix.
 */
import type { Matcher, NativeHistogram } from '@vedette/model'
import type { SeriesSet } from './values/series-set.ts'

export interface SeriesSource {
  /** Finds the series of a selector. Every series that has samples in the range is among them; more may be. */
  select(request: SelectRequest, signal: AbortSignal): Promise<SelectedSeries>
}

export interface SelectRequest {
  readonly matchers: readonly Matcher[]
  /** Samples of these times are wanted, both inclusive. */
  readonly fromMs: number
  readonly toMs: number
  /** What will be looked at of them: all, or only windows; a source may leave out samples that no window shows. */
  readonly windows: WantedWindows | undefined
}

/** `count` windows (end - lengthMs, end], whose ends are firstEndMs + i * stepMs. */
export interface WantedWindows {
  readonly firstEndMs: number
  readonly stepMs: number
  readonly count: number
  readonly lengthMs: number
  /**
   * `last`: only the latest sample (a stale marker counts as one) of each window matters. `value`: of that only its value; its time may be
   * told as any within the window.
   */
  readonly need: 'all' | 'last' | 'value'
}

export type VisitSamples = (index: number, samples: Samples) => void | Promise<void>

export interface SelectedSeries {
  /** The same object again while the same matchers find the same series: what is derived from its labels is remembered with it. */
  readonly series: SeriesSet
  /**
   * Visits each series that has samples at most once, in any order, never two at a time. `samples` and all it holds belong to the source and
   * are valid only until `visit` returns; where it answers a promise, nothing more is visited until that has settled. Rejects with the signal's
   * reason when it is aborted. To be called once, unless `rereadable`.
   */
  read(visit: VisitSamples, signal: AbortSignal): Promise<void>
  /** Reading again costs little (the samples are in memory), so nobody needs to keep a copy. */
  readonly rereadable: boolean
  /** Frees what the selection holds, read or not. */
  close(): void
  readonly cost: ReadCost
}

/** Filled while reading. */
export interface ReadCost {
  /** Which way the samples came, for people: `head`, `disk`, `head+disk`. */
  way: string
  /** Why not the fastest way, where there was one; empty otherwise. */
  why: string
  samples: number
  bytes: number
}

/**
 * One series' samples, oldest first, no two of one time. Floats in columns, native histograms beside them. May reach beyond what was asked for.
 */
export interface Samples {
  /**
   * Ascending. The same array object (with the same `count`) in a later visit means the same times: what was computed from them holds.
   */
  timesMs: Float64Array
  values: Float64Array
  /** The value of `timesMs[i]` is `values[valuesAt + i]`. Stale markers included, by their bits. */
  valuesAt: number
  count: number
  histograms: readonly TimedHistogram[]
}

export interface TimedHistogram {
  readonly timeMs: number
  readonly histogram: NativeHistogram | 'stale'
}

/** To keep: of samples whose memory will be used again. */
export function copyOfSamples(samples: Samples): Samples {
  const { valuesAt, count } = samples
  return {
    timesMs: samples.timesMs.slice(0, count),
    values: samples.values.slice(valuesAt, valuesAt + count),
    valuesAt: 0,
    count,
    histograms: samples.histograms.slice(),
  }
}

/** What a copy takes, about. */
export function bytesOfSamples({ count, histograms }: Samples): number {
  return count * 16 + histograms.length * 400
}
