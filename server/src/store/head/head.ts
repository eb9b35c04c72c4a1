/**
 * The head: recent samples of all series in memory, within a budget. A cache, never the truth: ClickHouse has every acknowledged
 * sample, and when the budget is full the head covers less time.
 *
 * `coversFromMs` is its promise: every accepted sample from that time on is here. It starts at the moment of opening, moves back once
 * the past was filled in again from the disk, and forward as time goes by or memory runs short.
 */
import type { Labels, Matcher, MetricBatch, Refusal } from '@vedette/model'
import type { Admission } from '../contract.ts'
import { HeadHolds, type Hold } from './head-holds.ts'
import { HistogramColumns } from './histogram-columns.ts'
import { viewOf } from './key-table.ts'
import { nextVersion } from './label-index.ts'
import { ProjectSeries, REFUSED } from './project-series.ts'
import { SampleSlabs } from './sample-slabs.ts'
import { SampleViews } from './sample-views.ts'
import { IdTable, type SeriesId } from './series-id.ts'
import {
  firstSampleMs,
  hasSamplesBetween,
  mergeOlder,
  putSample,
  type SampleColumns,
  samplesBetween,
  trimSamples,
} from './series-samples.ts'
import { DAY, EXPONENT, ID_HIGH, ID_LOW, LAST_MS, RAW_RUN, SeriesStates, SLAB } from './series-state.ts'

export const DAY_MS = 86_400_000

const RAW_EXPONENT = 127
const STALE_EXPONENT = 126
/** More digits than this are taken back after a while, so that one odd value does not spoil all that follow. */
const LONG_EXPONENT = 6
/** After so many values that are no short decimals, most are no longer tried. */
const HOPELESS_RUN = 16

/** Holds are broken when so much more than the budget is taken. */
const BADLY_OVER = 1.25

/** Where the head writes what must become durable: rows for the next commit. */
export interface HeadRows {
  reserve(samples: number): void
  /** Answers the exponent under which the value was written. */
  addSample(
    idLow: number,
    idHigh: number,
    columns: SampleColumns,
    index: number,
    fromExponent: number,
  ): number
  addSeriesDay(project: string, labels: Labels, id: SeriesId, day: number): void
}

export interface HeadOptions {
  readonly windowMs: number
  readonly budgetBytes: number
  readonly openedMs: number
}

