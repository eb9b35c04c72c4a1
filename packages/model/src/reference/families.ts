/**
 * From the names that series have to the families that people speak of: `x_bucket`, `x_sum` and `x_count` are the histogram `x`. By what
 * sources say of types where they say it, else by what the labels show.
 */
import type { MetricType } from '../metric-batch.ts'
import { readType } from './documented.ts'

/** One name of series. */
export interface SeenMetric {
  readonly name: string
  readonly series: number
  readonly labels: Iterable<string>
  /** Of its latest sample; undefined where that is not known. */
  readonly lastMs: number | undefined
}

export interface SeenMetadata {
  readonly family: string
  readonly type: MetricType
  readonly help: string
  /** Said by something that is there now; else it may be of a version that is long gone. */
  readonly current: boolean
}

export interface MetricFamily {
  readonly name: string
  /** Without `unknown`; several where sources disagree, none where nobody says. */
  readonly types: readonly MetricType[]
  readonly typesAreCurrent: boolean
  readonly help: string
  /** Sorted, `__name__` left out. */
  readonly labels: readonly string[]
  /** 0: it is declared, and nothing has been counted yet. */
  readonly series: number
  readonly lastMs: number | undefined
  readonly seriesNames: readonly string[]
}

/** What targets say now of their metrics. Each says it again, so of one family and type the first counts. */
export function distinctMetadata(
  said: Iterable<{ readonly metric: string; readonly type: string; readonly help: string }>,
): SeenMetadata[] {
  const byKey = new Map<string, SeenMetadata>()
  for (const { metric: family, type: text, help } of said) {
    const type = readType(text) ?? 'unknown'
    const key = `${type} ${family}`
    if (!byKey.has(key)) byKey.set(key, { family, type, help, current: true })
  }
  return [...byKey.values()]
}

interface Growing {
  readonly names: string[]
  readonly labels: Set<string>
  series: number
  lastMs: number | undefined
}

const PARTS = ['_bucket', '_sum', '_count', '_gsum', '_gcount', '_created'] as const
const IN_PARTS: readonly MetricType[] = ['histogram', 'gaugehistogram', 'summary']

export function familiesOf(seen: readonly SeenMetric[], metadata: readonly SeenMetadata[]): MetricFamily[] {
  const said = Map.groupBy(metadata, ({ family }) => family)
  const known = new Map(seen.map(metric => [metric.name, new Set(metric.labels)] as const))
  const growing = new Map<string, Growing>()
  for (const { name, series, lastMs } of seen) {
    const family = familyName(name, said, known)
    let at = growing.get(family)
    if (at === undefined) {
      at = { names: [], labels: new Set(), series: 0, lastMs: undefined }
      growing.set(family, at)
    }
    at.names.push(name)
    at.series += series
    if (lastMs !== undefined) at.lastMs = Math.max(lastMs, at.lastMs ?? lastMs)
    for (const label of known.get(name)!) if (label !== '__name__') at.labels.add(label)
  }
  const families = [...growing].map(([name, at]): MetricFamily => {
    const { types, typesAreCurrent, help } = aboutOf(name, said)
    return {
      name,
      types: types.length > 0 ? types : shownTypes(name, at),
      typesAreCurrent: typesAreCurrent || types.length === 0,
      help,
      labels: [...at.labels].sort(),
      series: at.series,
      lastMs: at.lastMs,
      seriesNames: at.names,
    }
  })
  return [...families, ...declaredOnly(said, growing)]
}

function familyName(
  name: string,
  said: ReadonlyMap<string, readonly SeenMetadata[]>,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  if (said.has(name)) return name
  const part = PARTS.find(each => name.endsWith(each))
  if (part === undefined || name === part) return name
  const family = name.slice(0, -part.length)
  const about = said.get(family)
  if (part === '_created') return createdFamily(name, family, said)
  if (about?.some(({ type }) => IN_PARTS.includes(type))) return family
  if (about !== undefined) return name
  const isHistogram = known.get(`${family}_bucket`)?.has('le') === true
  return isHistogram || known.get(family)?.has('quantile') === true ? family : name
}

/** When a counter or histogram began, as a series beside it. */
function createdFamily(
  name: string,
  family: string,
  said: ReadonlyMap<string, readonly SeenMetadata[]>,
): string {
  if (said.get(family)?.some(({ type }) => IN_PARTS.includes(type))) return family
  if (said.has(`${family}_total`)) return `${family}_total`
  return said.get(family)?.some(({ type }) => type === 'counter') ? `${family}_total` : name
}

/** OpenMetrics declares a counter without the `_total` of its series, and an info without `_info`. */
function aboutOf(name: string, said: ReadonlyMap<string, readonly SeenMetadata[]>) {
  const short = name.replace(/_(total|info)$/, '')
  const wanted = name.endsWith('_total') ? 'counter' : 'info'
  const entries =
    said.get(name) ?? (short === name ? [] : (said.get(short) ?? []).filter(({ type }) => type === wanted))
  const current = entries.filter(entry => entry.current)
  const counting = current.length > 0 ? current : entries
  return {
    types: [...new Set(counting.map(({ type }) => type))].filter(type => type !== 'unknown'),
    typesAreCurrent: current.length > 0,
    help: counting.find(({ help }) => help !== '')?.help ?? '',
  }
}

function shownTypes(name: string, { names, labels }: Growing): MetricType[] {
  if (names.includes(`${name}_bucket`) && labels.has('le')) return ['histogram']
  return names.includes(name) && labels.has('quantile') ? ['summary'] : []
}

/** Counters with labels are declared before anything has happened; then they have no series yet. */
function declaredOnly(
  said: ReadonlyMap<string, readonly SeenMetadata[]>,
  growing: ReadonlyMap<string, Growing>,
): MetricFamily[] {
  return [...said]
    .filter(([name, entries]) => {
      const isThere = [name, `${name}_total`, `${name}_info`].some(each => growing.has(each))
      return !isThere && entries.some(({ current }) => current)
    })
    .map(([name]) => ({
      name,
      ...aboutOf(name, said),
      labels: [],
      series: 0,
      lastMs: undefined,
      seriesNames: [],
    }))
}
