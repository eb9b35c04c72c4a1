/**
 * What the store promises to the rest of the house. `store/metric-store.ts` keeps it, over the head and over ClickHouse, embedded or
 * remote; nobody outside of `store/` knows which.
 *
 * Times are milliseconds since the epoch, ranges inclusive at both ends. Every read belongs to one project. Whatever waits
 * takes an AbortSignal: aborting ends the waiting and frees what the reader holds; a query that ClickHouse already runs is
 * cancelled where the engine can.
 */
import type {
  ExemplarSample,
  Labels,
  Matcher,
  MetricBatch,
  MetricMetadata,
  NativeHistogram,
  Refusal,
} from '@vedette/model'

export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

/** All time, for the endpoints where a range is optional. */
export const ALL_TIME: TimeRange = { fromMs: -8.64e15, toMs: 8.64e15 }

/** What a batch may hold; the processor decides, the store looks, because only it knows which series are new. */
export interface Admission {
  /** Of one series: of one that has more, no more than the first too many is read. */
  readonly mostLabels: number
  readonly describeLabelCount: (firstLabels: Labels) => Refusal
  /** Asked once for each series that the store does not know yet; undefined admits it. */
  readonly admitSeries: (labels: Labels, activeSeries: number) => Refusal | undefined
  readonly admitHistogram: (histogram: NativeHistogram) => Refusal | undefined
  readonly admitExemplar: (labels: Labels) => Refusal | undefined
  readonly oldestMs: number
  readonly newestMs: number
  readonly describeAge: (timeMs: number) => Refusal
}

export interface Appended {
  readonly samples: number
  readonly histograms: number
  readonly exemplars: number
  /** By reason, with one example each. */
  readonly refused: readonly Refusal[]
  /** Memory that the batch holds until it is durable. */
  readonly pendingBytes: number
  /** Resolves when all that was taken is in ClickHouse; rejects when it can't be promised. */
  readonly durable: Promise<void>
}

/** One series' samples in a range, oldest first, no two of one time. Columns may be views into shared memory: do not write. */
export interface SeriesSamples {
  readonly labels: Labels
  readonly timesMs: Float64Array
  /** Stale markers included, by their bits. */
  readonly values: Float64Array
  readonly histograms: readonly { readonly timeMs: number; readonly histogram: NativeHistogram | 'stale' }[]
}

/** What a reading of samples asks for; `packages/promql` has the same shapes under its own names, and neither imports the other. */
export interface SelectionRequest extends TimeRange {
  readonly matchers: readonly Matcher[]
  /** What will be looked at of the range: all of it, or only windows; samples that no window shows may be left out. */
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

export type VisitSeries = (index: number, samples: SampleView) => void | Promise<void>

/** Series found, their samples still to be read. Holds memory of the head in place until it is closed, or for two minutes at most. */
export interface Selection {
  /**
   * Sorted. Every series that has samples in the range is among them; more may be. The same array again while the same matchers find the
   * same series, so that what is worked out from labels can be remembered with it.
   */
  readonly labels: readonly Labels[]
  /**
   * Visits each series that has samples once, in any order. What `visit` gets is the store's and valid only until it returns; where it answers
   * a promise, nothing more is visited until that has settled. Gives the event loop its turns between series. Rejects with the signal's
   * reason when that aborts.
   */
  readonly read: (visit: VisitSeries, signal: AbortSignal) => Promise<void>
  /** Reading again costs little. */
  readonly rereadable: boolean
  readonly close: () => void
  /** Filled while reading. */
  readonly cost: ReadCost
}

/** One series' samples, oldest first, no two of one time; may reach beyond what was asked for. Do not write. */
export interface SampleView {
  /** The same array object with the same `count` in a later visit means the same times. */
  timesMs: Float64Array
  values: Float64Array
  /** The value of `timesMs[i]` is `values[valuesAt + i]`. Stale markers included, by their bits. */
  valuesAt: number
  count: number
  histograms: readonly { readonly timeMs: number; readonly histogram: NativeHistogram | 'stale' }[]
}

export interface ReadCost {
  /**
   * `head`, `disk` or both, as `head+disk`; `pushdown` instead of `disk` where the database itself picked what the windows show, `chunks` where days
   * came from their compact copy.
   */
  way: string
  /** Why the head alone could not answer; empty where it did. */
  why: string
  samples: number
  /** In memory, or as they came from ClickHouse. */
  bytes: number
}

export interface SeriesExemplars {
  readonly labels: Labels
  readonly exemplars: readonly Omit<ExemplarSample, 'series'>[]
}

export interface FoundExemplars {
  readonly series: readonly SeriesExemplars[]
  /** There are more than so many in the range; some are left out. */
  readonly cutAt?: number
}

export interface CardinalityReport {
  readonly activeSeries: number
  readonly labelPairs: number
  /** Of the samples at hand in memory; undefined where there are none. */
  readonly oldestMs: number | undefined
  readonly newestMs: number | undefined
  readonly seriesByMetric: readonly CountByName[]
  readonly valuesByLabel: readonly CountByName[]
  readonly memoryByLabel: readonly CountByName[]
  readonly seriesByLabelPair: readonly CountByName[]
}

export interface CountByName {
  readonly name: string
  readonly value: number
}

/** A day beside an earlier one. */
export interface SeriesChanges {
  /** False where nothing has samples on the earlier day: then there is nothing to compare with, and the lists are empty. */
  readonly comparable: boolean
  /** Series by metric. The most changed first; what did not change is not among them. */
  readonly metrics: readonly CountChange[]
  /** Different values by label. */
  readonly labels: readonly CountChange[]
}

export interface CountChange {
  readonly name: string
  /** On the later day. */
  readonly now: number
  /** There on that day and not on the other; the other way round. */
  readonly added: number
  readonly gone: number
}

export interface MetricStore {
  /**
   * Takes the batch into the head at once (synchronously: the door may reuse its memory when this returns) and into
   * ClickHouse with the next group commit.
   */
  append(batch: MetricBatch, admission: Admission): Appended

