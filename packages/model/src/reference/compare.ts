/** What is documented beside what is really there: the judgement on each metric, and the sentence that says it. */
import type { MetricType } from '../metric-batch.ts'
import type { DocumentedMetric } from './documented.ts'
import type { MetricFamily } from './families.ts'
import { matchesName } from './name-pattern.ts'

/** `idle`: it is declared under this name and type, and has no series yet, so its labels can't be told. */
export const REFERENCE_STATUSES = [
  'ok',
  'idle',
  'missing',
  'type-drift',
  'label-drift',
  'undocumented',
] as const
export type ReferenceStatus = (typeof REFERENCE_STATUSES)[number]

export interface ComparedMetric {
  /** As documented; else the family's. */
  readonly name: string
  readonly status: ReferenceStatus
  /** Every place that documents it, in order; empty where none does. */
  readonly documented: readonly DocumentedMetric[]
  /** undefined where nothing is there. Of a name with `*`: all that it stands for, summed up. */
  readonly family: MetricFamily | undefined
  /** Documented and on no series. */
  readonly missingLabels: readonly string[]
  /** On series and not documented. */
  readonly extraLabels: readonly string[]
}

export interface ComparisonOptions {
  /** Neither missed nor minded. */
  readonly ignoreLabels?: Iterable<string>
  /** What the scraper puts on every series of a target: not minded where it is not documented. */
  readonly targetLabels?: Iterable<string>
  /** Names, with `*`, that need no documentation. */
  readonly ignoreMetrics?: readonly string[]
}

const IGNORED_LABELS: readonly string[] = ['job', 'instance', 'le', 'quantile']
/** What scraping and alerting add by themselves. */
const IGNORED_METRICS: readonly string[] = [
  'up',
  'scrape_*',
  'ALERTS',
  'ALERTS_FOR_STATE',
  'target_info',
  'otel_scope_info',
]
const ADDED_BY_RECEIVERS = ['exported_job', 'exported_instance', 'otel_scope_*']

