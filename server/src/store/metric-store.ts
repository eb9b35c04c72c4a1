/**
 * Metrics: the head for what is recent, ClickHouse for what is durable, one answer without a seam. A batch is readable in the head at
 * once and durable with the next group commit.
 */
import { compareLabels, type Labels, type Matcher, type MetricBatch, RefusalSum } from '@vedette/model'
import type { Log } from '../self/log.ts'
import type { ChunkedDays } from './chunks/chunked-days.ts'
import { MetricRows } from './clickhouse/metric-rows.ts'
import { type ClickHouse, ClickHouseError } from './clickhouse/port.ts'
import {
  exemplarsOfSeries,
  histogramsOfSeries,
  MOST_EXEMPLARS,
  samplesOfSeries,
} from './clickhouse/sample-reader.ts'
import { readSeriesChanges } from './clickhouse/series-changes.ts'
import {
  findLabelNames,
  findLabelValues,
  findSeries,
  readMetadata,
  seriesWhere,
} from './clickhouse/series-reader.ts'
import { joinSql, type Sql, sql } from './clickhouse/sql.ts'
import type {
  Admission,
  Appended,
  MetricStore,
  SeriesExemplars,
  SeriesSamples,
  TimeRange,
} from './contract.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { reportCardinality } from './head/cardinality.ts'
import { Head } from './head/head.ts'
import type { TimedHistogram } from './head/histogram-columns.ts'
import { idAsBigint } from './head/series-id.ts'
import { mergeColumns, type SampleColumns } from './head/series-samples.ts'
import { type LastValue, readLastValues } from './last-values.ts'
import { MetadataCatalogue } from './metric-metadata.ts'
import { inWords } from './read-failure.ts'
import { createSelections } from './selections.ts'

export interface MetricStoreOptions {
  readonly clickhouse: ClickHouse
  /** Left out where all is read row by row. */
  readonly chunkedDays?: ChunkedDays
  readonly headWindowMs: number
  readonly headBudgetBytes: number
  /** How samples gather before they are written: see group-commit.ts. */
  readonly lingerMs: number
  readonly spacingMs: number
  readonly log: Log
  readonly nowMs: () => number
  /** Rows that ClickHouse refused for good, for the dead letters. */
  readonly onLost: (rows: number, reason: string) => void
}

export interface OpenMetricStore extends MetricStore {
  readonly head: Head
  readonly commit: GroupCommit<MetricRows>
  lastValues(
    project: string,
    keys: readonly Uint8Array[],
    signal: AbortSignal,
  ): Promise<(LastValue | undefined)[]>
  close(deadlineMs: number): Promise<void>
}

/** The most series whose samples one `select` gathers. */
const SERIES_LIMIT = 10_000_000
const NO_SAMPLES: SampleColumns = { timesMs: new Float64Array(0), values: new Float64Array(0) }

