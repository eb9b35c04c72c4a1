/**
 * One selection's reading, in turns of the event loop between which the head goes on. Series that the head has whole are shown in place;
 * of the others the older part streams from ClickHouse, series by series, and the head's part is put behind it.
 *
 * The head's hold may break meanwhile. Then the seam is taken anew, and what was not visited yet is read again from there.
 */
import { VedetteError } from '../errors.ts'
import { type ChunkedDays, type DaysHeld, NONE_HELD } from './chunks/chunked-days.ts'
import { chunkedSamples } from './chunks/chunked-samples.ts'
import { UnreadableChunks } from './chunks/day-cursor.ts'
import { hasLastToGrid, lastInWindows, mostSeriesOf, suitsWindows } from './clickhouse/last-in-windows.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { Disagreement } from './clickhouse/repeated-rows.ts'
import { histogramCounts, histogramsOfSeries } from './clickhouse/sample-reader.ts'
import { type SeriesRows, storedSamples } from './clickhouse/stored-samples.ts'
import type { ReadCost, TimeRange, VisitSeries, WantedWindows } from './contract.ts'
import type { Head } from './head/head.ts'
import type { Hold } from './head/head-holds.ts'
import type { TimedHistogram } from './head/histogram-columns.ts'
import type { SampleViews } from './head/sample-views.ts'
import { idFromBigint } from './head/series-id.ts'
import { JoinedSamples } from './joined-samples.ts'
import type { SelectedSeries } from './selection-memory.ts'
import { SeriesRuns } from './series-runs.ts'
import { daysOf, type RestOfRange, restOf } from './stored-days.ts'

/** How long others wait for the event loop. */
const TURN_MS = 10
/** The clock is looked at once in so many series. */
const SERIES_PER_LOOK = 8
const BYTES_IN_HEAD = 12
/** More numbers go into several queries: each travels as text, and the engine plans on the calling thread. */
const SERIES_PER_QUERY = 5_000
/** So many native histograms of a query's series are held at once. */
const HISTOGRAMS_PER_QUERY = 20_000
type StoredWay = 'chunks' | 'pushdown' | 'disk'
type Way = 'head' | StoredWay
const WAYS: readonly Way[] = ['head', 'chunks', 'pushdown', 'disk']

/** How often a reading starts over where the head gave way, before it is given up. */
const MOST_ATTEMPTS = 5

export interface ReadingOptions {
  readonly head: Head
  readonly clickhouse: ClickHouse
  /** Undefined where there are no chunks. */
  readonly chunkedDays: ChunkedDays | undefined
  readonly nowMs: () => number
  readonly series: SelectedSeries
  readonly range: TimeRange
  readonly windows: WantedWindows | undefined
  /** The head had all samples from here on when the hold was taken. */
  readonly seamMs: number
  readonly hold: Hold
  readonly cost: ReadCost
  /** False where ClickHouse is known to have no native histogram at all. */
  readonly mayHaveHistograms: () => Promise<boolean>
}

export class SelectionReading {
  readonly #options: ReadingOptions
  readonly #views: SampleViews
  readonly #joined = new JoinedSamples()
  readonly #onlyLast: boolean
  #refs: Int32Array
  #seamMs: number
  #hold: Hold
  #closed = false
  readonly #ways = new Set<Way>()
  /** Whether ClickHouse has to settle which of two samples of one time counts. */
  #settled = false

  constructor(options: ReadingOptions) {
    this.#options = options
    this.#views = options.head.views()
    this.#refs = options.series.refs
    this.#seamMs = options.seamMs
    this.#hold = options.hold
    const { windows } = options
    this.#onlyLast = windows !== undefined && windows.count === 1 && windows.need !== 'all'
  }

  /** True the first time. */
  close(): boolean {
    const wasOpen = !this.#closed
    this.#closed = true
    this.#hold.release()
    return wasOpen
  }