  /** The series that satisfy all matchers and have samples in the range. Sorted by labels. */
  select(
    project: string,
    matchers: readonly Matcher[],
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<SeriesSamples[]>

  /** As `select`, without copies: samples are shown series by series. */
  openSelection(project: string, request: SelectionRequest, signal: AbortSignal): Promise<Selection>

  /**
   * Label sets that satisfy any of the matcher sets (an empty list: all) and may have samples in the range, to the day where the
   * head no longer covers it. Sorted, at most `limit`.
   */
  series(
    project: string,
    matcherSets: readonly (readonly Matcher[])[],
    range: TimeRange,
    limit: number,
    signal?: AbortSignal,
  ): Promise<Labels[]>

  labelNames(
    project: string,
    matcherSets: readonly (readonly Matcher[])[],
    range: TimeRange,
    limit: number,
    signal?: AbortSignal,
  ): Promise<string[]>

  labelValues(
    project: string,
    name: string,
    matcherSets: readonly (readonly Matcher[])[],
    range: TimeRange,
    limit: number,
    signal?: AbortSignal,
  ): Promise<string[]>

  exemplars(
    project: string,
    matcherSets: readonly (readonly Matcher[])[],
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<FoundExemplars>

  /** By family, or all of them. Where sources disagree, a family has several entries. */
  metadata(project: string, family: string | undefined, signal?: AbortSignal): Promise<MetricMetadata[]>

  cardinality(project: string, limit: number): CardinalityReport

  /**
   * What has samples on the UTC day of `atMs` beside what has any on that of `sinceMs`: of the most changed metrics and labels `limit` each. A
   * sample counts once it is durable.
   */
  seriesChanges(
    project: string,
    request: { readonly sinceMs: number; readonly atMs: number; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<SeriesChanges>
}

/** What people make (tokens, dashboards, silences ...), versioned: nothing is overwritten, deleting writes a version without a body. */
export interface StoredDocument {
  readonly kind: string
  readonly id: string
  /** 1 for the first, without gaps. */
  readonly version: number
  /** JSON; undefined in a version that deletes. */
  readonly body: unknown
  readonly author: string
  readonly timeMs: number
}

/** For lists of documents that are large: of each body, which is an object then, only these fields. The rest does not leave the database. */
export interface DocumentFields {
  readonly fields?: readonly string[] | undefined
}

export interface DocumentStore {
  /** The last version; undefined when there is none or it deletes. */
  get(kind: string, id: string): Promise<StoredDocument | undefined>
  /** The last version of each that is not deleted, by id. */
  list(
    kind: string,
    options?: DocumentFields & { readonly idPrefix?: string | undefined },
  ): Promise<StoredDocument[]>
  /** Every version, oldest first, deletions included. With `newest` no more than so many, of those before the version `before`. */
  history(
    kind: string,
    id: string,
    options?: DocumentFields & { readonly before?: number | undefined; readonly newest?: number | undefined },
  ): Promise<StoredDocument[]>
  /**
   * Writes the version after `basedOn` (0: the document is new, or was deleted). Rejects with `conflict` when somebody else was faster; the
   * write is durable when this resolves. `body` undefined deletes.
   */
  put(document: {
    kind: string
    id: string
    body: unknown
    author: string
    basedOn: number
  }): Promise<StoredDocument>
}

/** What could not be stored, and why. Kept for a week for people to look at. */
export interface DeadLetter {
  readonly timeMs: number
  readonly project: string
  readonly door: string
  readonly origin: string
  readonly reason: string
  readonly count: number
  readonly detail: string
}

export interface DeadLetterStore {
  write(letters: readonly DeadLetter[]): Promise<void>
  list(limit: number): Promise<DeadLetter[]>
}
