/**
 * One target between its scrapes: turns what the target exposes into batches, and remembers what its lines mean, which series were there
 * and what it said about its metrics. Knows nothing of clocks and sockets.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Label, Labels, MetricBatch, MetricMetadata, NativeHistogram } from '@vedette/model'
import type { ScrapeConfig } from '../../config/prometheus/types.ts'
import { Exposition } from '../../wire/exposition.ts'
import { parseOpenMetrics } from '../../wire/openmetrics.ts'
import { parsePromProtobuf } from '../../wire/prom-protobuf.ts'
import { parsePromText } from '../../wire/prom-text.ts'
import { type Reading, readInTurns } from '../../wire/reading.ts'
import { DROPPED, UNKEPT } from '../../wire/series-cache.ts'
import { WireError } from '../../wire/wire-error.ts'
import { BatchColumns } from './batch-columns.ts'
import { ExemplarFilter } from './exemplar-filter.ts'
import { limitResolution, schemaForFactor } from './histogram-resolution.ts'
import { expositionFormat } from './negotiation.ts'
import { reportLabels, reportMetadata, reportSeries, type ScrapeReport } from './report.ts'
import { resolveSampleLabels, type SampleLabelSettings } from './sample-labels.ts'
import { ScrapeError } from './scrape-error.ts'
import { Staleness } from './staleness.ts'

export interface Taken {
  readonly samplesScraped: number
  readonly samplesPostRelabel: number
  readonly seriesAdded: number
  /** Not stored: the target exposes the series twice in one scrape. */
  readonly duplicates: number
  /** Nothing of the body is in the batch, only the markers of what was there before. */
  readonly error: ScrapeError | undefined
}

export interface ReadyBatch {
  readonly batch: MetricBatch
  /** To be called when the sink refused it: what only this batch told is told again by the next. */
  readonly lost: () => void
}

export interface TargetSamplesOptions {
  readonly project: string
  readonly origin: string
  readonly labels: Labels
  readonly config: ScrapeConfig
}

interface Marker {
  readonly key: Uint8Array
  readonly isHistogram: boolean
}

/** Entries of the cache that may be useless before it is worth tidying up. */
const SPARE_ENTRIES = 1000
/** Markers that are still to be written after batches were lost: enough for any target that works, little memory. */
const MAX_OWED = 100_000

export class TargetSamples {
  readonly #source: { readonly project: string; readonly door: 'scrape'; readonly origin: string }
  #config: ScrapeConfig
  readonly #exposition: Exposition
  readonly #staleness = new Staleness()
  readonly #exemplars = new ExemplarFilter()
  readonly #columns = new BatchColumns()
  #reportSeries: number[]
  #pendingMetadata: readonly MetricMetadata[]
  #owed: Marker[] = []
  /** Of the batch that is being made. */
  #markers: Marker[] = []
  /** Entries of the last scrape that could be read, and whether that is the last one. */
  #wholeEntries = 0
  #lastWasWhole = true

