/** How metrics of the reference are listed, found, and asked for. Pure. */
import type { ReferenceMetric } from '@vedette/api'
import type { MetricType } from '@vedette/model'
import type { ReferenceStatus } from '@vedette/model/reference'
import { selectorOf } from '../../promql/metric-selector.ts'
import type { State } from '../../ui/StateMark.tsx'

/** In the order of what needs somebody; what nobody has written of comes last, for that is mostly other people's. */
export const STATUSES: readonly (readonly [status: ReferenceStatus, state: State, words: string])[] = [
  ['missing', 'critical', 'missing'],
  ['type-drift', 'warning', 'type drift'],
  ['label-drift', 'warning', 'label drift'],
  ['ok', 'good', 'ok'],
  ['idle', 'unknown', 'idle'],
  ['undocumented', 'unknown', 'undocumented'],
]

export function wordsOf(status: ReferenceStatus): readonly [State, string] {
  const [, state, words] = STATUSES.find(([each]) => each === status)!
  return [state, words]
}

export const NOT_DOCUMENTED = 'Not documented'

export function groupsOf({ documented }: ReferenceMetric): string[] {
  return documented.length === 0
    ? [NOT_DOCUMENTED]
    : [...new Set(documented.map(({ group }) => group || 'No group'))]
}

export function helpOf({ documented, real }: ReferenceMetric): string {
  return documented.find(({ help }) => help !== '')?.help ?? real?.help ?? ''
}

export function documentedTypes({ documented }: ReferenceMetric): MetricType[] {
  return [...new Set(documented.flatMap(({ type }) => (type === undefined ? [] : [type])))]
}

export function typeText(metric: ReferenceMetric): string {
  const said = documentedTypes(metric).join(', ')
  const real = metric.real?.types.join(', ') ?? ''
  if (metric.status === 'type-drift') return `${said} → ${real}`
  return said || real || 'unknown'
}

/**
 * `implied`: labels of targets and of buckets, which no document has to name. `open`: no document says anything about labels, or there is
 * none.
 */
export type LabelPlace = 'both' | 'documented' | 'real' | 'implied' | 'open'

export function labelPlaces(metric: ReferenceMetric): (readonly [name: string, place: LabelPlace])[] {
  const { documented, real, missingLabels, extraLabels } = metric
  const said = new Set(documented.flatMap(({ labels = [] }) => labels))
  const isOpen = documented.every(({ labels }) => labels === undefined)
  const placeOf = (name: string): LabelPlace => {
    if (documented.length === 0) return extraLabels.includes(name) ? 'open' : 'implied'
    if (isOpen) return 'open'
    if (extraLabels.includes(name)) return 'real'
    if (!said.has(name)) return 'implied'
    return real === undefined || missingLabels.includes(name) ? 'documented' : 'both'
  }
  return [...new Set([...said, ...(real?.labels ?? [])])].sort().map(name => [name, placeOf(name)])
}

export function matchesText(metric: ReferenceMetric, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const hay = [
    metric.name,
    metric.real?.name ?? '',
    helpOf(metric),
    ...groupsOf(metric),
    ...labelPlaces(metric).map(([name]) => name),
  ]
    .join('\n')
    .toLowerCase()
  return words.every(word => hay.includes(word))
}

/** What the metric's trend is: how fast it grows, or where it stands on average. Undefined where there is no one series name to ask for. */
export function trendQuery({ name, real }: ReferenceMetric): string | undefined {
  if (real === undefined || real.series === 0 || name.includes('*')) return undefined
  const { seriesNames, types } = real
  const counted = seriesNames.find(each => each.endsWith('_count'))
  const [first] = seriesNames
  if (first === undefined) return undefined
  const isNative = types.includes('histogram') && counted === undefined
  if (isNative) return `histogram_count(sum(rate(${selectorOf(first)}[$rate])))`
  if (types.includes('histogram') || types.includes('summary'))
    return `sum(rate(${selectorOf(counted ?? first)}[$rate]))`
  if (types.includes('counter')) return `sum(rate(${selectorOf(first)}[$rate]))`
  return `avg(${selectorOf(first)})`
}

const TRENDS_AT_ONCE = 20

/** Trends of neighbours are asked for together: the label `trend` says whose each is. By the name of the metric. */
export function trendQueries(metrics: readonly ReferenceMetric[]): Map<string, string> {
  const asked = metrics.flatMap(metric => {
    const query = trendQuery(metric)
    return query === undefined ? [] : [{ name: metric.name, query }]
  })
  const queries = new Map<string, string>()
  for (let start = 0; start < asked.length; start += TRENDS_AT_ONCE) {
    const some = asked.slice(start, start + TRENDS_AT_ONCE)
    const together = some
      .map(({ name, query }) => `label_replace(${query}, "trend", ${JSON.stringify(name)}, "", "")`)
      .join(' or ')
    for (const { name } of some) queries.set(name, together)
  }
  return queries
}
