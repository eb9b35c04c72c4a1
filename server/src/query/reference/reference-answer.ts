/** Joins documents, series and metadata to the answer about every metric in a scope. */
import { DEFAULT_PROJECT, type ReferenceAnswer, type ReferenceMetric } from '@vedette/api'
import { compileMatcher, type Matcher, METRIC_NAME } from '@vedette/model'
import {
  type ComparedMetric,
  compareReference,
  distinctMetadata,
  explainReference,
  familiesOf,
  familyFinder,
  possibleNames,
  REFERENCE_STATUSES,
  type ReferenceStatus,
  type SeenMetadata,
  typesOf,
} from '@vedette/model/reference'
import { histogram } from '../../self/metrics.ts'
import type { MetricStore } from '../../store/contract.ts'
import type { ScrapeStatus } from '../prometheus-api/index.ts'
import type { ReferenceFiles } from './reference-files.ts'
import { type SeenOptions, seenMetrics } from './seen-metrics.ts'

const duration = histogram(
  'vedette_query_reference_duration_seconds',
  'How long it took to join documented metrics with those that are there.',
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
)

/** How far back the last sample of a metric is looked for that is missing now. */
const LOOK_BACK_MS = 7 * 86_400_000
/** More names, a counter's two among them, make a long pattern; the rest has no last sample then. */
const MOST_LOOKED_BACK = 400
/** It is a courtesy: the answer does not wait longer for a disk that has much else to do. */
const LOOK_BACK_MOST_MS = 5_000

export interface ReferenceOptions {
  readonly files: ReferenceFiles
  /** Asked each time: a reload may change it. */
  readonly ignoreLabels: () => readonly string[]
  readonly store: Pick<MetricStore, 'openSelection' | 'metadata'>
  readonly scraping: Pick<ScrapeStatus, 'targets' | 'targetMetadata'>
  readonly mostSeries: number
  readonly nowMs: () => number
}

export interface ReferenceQuestion {
  readonly project: string
  /** What of the real metrics counts. */
  readonly matchers: readonly Matcher[]
  readonly windowMs: number
  readonly statuses: readonly ReferenceStatus[]
  /** Part of a name or description; '' for all. */
  readonly search: string
  /** Of a document; '' for all. Leaves out what is undocumented. */
  readonly file: string
  readonly limit: number
}

export async function answerReference(
  options: ReferenceOptions,
  question: ReferenceQuestion,
  signal: AbortSignal,
): Promise<ReferenceAnswer> {
  const stop = duration.startTimer()
  const { store, nowMs } = options
  const { project, matchers, windowMs } = question
  const atMs = nowMs()
  const { files, metrics, problems } = await options.files.read()
  const range = { fromMs: atMs - windowMs, toMs: atMs }
  const reading = { store, project, matchers, mostSeries: options.mostSeries, signal }
  const seen = await seenMetrics({ ...reading, range })
  const scraping = project === DEFAULT_PROJECT ? options.scraping : undefined
  const metadata = await metadataOf(store, scraping, question, signal)
  const documented = question.file === '' ? metrics : metrics.filter(({ file }) => file === question.file)
  const all = compareReference(documented, familiesOf(seen, metadata), {
    targetLabels: scraping === undefined ? [] : targetLabels(scraping),
    ignoreLabels: options.ignoreLabels(),
  })
  const compared = question.file === '' ? all : all.filter(({ status }) => status !== 'undocumented')
  const found = compared.filter(wanted(question))
  const listed = found.slice(0, question.limit)
  const before = { fromMs: atMs - LOOK_BACK_MS, toMs: range.fromMs - 1 }
  const lastSeen = await lastSeenBefore(listed, metadata, { ...reading, range: before })
  stop()
  return {
    files,
    problems,
    counts: countsOf(compared),
    metrics: listed.map(metric => shapeOf(metric, lastSeen)),
    found: found.length,
    atMs,
    windowMs,
  }
}