  constructor({ project, origin, labels, config }: TargetSamplesOptions) {
    this.#source = { project, door: 'scrape', origin }
    this.#config = config
    const resolve = (exposed: readonly Label[]): Labels | undefined =>
      resolveSampleLabels(exposed, labels, this.#config)
    this.#exposition = new Exposition({ resolve })
    const { cache } = this.#exposition
    const series = reportSeries(config.extraScrapeMetrics)
    this.#reportSeries = series.map(({ name }) => cache.seriesFor(reportLabels(name, labels)))
    this.#pendingMetadata = reportMetadata(config.extraScrapeMetrics)
  }

  /** Whether it can go on under these settings; not where they change what series are called. */
  suits(config: ScrapeConfig): boolean {
    return LABEL_SETTINGS.every(name => isDeepStrictEqual(config[name], this.#config[name]))
  }

  /** Goes on under settings that it suits. */
  reconfigure(config: ScrapeConfig): void {
    this.#config = config
  }

  /** What the target says about its metrics. */
  metadata(): MetricMetadata[] {
    return this.#exposition.families.all()
  }

  metadataOf(family: string): MetricMetadata | undefined {
    return this.#exposition.families.get(family)
  }

  get sizeBytes(): number {
    return this.#exposition.cache.sizeBytes
  }

  /** Whether the series was there in the last scrape; the reports about a scrape always are. */
  exposes(key: Uint8Array): boolean {
    const series = this.#exposition.cache.seriesOfKey(key)
    return series >= 0 && (this.#staleness.isTracked(series) || this.#reportSeries.includes(series))
  }

  /** Takes over from another one of the same target: what that one saw last and this one does not see gets its marker. */
  succeed(other: TargetSamples): void {
    const { cache } = other.#exposition
    for (const series of other.#staleness.live()) {
      this.#owe({ key: cache.keyOf(series).slice(), isHistogram: other.#staleness.isHistogram(series) })
    }
    for (const marker of other.#owed) this.#owe(marker)
  }

  /** Reads a body into the batch, in turns with all else. An empty one is a target without metrics, not an error. */
  async take(body: Uint8Array, contentType: string, timeMs: number, signal?: AbortSignal): Promise<Taken> {
    this.#begin()
    let error: ScrapeError | undefined
    try {
      if (body.length > 0) await readInTurns(this.#parsed(body, contentType), signal)
    } catch (cause) {
      if (cause instanceof ScrapeError) error = cause
      else if (cause instanceof WireError) error = new ScrapeError('format', cause.message, { cause })
      else throw cause
    }
    this.#staleness.begin(this.#exposition.cache.seriesCount)
    const taken = this.#addRows(timeMs)
    error ??= taken.error
    if (error !== undefined) {
      this.#columns.clear()
      this.#staleness.discard()
    }
    this.#finish(timeMs, error === undefined && body.length > 0)
    return { ...taken, error }
  }

  /** There was nothing to read: everything that was there before ends. */
  takeNothing(timeMs: number): void {
    this.#begin()
    this.#staleness.begin(this.#exposition.cache.seriesCount)
    this.#finish(timeMs, false)
  }

  report(timeMs: number, report: ScrapeReport): void {
    for (const [i, { read }] of reportSeries(this.#config.extraScrapeMetrics).entries()) {
      this.#columns.addSample(this.#reportSeries[i]!, timeMs, read(report))
    }
  }

  /**
   * The target is gone for good: markers for all that it had, the reports about it included, except where `isElsewhere` knows another
   * target that goes on with the series. undefined where nothing is left to mark.
   */
  takeEnd(timeMs: number, isElsewhere: (key: Uint8Array) => boolean): ReadyBatch | undefined {
    this.#begin()
    const { cache } = this.#exposition
    this.#staleness.begin(cache.seriesCount)
    const mark = (series: number): void => {
      if (!isElsewhere(cache.keyOf(series))) this.#addMarker(series, timeMs)
    }
    this.#staleness.finish(false, mark)
    for (const series of this.#reportSeries) mark(series)
    return this.#columns.seriesCount === 0 ? undefined : this.ready()
  }

  ready(): ReadyBatch {
    const markers = this.#markers
    const reports = this.#pendingMetadata
    const changes = this.#exposition.families.takeChanges()
    this.#pendingMetadata = []
    return {
      batch: this.#columns.batch(this.#source, this.#exposition.cache, [...reports, ...changes]),
      lost: () => {
        for (const marker of markers) this.#owe(marker)
        if (reports.length > 0) this.#pendingMetadata = reports
        this.#exposition.families.restoreChanges(changes)
      },
    }
  }

  #begin(): void {
    this.#tidy()
    this.#columns.clear()
    this.#markers = []
    const { sampleLimit, metricRelabelConfigs } = this.#config
    this.#exposition.mayDrop = metricRelabelConfigs.length > 0
    this.#exposition.maxKept = sampleLimit > 0 ? 2 * sampleLimit + SPARE_ENTRIES : Number.POSITIVE_INFINITY
    this.#exposition.begin()
  }

  #parsed(body: Uint8Array, contentType: string): Reading {
    const config = this.#config
    const format = expositionFormat(contentType, config.fallbackScrapeProtocol)
    if (format === 'prometheus-text') return parsePromText(body, this.#exposition)
    if (format === 'openmetrics') return parseOpenMetrics(body, this.#exposition)
    return parsePromProtobuf(body, this.#exposition, {
      nativeHistograms: config.scrapeNativeHistograms,
      classicBesideNative: config.alwaysScrapeClassicHistograms,
    })
  }

  #addRows(timeMs: number): Taken {
    const { rowCount, series: seriesOfRow, values, timesMs, histograms, exemplars } = this.#exposition
    const { honorTimestamps, trackTimestampsStaleness, sampleLimit } = this.#config
    const staleness = this.#staleness
    const columns = this.#columns
    let samplesPostRelabel = 0
    let seriesAdded = 0
    let duplicates = 0
    let added = 0
    let nextHistogram = 0
    let nextExemplar = 0
    let error: ScrapeError | undefined
    for (let row = 0; row < rowCount; row++) {
      const series = seriesOfRow[row]!
      if (series === DROPPED) continue
      samplesPostRelabel++
      if (series === UNKEPT) {
        added++
        continue
      }
      const ownTimeMs = timesMs[row]!
      const hasTime = honorTimestamps && !Number.isNaN(ownTimeMs)
      if (!hasTime && staleness.isDuplicate(series)) {
        duplicates++
        continue
      }
      added++
      if (sampleLimit > 0 && added > sampleLimit) continue
      if (staleness.see(series)) seriesAdded++
      const atMs = hasTime ? ownTimeMs : timeMs
      while (nextHistogram < histograms.length && histograms[nextHistogram]!.row < row) nextHistogram++
      const isHistogram = nextHistogram < histograms.length && histograms[nextHistogram]!.row === row
      if (isHistogram) {
        try {
          columns.addHistogram(series, atMs, this.#limited(nextHistogram))
        } catch (cause) {
          if (!(cause instanceof ScrapeError)) throw cause
          error = cause
          continue
        }
      } else columns.addSample(series, atMs, values[row]!)
      if (!hasTime || trackTimestampsStaleness) staleness.track(series, isHistogram)
      while (nextExemplar < exemplars.length && exemplars[nextExemplar]!.row <= row) {
        const exemplar = exemplars[nextExemplar++]!
        if (exemplar.row === row && this.#exemplars.isNews(series, exemplar)) {
          columns.addExemplar(exemplar.timeMs ?? atMs, exemplar.value, exemplar.labels)
        }
      }
    }
    if (sampleLimit > 0 && added > sampleLimit) {
      const words = `sample limit exceeded (samples after relabelling: ${added}, sample_limit: ${sampleLimit})`
      error = new ScrapeError('sample-limit', words)
    }
    return { samplesScraped: rowCount, samplesPostRelabel, seriesAdded, duplicates, error }
  }

  #limited(index: number): NativeHistogram {
    const { nativeHistogramMinBucketFactor, nativeHistogramBucketLimit } = this.#config
    const { histogram } = this.#exposition.histograms[index]!
    return limitResolution(
      histogram,
      schemaForFactor(nativeHistogramMinBucketFactor),
      nativeHistogramBucketLimit,
    )
  }

  /** Marks what went, and what went earlier in a batch that got lost. */
  #finish(timeMs: number, whole: boolean): void {
    const { cache } = this.#exposition
    this.#staleness.finish(whole, series => this.#addMarker(series, timeMs))
    this.#lastWasWhole = whole
    if (whole) this.#wholeEntries = cache.saidCount
    const owed = this.#owed
    if (owed.length === 0) return
    this.#owed = []
    const marked = new Set(this.#markers.map(marker => cache.seriesOfKey(marker.key)))
    for (const { key, isHistogram } of owed) {
      const series = cache.seriesForKey(key)
      if (marked.has(series) || this.#staleness.isTracked(series)) continue
      marked.add(series)
      this.#addMarker(series, timeMs, isHistogram)
    }
  }

  #addMarker(series: number, timeMs: number, isHistogram = this.#staleness.isHistogram(series)): void {
    this.#markers.push({ key: this.#exposition.cache.keyOf(series).slice(), isHistogram })
    if (isHistogram) this.#columns.addHistogram(series, timeMs, 'stale')
    else this.#columns.addStale(series, timeMs)
  }

  #owe(marker: Marker): void {
    if (this.#owed.length < MAX_OWED) this.#owed.push(marker)
  }

  /** Spellings that are no longer said are kept for a while, because targets that fail or flap come back. */
  #tidy(): void {
    const { cache, families } = this.#exposition
    const enough = this.#wholeEntries * 2 + SPARE_ENTRIES
    if (cache.entryCount <= enough && cache.seriesCount <= enough) return
    const keep = [...this.#reportSeries, ...this.#staleness.live()]
    const numbers = cache.compact(this.#lastWasWhole ? 1 : 0, keep, families.compact())
    this.#reportSeries = this.#reportSeries.map(series => numbers[series]!)
    this.#staleness.renumber(numbers)
    this.#exemplars.renumber(numbers)
  }
}

const LABEL_SETTINGS: readonly (keyof SampleLabelSettings | 'extraScrapeMetrics')[] = [
  'honorLabels',
  'metricRelabelConfigs',
  'nameValidation',
  'labelLimit',
  'labelNameLengthLimit',
  'labelValueLengthLimit',
  'extraScrapeMetrics',
]