  async read(visit: VisitSeries, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const pass = new Pass(this.#refs.length, visit, signal)
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (this.#hold.broken) this.#holdAnew()
      if (await this.#run(pass)) return
    }
    throw new VedetteError(
      'overloaded',
      'memory is so short that the head let go of samples again and again while they were read: try again later',
      { retryAfterSec: 10 },
    )
  }

  #holdAnew(): void {
    const { head, series, range, nowMs } = this.#options
    this.#seamMs = head.coversFromMs
    this.#hold = head.hold(Math.max(range.fromMs, this.#seamMs), nowMs())
    if (this.#closed) this.#hold.release()
    this.#refs = Int32Array.from(series.labels, (_, i) => head.findById(idFromBigint(series.ids[i]!)))
  }

  /** False where some series are left, because the head could not hold them. */
  async #run(pass: Pass): Promise<boolean> {
    const { series, range, cost } = this.#options
    const seamMs = this.#seamMs
    let crowded: number[] = []
    if (range.fromMs >= seamMs) {
      if (!(await this.#showHead(pass, crowded))) return false
    } else {
      const left = series.byId().filter(index => pass.done[index] === 0)
      if (!(await this.#readStored(pass, left, seamMs, crowded))) return false
    }
    for (let attempt = 0; crowded.length > 0 && attempt < MOST_ATTEMPTS; attempt++) {
      cost.why = 'the head has no room for all samples of some series'
      const still: number[] = []
      for (const index of crowded) {
        const from = this.#options.head.heldSeamOf(this.#refs[index]!)
        if (!(await this.#readStored(pass, Uint32Array.of(index), from, still))) return false
      }
      crowded = still
    }
    return crowded.length === 0
  }

  async #showHead(pass: Pass, crowded: number[]): Promise<boolean> {
    const { head, series, range } = this.#options
    const { fromMs, toMs } = range
    const views = this.#views
    const refs = this.#refs
    const onlyLast = this.#onlyLast
    let turnEndsMs = performance.now() + TURN_MS
    for (let visited = 0; visited < refs.length; visited++) {
      if (visited % SERIES_PER_LOOK === 0 && performance.now() > turnEndsMs) {
        if (!(await this.#giveTurn(pass))) return false
        turnEndsMs = performance.now() + TURN_MS
      }
      const index = series.byRef[visited]!
      const ref = refs[index]!
      if (ref < 0 || pass.done[index] === 1) continue
      if (head.hasCrowded && head.heldSeamOf(ref) > fromMs) {
        crowded.push(index)
        continue
      }
      pass.done[index] = 1
      if (onlyLast ? views.showLast(ref, fromMs, toMs) : views.show(ref, fromMs, toMs)) {
        const pause = this.#visit(pass, index, views.view.count * BYTES_IN_HEAD)
        if (pause === undefined) continue
        await pause
        if (this.#hold.broken) return false
      }
    }
    return true
  }

  /** Others get their turn. False where the hold did not last over it. */
  async #giveTurn({ signal }: Pass): Promise<boolean> {
    await new Promise(resolve => setImmediate(resolve))
    signal.throwIfAborted()
    return !this.#hold.broken
  }

  /** Reads series of which ClickHouse has what lies before the seam; `indexes` in the order of ids. */
  async #readStored(pass: Pass, indexes: Uint32Array, seamMs: number, crowded: number[]): Promise<boolean> {
    const { chunkedDays, windows } = this.#options
    const range = this.#storedRange(seamMs)
    const held = chunkedDays?.hold(range) ?? NONE_HELD
    try {
      // What ClickHouse picks by itself is only picked where all of it is: few chunks are not worth giving that up.
      const tooFew = suitsWindows(windows) && 2 * held.files.size < daysOf(range)
      return await this.#readWith(tooFew ? NONE_HELD.files : held.files, pass, indexes, seamMs, crowded)
    } finally {
      held.release()
    }
  }

  async #readWith(
    files: DaysHeld['files'],
    pass: Pass,
    indexes: Uint32Array,
    seamMs: number,
    crowded: number[],
  ): Promise<boolean> {
    const { windows, clickhouse } = this.#options
    const picks = files.size === 0 && suitsWindows(windows) && (await hasLastToGrid(clickhouse))
    const most = picks ? Math.min(SERIES_PER_QUERY, mostSeriesOf(windows)) : SERIES_PER_QUERY
    for (let from = 0; from < indexes.length; from += most) {
      const portion = indexes.subarray(from, from + most)
      for (const { some, histograms } of await this.#withHistograms(pass, portion, seamMs)) {
        const found = await histograms()
        if (this.#hold.broken) return false
        // Which of a float and a histogram is the later one is only known by their times.
        const way = picks && found.size === 0 ? 'pushdown' : 'disk'
        const portionToRead = { indexes: some, histograms: found, files, way } as const
        if (!(await this.#readOrSettle(pass, portionToRead, seamMs, crowded))) return false
      }
    }
    return true
  }

  /**
   * Where two samples of one time disagree, what was not visited until then is read again, settled; where a file of chunks can't be read, from rows.
   */
  async #readOrSettle(pass: Pass, portion: Portion, seamMs: number, crowded: number[]): Promise<boolean> {
    let { indexes, files } = portion
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#readPortion(pass, { ...portion, indexes, files }, seamMs, crowded)
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) throw error
        if (error instanceof UnreadableChunks) {
          this.#options.chunkedDays?.damaged(error.file, error.message)
          files = NONE_HELD.files
        } else if (error instanceof Disagreement) this.#settled = true
        else throw error
      }
      indexes = indexes.filter(index => pass.done[index] === 0 && !crowded.includes(index))
    }
  }

  async #readPortion(pass: Pass, portion: Portion, seamMs: number, crowded: number[]): Promise<boolean> {
    const { series, cost } = this.#options
    const { indexes } = portion
    const range = this.#storedRange(seamMs)
    const rest = restOf(range, portion.files)
    const count = ({ bytes }: SeriesRows): void => {
      cost.bytes += bytes
    }
    const sources = this.#sources(pass, portion, range, rest).map(rows => new SeriesRuns(rows, count))
    try {
      const words = new Uint32Array(BigUint64Array.from(indexes, index => series.ids[index]!).buffer)
      return await this.#readSeries(pass, portion, words, sources, seamMs, crowded)
    } finally {
      for (const source of sources) await source.close()
    }
  }

  #sources(
    { signal }: Pass,
    { indexes, histograms, files, way }: Portion,
    range: TimeRange,
    rest: RestOfRange | undefined,
  ): AsyncIterable<SeriesRows>[] {
    const { chunkedDays, clickhouse, series, windows } = this.#options
    const ids = Array.from(indexes, index => series.ids[index]!)
    const sources: AsyncIterable<SeriesRows>[] = []
    if (chunkedDays !== undefined && files.size > 0) {
      this.#cameBy('chunks')
      const anyTime = windows?.need === 'value' && histograms.size === 0
      sources.push(
        chunkedSamples(
          { ids, files: [...files.values()], arenas: chunkedDays.arenas, range, windows, anyTime },
          signal,
        ),
      )
    }
    if (rest === undefined) return sources
    this.#cameBy(way)
    sources.push(
      way === 'pushdown' && windows !== undefined
        ? lastInWindows(clickhouse, { ids, range, windows }, signal)
        : storedSamples(clickhouse, { ids, ...rest, windows, settled: this.#settled }, signal),
    )
    return sources
  }

  /** Walks over the sources side by side. False where the hold did not last. */
  async #readSeries(
    pass: Pass,
    { indexes, histograms }: Portion,
    words: Uint32Array,
    sources: readonly SeriesRuns[],
    seamMs: number,
    crowded: number[],
  ): Promise<boolean> {
    const { series } = this.#options
    const joined = this.#joined
    const add = (rows: SeriesRows, from: number, to: number): void => joined.addStored(rows, from, to)
    let turnEndsMs = performance.now() + TURN_MS
    for (let at = 0; at < indexes.length; at++) {
      joined.clear()
      for (const source of sources) {
        while (true) {
          if (source.needsMore) {
            await source.fetch()
            pass.signal.throwIfAborted()
            if (this.#hold.broken) return false
          }
          if (!source.isOf(words, at)) break
          source.take(add)
        }
        joined.endSource()
      }
      const index = indexes[at]!
      const pause = this.#finish(pass, index, seamMs, histograms.get(series.ids[index]!) ?? [], crowded)
      if (pause !== undefined) await pause
      if (performance.now() >= turnEndsMs) {
        if (!(await this.#giveTurn(pass))) return false
        turnEndsMs = performance.now() + TURN_MS
      } else if (this.#hold.broken) return false
    }
    return true
  }

  /** All that the disk has of the series before the seam is gathered: the head's part follows. */
  #finish(
    pass: Pass,
    index: number,
    seamMs: number,
    stored: readonly TimedHistogram[],
    crowded: number[],
  ): void | Promise<void> {
    const { head, range } = this.#options
    const views = this.#views
    const joined = this.#joined
    const { view } = views
    const ref = this.#refs[index]!
    const fromMs = Math.max(range.fromMs, seamMs)
    let shown = false
    if (ref >= 0 && fromMs <= range.toMs) {
      if (head.heldSeamOf(ref) > fromMs) {
        crowded.push(index)
        return undefined
      }
      shown = this.#onlyLast ? views.showLast(ref, fromMs, range.toMs) : views.show(ref, fromMs, range.toMs)
    }
    pass.done[index] = 1
    if (shown && (this.#onlyLast || (joined.count === 0 && stored.length === 0))) {
      return this.#visit(pass, index, view.count * BYTES_IN_HEAD)
    }
    if (joined.count === 0 && stored.length === 0) return undefined
    let recentBytes = 0
    if (shown) {
      recentBytes = view.count * BYTES_IN_HEAD
      joined.addView(view)
      view.histograms = [...stored, ...view.histograms]
    } else view.histograms = stored
    joined.showIn(view)
    return this.#visit(pass, index, recentBytes)
  }

  #visit(pass: Pass, index: number, headBytes: number): void | Promise<void> {
    const { view } = this.#views
    const { cost } = this.#options
    cost.samples += view.count + view.histograms.length
    cost.bytes += headBytes
    if (headBytes > 0) this.#cameBy('head')
    return pass.visit(index, view)
  }

  #cameBy(way: Way): void {
    if (this.#ways.has(way)) return
    this.#ways.add(way)
    this.#options.cost.way = WAYS.filter(each => this.#ways.has(each)).join('+')
  }

  /** The series in portions, of each of which the native histograms can be held. */
  async #withHistograms(
    { signal }: Pass,
    indexes: Uint32Array,
    seamMs: number,
  ): Promise<{ some: Uint32Array; histograms: () => Promise<ReadonlyMap<bigint, TimedHistogram[]>> }[]> {
    const { clickhouse, series, mayHaveHistograms } = this.#options
    const none = async () => NO_HISTOGRAMS
    if (!(await mayHaveHistograms())) return [{ some: indexes, histograms: none }]
    const range = this.#storedRange(seamMs)
    const ids = Array.from(indexes, index => series.ids[index]!)
    const counts = await histogramCounts(clickhouse, ids, range, signal)
    if (counts.size === 0) return [{ some: indexes, histograms: none }]
    const portions = [{ some: indexes.filter((_, i) => !counts.has(ids[i]!)), histograms: none }]
    let some: number[] = []
    let count = 0
    const close = (): void => {
      if (some.length === 0) return
      const these = Uint32Array.from(some)
      const theirIds = some.map(index => series.ids[index]!)
      portions.push({
        some: these,
        histograms: () => histogramsOfSeries(clickhouse, theirIds, range, signal),
      })
      some = []
      count = 0
    }
    for (const index of indexes) {
      const more = counts.get(series.ids[index]!)
      if (more === undefined) continue
      if (count + more > HISTOGRAMS_PER_QUERY) close()
      some.push(index)
      count += more
    }
    close()
    return portions.filter(portion => portion.some.length > 0)
  }

  #storedRange(seamMs: number): TimeRange {
    const { fromMs, toMs } = this.#options.range
    return { fromMs, toMs: Math.min(toMs, seamMs - 1) }
  }
}

const NO_HISTOGRAMS = new Map<bigint, TimedHistogram[]>()

/** Series that are read together. */
interface Portion {
  readonly indexes: Uint32Array
  readonly histograms: ReadonlyMap<bigint, TimedHistogram[]>
  /** Of days that are read from their chunks. */
  readonly files: DaysHeld['files']
  /** For all other days. */
  readonly way: 'pushdown' | 'disk'
}

/** One call of `read`. */
class Pass {
  /** 1: visited, or found to have nothing. */
  readonly done: Uint8Array
  readonly visit: VisitSeries
  readonly signal: AbortSignal

  constructor(seriesCount: number, visit: VisitSeries, signal: AbortSignal) {
    this.done = new Uint8Array(seriesCount)
    this.visit = visit
    this.signal = signal
  }
}