/** Of targets that are scraped now what they say now; of everything else what was ever said. */
async function metadataOf(
  store: Pick<MetricStore, 'metadata'>,
  scraping: Pick<ScrapeStatus, 'targetMetadata'> | undefined,
  { project, matchers }: ReferenceQuestion,
  signal: AbortSignal,
): Promise<SeenMetadata[]> {
  const ofTarget = matchers
    .filter(({ name }) => name === 'job' || name === 'instance')
    .map(matcher => ({ name: matcher.name, test: compileMatcher(matcher) }))
  function* saidNow() {
    for (const { labels, metadata } of scraping?.targetMetadata() ?? [])
      if (ofTarget.every(({ name, test }) => test(labels[name] ?? ''))) yield* metadata
  }
  const stored = await store.metadata(project, undefined, signal)
  return [
    ...distinctMetadata(saidNow()),
    ...stored.map(({ family, type, help }) => ({ family, type, help, current: false })),
  ]
}

function targetLabels(scraping: Pick<ScrapeStatus, 'targets'>): Set<string> {
  const names = new Set<string>()
  for (const { labels } of scraping.targets().activeTargets)
    for (const name of Object.keys(labels)) names.add(name)
  return names
}

function wanted({ statuses, search }: ReferenceQuestion): (metric: ComparedMetric) => boolean {
  const part = search.toLowerCase()
  return ({ name, status, documented, family }) => {
    if (statuses.length > 0 && !statuses.includes(status)) return false
    const texts = [name, family?.name ?? '', family?.help ?? '', ...documented.map(({ help }) => help)]
    return part === '' || texts.some(text => text.toLowerCase().includes(part))
  }
}

/** When missing metrics were there last, by their documented names. */
async function lastSeenBefore(
  listed: readonly ComparedMetric[],
  metadata: readonly SeenMetadata[],
  reading: SeenOptions,
): Promise<Map<string, number>> {
  const missing = listed
    .filter(({ status, name }) => status === 'missing' && !name.includes('*'))
    .map(({ name, documented }) => ({ name, types: typesOf(documented) }))
  const names = missing.flatMap(({ name, types }) => possibleNames(name, types)).slice(0, MOST_LOOKED_BACK)
  if (names.length === 0 || reading.range.toMs < reading.range.fromMs) return new Map()
  // Of a histogram, one of its series tells enough.
  const pattern = `(?:${names.join('|')})(?:_count)?`
  const matchers = [...reading.matchers, { kind: '=~', name: METRIC_NAME, value: pattern } as const]
  const late = AbortSignal.timeout(LOOK_BACK_MOST_MS)
  const signal = AbortSignal.any([reading.signal, late])
  const found = await seenMetrics({ ...reading, matchers, signal }).catch((error: unknown) => {
    if (late.aborted && !reading.signal.aborted) return []
    throw error
  })
  const find = familyFinder(familiesOf(found, metadata).filter(({ series }) => series > 0))
  return new Map(
    missing.flatMap(({ name, types }) => {
      const lastMs = (find(name, types) ?? find(`${name}_count`, types))?.lastMs
      return lastMs === undefined ? [] : [[name, lastMs] as const]
    }),
  )
}

function countsOf(compared: readonly ComparedMetric[]): Record<ReferenceStatus, number> {
  const counts = Object.fromEntries(REFERENCE_STATUSES.map(status => [status, 0])) as Record<
    ReferenceStatus,
    number
  >
  for (const { status } of compared) counts[status]++
  return counts
}

function shapeOf(metric: ComparedMetric, lastSeen: ReadonlyMap<string, number>): ReferenceMetric {
  const { name, status, documented, family, missingLabels, extraLabels } = metric
  const lastSeenMs = family?.lastMs ?? lastSeen.get(name)
  return {
    name,
    status,
    message: explainReference(metric),
    documented: documented.map(({ type, labels, help, group, file, line }) => ({
      ...(type === undefined ? {} : { type }),
      ...(labels === undefined ? {} : { labels }),
      ...{ help, group, file, line },
    })),
    ...(family === undefined
      ? {}
      : {
          real: {
            name: family.name,
            types: family.types,
            help: family.help,
            labels: family.labels,
            series: family.series,
            seriesNames: family.seriesNames,
          },
        }),
    missingLabels,
    extraLabels,
    ...(lastSeenMs === undefined ? {} : { lastSeenMs }),
  }
}