export async function openMetricStore(options: MetricStoreOptions): Promise<OpenMetricStore> {
  const { clickhouse, log } = options
  const latest = await clickhouse.query(sql`SELECT max(time_ms) FROM samples`)
  const latestMs = latest.rowCount === 0 ? 0 : Number((latest.columns[0]!.values as BigInt64Array)[0])
  const head = new Head({
    windowMs: options.headWindowMs,
    budgetBytes: options.headBudgetBytes,
    // A sender's clock may run ahead: what an earlier process stored for "later" is not in this head.
    openedMs: Math.max(options.nowMs(), latestMs + 1),
  })
  const metadata = new MetadataCatalogue()
  for (const { project, entry } of await readMetadata(clickhouse)) metadata.add(project, entry)

  const commit = createGroupCommit<MetricRows>({
    signal: 'metrics',
    createRows: () => new MetricRows(),
    write: async rows => {
      // Before anything is written: from here on no question reads these days from their chunks.
      const written = options.chunkedDays?.writing(rows.sampleDays())
      try {
        for (const [table, block] of rows.blocks()) await clickhouse.insert(table, block)
      } finally {
        written?.()
      }
    },
    isTransient: error => error instanceof ClickHouseError && error.transient,
    onLost: (rows, error) => {
      head.forgetDays()
      options.onLost(rows.count, error instanceof Error ? error.message : String(error))
    },
    log,
    lingerMs: options.lingerMs,
    spacingMs: options.spacingMs,
  })
  /** Known once there is one; without other writers also known while there is none. */
  let histogramsStored: boolean | undefined
  async function mayHaveHistograms(): Promise<boolean> {
    if (histogramsStored === true || (histogramsStored === false && clickhouse.kind === 'embedded'))
      return histogramsStored
    const counted = await clickhouse.query(sql`SELECT count() FROM histograms`)
    histogramsStored ||= (counted.columns[0]!.values as BigUint64Array)[0] !== 0n
    return histogramsStored
  }
  const openSelection = createSelections({
    ...{ head, clickhouse, chunkedDays: options.chunkedDays, nowMs: options.nowMs, mayHaveHistograms },
  })
  let refs = new Int32Array(1024)

  function append(batch: MetricBatch, admission: Admission): Appended {
    if (refs.length < batch.seriesCount) refs = new Int32Array(batch.seriesCount * 2)
    const rows = commit.open
    const bytesBefore = rows.bytes
    const countBefore = rows.count
    const refused = new RefusalSum()
    const samples = head.append(batch, admission, rows, refs, refusal => refused.add(refusal))
    const histograms = appendHistograms(batch, admission, rows, refused)
    const exemplars = appendExemplars(batch, admission, rows, refused)
    for (const entry of batch.metadata)
      if (metadata.add(batch.project, entry)) rows.addMetadata(batch.project, entry)
    return {
      samples,
      histograms,
      exemplars,
      refused: refused.list(),
      pendingBytes: rows.bytes - bytesBefore,
      durable: rows.count === countBefore ? Promise.resolve() : commit.request(batch.door !== 'scrape'),
    }
  }

  function appendHistograms(
    batch: MetricBatch,
    admission: Admission,
    rows: MetricRows,
    refused: RefusalSum,
  ): number {
    let taken = 0
    const project = head.project(batch.project)
    for (const { series, timeMs, histogram } of batch.histograms) {
      const ref = refs[series]!
      if (ref < 0) continue
      if (!(timeMs >= admission.oldestMs && timeMs <= admission.newestMs)) {
        refused.add(admission.describeAge(timeMs))
        continue
      }
      const refusal = histogram === 'stale' ? undefined : admission.admitHistogram(histogram)
      if (refusal !== undefined) {
        refused.add(refusal)
        continue
      }
      rows.addHistogram(head.noteDay(project, ref, timeMs, rows), { timeMs, histogram })
      if (timeMs >= head.acceptsFromMs) head.histograms.put(ref, { timeMs, histogram })
      histogramsStored = true
      taken++
    }
    return taken
  }

  function appendExemplars(
    batch: MetricBatch,
    admission: Admission,
    rows: MetricRows,
    refused: RefusalSum,
  ): number {
    let taken = 0
    const project = head.project(batch.project)
    for (const { series, timeMs, value, labels } of batch.exemplars) {
      const ref = refs[series]!
      if (ref < 0) continue
      if (!(timeMs >= admission.oldestMs && timeMs <= admission.newestMs)) {
        refused.add(admission.describeAge(timeMs))
        continue
      }
      const refusal = admission.admitExemplar(labels)
      if (refusal !== undefined) {
        refused.add(refusal)
        continue
      }
      rows.addExemplar(head.noteDay(project, ref, timeMs, rows), { timeMs, value, labels })
      taken++
    }
    return taken
  }

  async function select(
    project: string,
    matchers: readonly Matcher[],
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<SeriesSamples[]> {
    // The head first, in one go: what it covers moves on while the disk is read.
    const seamMs = head.coversFromMs
    const fromMs = Math.max(range.fromMs, seamMs)
    const recent = selectRecent(project, matchers, { fromMs, toMs: range.toMs })
    const { found } = recent
    for (const { id, untilMs } of recent.crowded) {
      const missing = { fromMs, toMs: Math.min(range.toMs, untilMs - 1) }
      for await (const stored of samplesOfSeries(clickhouse, [id], missing, signal)) {
        const known = found.get(String(id))!
        found.set(String(id), { ...known, ...mergeColumns(stored, known) })
      }
    }
    if (range.fromMs < seamMs) {
      const older = { fromMs: range.fromMs, toMs: Math.min(range.toMs, seamMs - 1) }
      for (const [id, stored] of await selectStored(project, matchers, older, signal)) {
        const known = found.get(id)
        if (known === undefined) found.set(id, stored)
        else {
          const histograms = [...stored.histograms, ...known.histograms]
          found.set(id, { labels: known.labels, ...mergeColumns(stored, known), histograms })
        }
      }
    }
    return [...found.values()]
      .filter(({ timesMs, histograms }) => timesMs.length > 0 || histograms.length > 0)
      .sort((a, b) => compareLabels(a.labels, b.labels))
  }

  /** What the head has, and the series of which it does not have all: those with more samples than it keeps of one. */
  function selectRecent(
    project: string,
    matchers: readonly Matcher[],
    range: TimeRange,
  ): { found: Map<string, SeriesSamples>; crowded: { id: bigint; untilMs: number }[] } {
    const found = new Map<string, SeriesSamples>()
    const crowded: { id: bigint; untilMs: number }[] = []
    if (range.toMs < range.fromMs) return { found, crowded }
    for (const ref of head.select(project, matchers)) {
      const fromMs = Math.max(range.fromMs, head.seamOf(ref))
      const columns = head.samples(ref, fromMs, range.toMs)
      const histograms = head.histograms.between(ref, range.fromMs, range.toMs)
      const isCrowded = fromMs > range.fromMs
      if (columns.timesMs.length === 0 && histograms.length === 0 && !isCrowded) continue
      const id = idAsBigint(head.idOf(ref))
      found.set(String(id), { labels: head.labelsOf(project, ref), ...columns, histograms })
      if (isCrowded) crowded.push({ id, untilMs: fromMs })
    }
    return { found, crowded }
  }

  async function selectStored(
    project: string,
    matchers: readonly Matcher[],
    range: TimeRange,
    signal: AbortSignal | undefined,
  ): Promise<Map<string, SeriesSamples>> {
    const where = seriesWhere(project, matchers, range)
    const labels = new Map<bigint, Labels>()
    const found = new Map<string, SeriesSamples>()
    for (const series of await findSeries(clickhouse, where, SERIES_LIMIT, signal))
      labels.set(series.id, series.labels)
    if (labels.size === 0) return found
    const ids = [...labels.keys()]
    const histograms = await histogramsOfSeries(clickhouse, ids, range, signal)
    for await (const { id, timesMs, values } of samplesOfSeries(clickhouse, ids, range, signal)) {
      const ofSeries = labels.get(id)
      if (ofSeries === undefined) continue
      found.set(String(id), { labels: ofSeries, timesMs, values, histograms: histograms.get(id) ?? [] })
      histograms.delete(id)
    }
    for (const [id, entries] of histograms) addHistogramsOnly(found, id, labels.get(id), entries)
    return found
  }

  /** For label questions: series in the head that have data in the part of the range that it covers. */
  function headRefs(
    project: string,
    matcherSets: readonly (readonly Matcher[])[],
    range: TimeRange,
  ): Set<number> {
    const fromMs = Math.max(range.fromMs, head.coversFromMs)
    const refs = new Set<number>()
    if (range.toMs < fromMs) return refs
    for (const matchers of matcherSets.length === 0 ? [[]] : matcherSets) {
      for (const ref of head.select(project, matchers)) {
        if (head.hasDataBetween(ref, fromMs, range.toMs)) refs.add(ref)
      }
    }
    return refs
  }

  function storedWhere(
    project: string,
    matcherSets: readonly (readonly Matcher[])[],
    range: TimeRange,
  ): Sql | undefined {
    if (range.fromMs >= head.coversFromMs) return undefined
    const sets = matcherSets.length === 0 ? [[]] : matcherSets
    return joinSql(
      sets.map(matchers => sql`(${seriesWhere(project, matchers, range)})`),
      ' OR ',
    )
  }

  const reads: Omit<MetricStore, 'append' | 'openSelection' | 'cardinality' | 'seriesChanges'> = {
    select,

    async series(project, matcherSets, range, limit, signal) {
      const found = new Map<string, Labels>()
      for (const ref of headRefs(project, matcherSets, range)) {
        found.set(String(idAsBigint(head.idOf(ref))), head.labelsOf(project, ref))
      }
      const where = storedWhere(project, matcherSets, range)
      if (where !== undefined) {
        for (const { id, labels } of await findSeries(clickhouse, where, limit, signal)) {
          if (!found.has(String(id))) found.set(String(id), labels)
        }
      }
      return [...found.values()].sort(compareLabels).slice(0, limit)
    },

    async labelNames(project, matcherSets, range, limit, signal) {
      const names = new Set<string>()
      for (const ref of headRefs(project, matcherSets, range)) {
        for (const { name } of head.labelsOf(project, ref)) names.add(name)
      }
      const where = storedWhere(project, matcherSets, range)
      if (where !== undefined) {
        for (const name of await findLabelNames(clickhouse, where, limit, signal)) names.add(name)
      }
      return [...names].sort().slice(0, limit)
    },

    async labelValues(project, name, matcherSets, range, limit, signal) {
      const values = new Set<string>()
      for (const ref of headRefs(project, matcherSets, range)) {
        const label = head.labelsOf(project, ref).find(each => each.name === name)
        if (label !== undefined) values.add(label.value)
      }
      const where = storedWhere(project, matcherSets, range)
      if (where !== undefined) {
        for (const value of await findLabelValues(clickhouse, name, where, limit, signal)) values.add(value)
      }
      return [...values].sort().slice(0, limit)
    },

    async exemplars(project, matcherSets, range, signal) {
      const sets = matcherSets.length === 0 ? [[]] : matcherSets
      const where = joinSql(
        sets.map(matchers => sql`(${seriesWhere(project, matchers, range)})`),
        ' OR ',
      )
      const labels = new Map<bigint, Labels>()
      for (const series of await findSeries(clickhouse, where, SERIES_LIMIT, signal))
        labels.set(series.id, series.labels)
      const found = new Map<bigint, { labels: Labels; exemplars: SeriesExemplars['exemplars'][number][] }>()
      const stored = await exemplarsOfSeries(clickhouse, [...labels.keys()], range, signal)
      for (const { id, ...exemplar } of stored.slice(0, MOST_EXEMPLARS)) {
        const ofSeries = labels.get(id)
        if (ofSeries === undefined) continue
        const entry = found.get(id)
        if (entry === undefined) found.set(id, { labels: ofSeries, exemplars: [exemplar] })
        else entry.exemplars.push(exemplar)
      }
      const series = [...found.values()].sort((a, b) => compareLabels(a.labels, b.labels))
      return { series, ...(stored.length > MOST_EXEMPLARS ? { cutAt: MOST_EXEMPLARS } : {}) }
    },

    metadata: async (project, family) => metadata.of(project, family),
  }

  return {
    head,
    commit,
    append,
    select: inWords(reads.select),
    openSelection: inWords(openSelection),
    series: inWords(reads.series),
    labelNames: inWords(reads.labelNames),
    labelValues: inWords(reads.labelValues),
    exemplars: inWords(reads.exemplars),
    metadata: reads.metadata,
    cardinality: (project, limit) => reportCardinality(head, project, limit),
    seriesChanges: inWords((project, request, signal) =>
      readSeriesChanges(clickhouse, { project, ...request }, signal),
    ),
    lastValues: inWords((project, keys, signal) => readLastValues(head, clickhouse, project, keys, signal)),
    close: deadlineMs => commit.close(deadlineMs),
  }
}

function addHistogramsOnly(
  found: Map<string, SeriesSamples>,
  id: bigint,
  labels: Labels | undefined,
  histograms: TimedHistogram[],
): void {
  if (labels !== undefined) found.set(String(id), { labels, ...NO_SAMPLES, histograms })
}