export function compareReference(
  documented: readonly DocumentedMetric[],
  families: readonly MetricFamily[],
  options: ComparisonOptions = {},
): ComparedMetric[] {
  const ignored = new Set([...IGNORED_LABELS, ...(options.ignoreLabels ?? [])])
  const ofTargets = new Set(options.targetLabels ?? [])
  const unmentioned = (label: string): boolean =>
    !ignored.has(label) &&
    !ofTargets.has(label) &&
    !ADDED_BY_RECEIVERS.some(pattern => matchesName(pattern, label))
  const find = familyFinder(families)
  const covered = new Set<MetricFamily>()

  const compared = [...Map.groupBy(documented, ({ name }) => name)].map(([name, places]): ComparedMetric => {
    const none = { missingLabels: [], extraLabels: [] }
    if (name.includes('*')) {
      const meant = families.filter(family => matchesName(name, family.name))
      for (const family of meant) covered.add(family)
      if (meant.length === 0)
        return { name, status: 'missing', documented: places, family: undefined, ...none }
      return { name, status: 'ok', documented: places, family: together(name, meant), ...none }
    }
    const types = typesOf(places)
    const family = find(name, types)
    if (family === undefined) return { name, status: 'missing', documented: places, family, ...none }
    covered.add(family)
    const labels = labelDrift(places, family, ignored, unmentioned)
    const status = statusOf(typeDrifts(name, types, family), family, labels)
    return { name, status, documented: places, family, ...labels }
  })

  const ignoredMetrics = [...IGNORED_METRICS, ...(options.ignoreMetrics ?? [])]
  const undocumented = families
    .filter(family => family.series > 0 && !covered.has(family))
    .filter(({ name }) => !ignoredMetrics.some(pattern => matchesName(pattern, name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((family): ComparedMetric => {
      const { name } = family
      const extraLabels = family.labels.filter(unmentioned)
      return { name, status: 'undocumented', documented: [], family, missingLabels: [], extraLabels }
    })
  return [...compared, ...undocumented]
}

/** What documents say that it is; several where they disagree. */
export function typesOf(places: readonly DocumentedMetric[]): MetricType[] {
  return [...new Set(places.flatMap(({ type }) => type ?? []))]
}

/** What the status means for this metric; '' where there is nothing to say. */
export function explainReference(metric: ComparedMetric): string {
  const { status, family, missingLabels, extraLabels, documented } = metric
  const drift = labelSentence(missingLabels, extraLabels)
  switch (status) {
    case 'ok':
      return ''
    case 'idle':
      return 'is declared and has no series yet'
    case 'missing':
      return 'is documented and not there'
    case 'undocumented':
      return `is there (${family?.types.join(' and ') || 'type unknown'}, ${family?.series} series) and not documented`
    case 'label-drift':
      return drift
    case 'type-drift': {
      const types = typesOf(documented)
      const sentence = `is documented as a ${types.join(' and a ')} and is a ${family?.types.join(' and a ')}`
      return drift === '' ? sentence : `${sentence}; ${drift}`
    }
  }
}

function labelSentence(missing: readonly string[], extra: readonly string[]): string {
  const parts = []
  if (missing.length > 0) parts.push(`never has the documented ${listed(missing)}`)
  if (extra.length > 0) parts.push(`has the undocumented ${listed(extra)}`)
  return parts.join(' and ')
}

function listed(labels: readonly string[]): string {
  return `${labels.length === 1 ? 'label' : 'labels'} ${labels.join(', ')}`
}

function statusOf(
  typeDrift: boolean,
  family: MetricFamily,
  { missingLabels, extraLabels }: { missingLabels: readonly string[]; extraLabels: readonly string[] },
): ReferenceStatus {
  if (typeDrift) return 'type-drift'
  if (family.series === 0) return 'idle'
  return missingLabels.length + extraLabels.length > 0 ? 'label-drift' : 'ok'
}

/** What is said now counts word for word; of what was ever said, one that fits is enough. */
function typeDrifts(name: string, types: readonly MetricType[], family: MetricFamily): boolean {
  const wanted: readonly MetricType[] = types.filter(type => type !== 'unknown')
  // A row about `x_count` says what that series is, not the histogram.
  const isPart = !isFamilyName(name, family)
  if (wanted.length === 0 || family.types.length === 0 || isPart) return false
  const fits = (type: MetricType): boolean => wanted.includes(type)
  return family.typesAreCurrent ? !family.types.every(fits) : !family.types.some(fits)
}

function isFamilyName(name: string, family: MetricFamily): boolean {
  return !/_(bucket|sum|count|created)$/.test(name) || family.name === plainName(name)
}

function labelDrift(
  places: readonly DocumentedMetric[],
  family: MetricFamily,
  ignored: ReadonlySet<string>,
  unmentioned: (label: string) => boolean,
): { missingLabels: string[]; extraLabels: string[] } {
  const said = places.flatMap(({ labels }) => (labels === undefined ? [] : [labels]))
  if (said.length === 0 || family.series === 0) return { missingLabels: [], extraLabels: [] }
  const wanted = new Set(said.flat().map(plainName))
  const seen = new Set(family.labels.map(plainName))
  const open = said.length < places.length
  return {
    missingLabels: [...wanted].filter(label => !seen.has(label) && !ignored.has(label)),
    extraLabels: open
      ? []
      : family.labels.filter(label => !wanted.has(plainName(label)) && unmentioned(label)),
  }
}

/** What is appended to OpenTelemetry's names on their way in, by their unit. */
const UNITS = ['seconds', 'milliseconds', 'bytes', 'ratio', 'percent']

/** The names that a documented one may have on series: itself, with or without `_total`, with `_info`, with the unit that was appended. */
export function possibleNames(documented: string, types: readonly MetricType[]): string[] {
  const name = plainName(documented)
  const names = [name]
  if (types.length === 0 || types.includes('counter'))
    names.push(name.endsWith(TOTAL) ? name.slice(0, -TOTAL.length) : `${name}${TOTAL}`)
  if (types.includes('info')) names.push(`${name}_info`)
  else if (documented.includes('.'))
    names.push(...UNITS.flatMap(unit => [`${name}_${unit}`, `${name}_${unit}${TOTAL}`]))
  return names
}

const TOTAL = '_total'

/** Finds the family that a document means: by one of its possible names, or by a series of it. */
export function familyFinder(families: readonly MetricFamily[]) {
  const byName = new Map<string, MetricFamily>()
  for (const family of families) for (const name of family.seriesNames) byName.set(plainName(name), family)
  for (const family of families) byName.set(plainName(family.name), family)
  return (documented: string, types: readonly MetricType[]): MetricFamily | undefined => {
    const name = plainName(documented)
    for (const each of possibleNames(documented, types)) {
      const found = byName.get(each)
      if (found !== undefined && (each.length >= name.length || couldBeCounter(found))) return found
    }
    return undefined
  }
}

/** `x_total` is not the gauge `x`. */
function couldBeCounter({ types }: MetricFamily): boolean {
  return types.length === 0 || types.includes('counter')
}

/** OpenTelemetry's dots arrive as underscores. */
function plainName(name: string): string {
  return name.replace(/[./-]/g, '_')
}

function together(name: string, families: readonly MetricFamily[]): MetricFamily {
  const times = families.flatMap(({ lastMs }) => lastMs ?? [])
  return {
    name,
    types: [...new Set(families.flatMap(({ types }) => types))],
    typesAreCurrent: families.every(({ typesAreCurrent }) => typesAreCurrent),
    help: '',
    labels: [...new Set(families.flatMap(({ labels }) => labels))].sort(),
    series: families.reduce((sum, { series }) => sum + series, 0),
    lastMs: times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b)),
    seriesNames: families.flatMap(({ seriesNames }) => seriesNames),
  }
}