export class Head {
  readonly #states = new SeriesStates()
  readonly #slabs = new SampleSlabs()
  readonly #ids = { table: new IdTable() }
  readonly #projects = new Map<string, ProjectSeries>()
  #projectsGone = 0
  readonly histograms = new HistogramColumns()
  readonly holds = new HeadHolds(ref => this.#states.free(ref))
  readonly openedMs: number
  readonly #configuredWindowMs: number
  readonly #budgetBytes: number
  #windowMs: number
  #coversFromMs: number
  /** Samples from here on are taken in, though what lies before `coversFromMs` may have gaps until the past is filled in. */
  #acceptsFromMs: number
  #pastIsBack = false
  samplesTaken = 0

  constructor(options: HeadOptions) {
    this.openedMs = options.openedMs
    this.#configuredWindowMs = options.windowMs
    this.#windowMs = options.windowMs
    this.#budgetBytes = options.budgetBytes
    this.#coversFromMs = options.openedMs
    this.#acceptsFromMs = options.openedMs - options.windowMs
  }

  get coversFromMs(): number {
    return this.#coversFromMs
  }

  /** How much time the head holds at most now; less than configured while its budget is short. */
  get windowMs(): number {
    return this.#windowMs
  }

  get bytes(): number {
    let bytes = this.#slabs.bytes + this.#states.bytes + this.histograms.bytes
    for (const project of this.#projects.values()) bytes += project.bytes
    return bytes
  }

  get seriesCount(): number {
    let count = 0
    for (const project of this.#projects.values()) count += project.index.seriesCount
    return count
  }

  project(name: string): ProjectSeries {
    let project = this.#projects.get(name)
    if (project === undefined) {
      project = new ProjectSeries(name, this.#states, this.#ids)
      this.#projects.set(name, project)
    }
    return project
  }

  projects(): Iterable<ProjectSeries> {
    return this.#projects.values()
  }

  /**
   * Takes the batch's samples in and hands their rows on. `refs` receives each series' ref (negative: refused), for what else the batch
   * holds. Answers how many samples were taken.
   */
  append(
    batch: MetricBatch,
    admission: Admission,
    rows: HeadRows,
    refs: Int32Array,
    refuse: (refusal: Refusal) => void,
  ): number {
    const project = this.project(batch.project)
    const { bytes, keyStarts, keyEnds, sampleEnds, timesMs } = batch
    const { oldestMs, newestMs } = admission
    const view = viewOf(bytes)
    const keepFromMs = this.#acceptsFromMs
    const trimFromMs = Math.min(keepFromMs, this.holds.oldestMs)
    let taken = 0
    rows.reserve(batch.sampleCount)
    for (let series = 0, sample = 0; series < batch.seriesCount; series++) {
      const end = sampleEnds[series]!
      const keyStart = keyStarts[series]!
      const keyEnd = keyEnds[series]!
      let ref = project.find(bytes, view, keyStart, keyEnd)
      if (ref < 0) {
        const samples = end - sample
        ref = project.admit(bytes, view, keyStart, keyEnd, admission, refusal =>
          refuse({ ...refusal, count: Math.max(1, samples) }),
        )
      }
      refs[series] = ref
      if (ref === REFUSED) {
        sample = end
        continue
      }
      for (; sample < end; sample++) {
        const timeMs = timesMs[sample]!
        if (!(timeMs >= oldestMs && timeMs <= newestMs)) {
          refuse(admission.describeAge(timeMs))
          continue
        }
        this.#writeRow(project, ref, batch, sample, rows)
        if (timeMs >= keepFromMs) putSample(this.#states, this.#slabs, ref, batch, sample, trimFromMs)
        taken++
      }
    }
    this.samplesTaken += taken
    return taken
  }

  /** Makes sure that the series' row for the sample's day is written; for what is not a plain sample. */
  noteDay(project: ProjectSeries, ref: number, timeMs: number, rows: HeadRows): SeriesId {
    const { words } = this.#states
    const word = this.#states.wordAt(ref)
    const id = { low: words[word + ID_LOW]!, high: words[word + ID_HIGH]! }
    const day = Math.floor(timeMs / DAY_MS)
    if (words[word + DAY] !== day) {
      words[word + DAY] = day
      rows.addSeriesDay(project.project, project.index.labelsOf(ref), id, day)
    }
    return id
  }

  /** After a commit that was given up: no series' row may be taken for written. */
  forgetDays(): void {
    for (let ref = 0; ref < this.#states.count; ref++) this.#states.words[this.#states.wordAt(ref) + DAY] = -1
  }

  /** The series' row of that day is known to be in ClickHouse; the latest day is remembered. */
  dayIsWritten(ref: number, day: number): void {
    const at = this.#states.wordAt(ref) + DAY
    this.#states.words[at] = Math.max(this.#states.words[at]!, day)
  }

  idOf(ref: number): SeriesId {
    const word = this.#states.wordAt(ref)
    return { low: this.#states.words[word + ID_LOW]!, high: this.#states.words[word + ID_HIGH]! }
  }

  findById(id: SeriesId): number {
    return this.#ids.table.find(id.low, id.high)
  }

  lastMs(ref: number): number {
    return this.#states.doubles[this.#states.doubleAt(ref) + LAST_MS]!
  }

  /** The time of the oldest sample that the head has of the series; undefined where it has none. */
  firstMs(ref: number): number | undefined {
    return firstSampleMs(this.#states, this.#slabs, ref)
  }

  /** Series of the project that satisfy the matchers. */
  select(project: string, matchers: readonly Matcher[]): readonly number[] {
    return this.#projects.get(project)?.index.select(matchers) ?? []
  }

  /** Stays the same while no series that the matchers could find was added or removed; never comes again afterwards. */
  versionOf(project: string, matchers: readonly Matcher[]): number {
    return this.#projects.get(project)?.index.versionOf(matchers) ?? this.#projectsGone
  }

  labelsOf(project: string, ref: number): Labels {
    return this.#projects.get(project)!.index.labelsOf(ref)
  }

  samples(ref: number, fromMs: number, toMs: number): SampleColumns {
    return samplesBetween(this.#states, this.#slabs, ref, fromMs, toMs)
  }

  /** For one reading: shows samples where they stand. */
  views(): SampleViews {
    return new SampleViews(this.#states, this.#slabs, this.histograms)
  }

  /** Keeps samples from that time on, and every series' place, until the hold is released or broken: for readings that pause. */
  hold(fromMs: number, nowMs: number): Hold {
    return this.holds.take(fromMs, nowMs)
  }

  /**
   * From when on the head has all samples of the series, where that is later than `coversFromMs`: a series with more samples in the
   * window than a slab holds.
   */
  seamOf(ref: number): number {
    return Math.max(this.#coversFromMs, this.#states.seamOf(ref))
  }

  /** From when on the head has all samples of a series that are held: what it promises moves on meanwhile, what is held stays. */
  heldSeamOf(ref: number): number {
    return this.#states.seamOf(ref)
  }

  /** Whether the head has more samples of any series than a slab holds, so that its seam is worth asking. */
  get hasCrowded(): boolean {
    return this.#states.hasSeams
  }

  hasDataBetween(ref: number, fromMs: number, toMs: number): boolean {
    return (
      this.#states.seamOf(ref) > fromMs ||
      hasSamplesBetween(this.#states, this.#slabs, ref, fromMs, toMs) ||
      this.histograms.hasBetween(ref, fromMs, toMs)
    )
  }

  /** Gives a series its past back. What lies before the window is left out. */
  fill(ref: number, older: SampleColumns): void {
    mergeOlder(this.#states, this.#slabs, ref, older)
  }

  get acceptsFromMs(): number {
    return this.#acceptsFromMs
  }

  /** The past is complete from this time on, as far as it was not swept away meanwhile. */
  filledFrom(fromMs: number): void {
    this.#pastIsBack = true
    this.#coversFromMs = Math.min(this.#coversFromMs, Math.max(fromMs, this.#acceptsFromMs))
  }

  get overBudget(): boolean {
    return this.bytes > this.#budgetBytes
  }

  /**
   * Forgets what has left the window, and series that have said nothing for a window's length. A part at a time, so that ingestion
   * goes on between: drive it to its end. Shrinks the window while the budget is exceeded.
   */
  *sweep(nowMs: number): Generator<void, void, void> {
    const bytes = this.bytes
    if (bytes > this.#budgetBytes) this.#windowMs = Math.max(this.#windowMs * 0.85, 60_000)
    else if (bytes < this.#budgetBytes * 0.7) {
      this.#windowMs = Math.min(this.#windowMs * 1.15, this.#configuredWindowMs)
    }
    const keepFromMs = nowMs - this.#windowMs
    this.holds.break(nowMs, bytes > this.#budgetBytes * BADLY_OVER)
    // The promise shrinks before the samples go.
    this.#coversFromMs = Math.max(this.#coversFromMs, keepFromMs)
    this.#acceptsFromMs = Math.max(this.#acceptsFromMs, keepFromMs)
    for (const [name, project] of this.#projects) {
      const ended: number[] = []
      let visited = 0
      for (const ref of [...project.index.refs()]) {
        // Holds come and go while others have their turn.
        const trimFromMs = Math.min(keepFromMs, this.holds.oldestMs)
        trimSamples(this.#states, this.#slabs, ref, trimFromMs)
        this.histograms.trim(ref, trimFromMs)
        this.#states.forgetSeamBefore(ref, trimFromMs)
        if (this.#hasEnded(ref, keepFromMs)) ended.push(ref)
        if (++visited % 2000 === 0) yield
      }
      // Asked again: while others had their turn, samples may have come for a series that had none.
      this.#remove(project, new Set(ended.filter(ref => this.#hasEnded(ref, keepFromMs))))
      if (project.index.seriesCount === 0) {
        this.#projects.delete(name)
        this.#projectsGone = nextVersion()
      }
      yield
    }
  }

  #hasEnded(ref: number, keepFromMs: number): boolean {
    if (this.#states.words[this.#states.wordAt(ref) + SLAB] !== -1 || this.histograms.has(ref)) return false
    const lastMs = this.lastMs(ref)
    // A series without any sample may be one whose past is still being read.
    return lastMs === Number.NEGATIVE_INFINITY ? this.#pastIsBack : lastMs < keepFromMs
  }

  #remove(project: ProjectSeries, ended: Set<number>): void {
    if (ended.size === 0) return
    project.remove(ended)
    this.#ids.table = this.#ids.table.filtered(ref => !ended.has(ref))
    for (const ref of ended) this.#states.remove(ref)
    this.holds.retire([...ended])
  }

  #writeRow(
    project: ProjectSeries,
    ref: number,
    columns: SampleColumns,
    index: number,
    rows: HeadRows,
  ): void {
    const { words } = this.#states
    const word = this.#states.wordAt(ref)
    const day = Math.floor(columns.timesMs[index]! / DAY_MS)
    if (words[word + DAY] !== day) this.noteDay(project, ref, columns.timesMs[index]!, rows)
    const rawRun = words[word + RAW_RUN]!
    const known = words[word + EXPONENT]!
    // A series of long fractions is tried as a decimal only now and then: fifteen divisions a sample add up.
    const hopeless = rawRun > HOPELESS_RUN && (rawRun & 63) !== 0
    const exponent = rows.addSample(
      words[word + ID_LOW]!,
      words[word + ID_HIGH]!,
      columns,
      index,
      hopeless ? RAW_EXPONENT : known,
    )
    if (exponent === RAW_EXPONENT) words[word + RAW_RUN] = rawRun + 1
    else if (exponent !== STALE_EXPONENT) {
      if (exponent > LONG_EXPONENT && exponent === known) {
        // RAW_RUN counts down the patience with a long exponent.
        words[word + RAW_RUN] = rawRun - 1
        if (rawRun < -64) {
          words[word + RAW_RUN] = 0
          words[word + EXPONENT] = 0
        }
      } else {
        words[word + RAW_RUN] = 0
        words[word + EXPONENT] = exponent
      }
    }
  }
}
