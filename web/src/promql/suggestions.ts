/** Questions that fit a metric, by its type: for people who don't write PromQL, and for those who begin with a click. */
import { isLegacyLabelName } from '@vedette/model'
import { isClassicHistogram, type MetricFamily } from './metric-families.ts'
import { selectorOf } from './metric-selector.ts'

export interface Suggestion {
  readonly says: string
  readonly query: string
  readonly view: 'graph' | 'heatmap' | 'table'
}

export interface LabelCount {
  readonly name: string
  /** How many different values it has. */
  readonly values: number
}

const WINDOW = '[5m]'
/** What one most often wants to see apart. */
const TELLING = [
  'route',
  'path',
  'handler',
  'operation',
  'service',
  'job',
  'method',
  'status',
  'code',
  'mode',
  'instance',
]

export function suggestionsFor(family: MetricFamily, labels: readonly LabelCount[] = []): Suggestion[] {
  const { name, type } = family
  const selector = selectorOf(name)
  const by = tellingLabel(labels)
  const grouped = by === undefined ? '' : ` by (${labelText(by)})`
  const each = by === undefined ? '' : `, for each ${by}`
  switch (type) {
    case 'counter':
      return [
        ...(by === undefined
          ? []
          : [graph(`How fast it grows${each}`, `sum${grouped} (rate(${selector}${WINDOW}))`)]),
        graph('How fast it grows in all', `sum(rate(${selector}${WINDOW}))`),
        graph('How fast each series grows', `rate(${selector}${WINDOW})`),
        table('How much it grew in the last hour', `sum${grouped} (increase(${selector}[1h]))`),
      ]
    case 'histogram':
      return histogramSuggestions(family, by)
    case 'summary':
      return [
        graph('The quantiles as they are', selector),
        graph(
          `The average${each}`,
          `sum${grouped} (rate(${selectorOf(`${name}_sum`)}${WINDOW})) / sum${grouped} (rate(${selectorOf(`${name}_count`)}${WINDOW}))`,
        ),
        graph(
          `How many observations a second${each}`,
          `sum${grouped} (rate(${selectorOf(`${name}_count`)}${WINDOW}))`,
        ),
      ]
    case 'info':
      return [
        table('What it tells', selector),
        ...(by === undefined ? [] : [table(`How many of each ${by}`, `count${grouped} (${selector})`)]),
      ]
    case 'gauge':
    case 'unknown':
      return [
        graph('As it is', selector),
        ...(by === undefined
          ? []
          : [
              graph(`The greatest${each}`, `max${grouped} (${selector})`),
              graph(`Added up${each}`, `sum${grouped} (${selector})`),
            ]),
        graph('The average of all', `avg(${selector})`),
        table('The ten greatest now', `topk(10, ${selector})`),
      ]
  }
}

function histogramSuggestions(family: MetricFamily, by: string | undefined): Suggestion[] {
  const { name } = family
  const classic = isClassicHistogram(family)
  const samples = selectorOf(classic ? `${name}_bucket` : name)
  const rate = `rate(${samples}${WINDOW})`
  const each = by === undefined ? '' : `, for each ${by}`
  const inside = [...(classic ? ['le'] : []), ...(by === undefined ? [] : [labelText(by)])]
  const quantile = (share: string, labels: readonly string[]): string =>
    `histogram_quantile(${share}, sum${labels.length === 0 ? '' : ` by (${labels.join(', ')})`} (${rate}))`
  const grouped = by === undefined ? '' : ` by (${labelText(by)})`
  const count = classic
    ? `sum${grouped} (rate(${selectorOf(`${name}_count`)}${WINDOW}))`
    : `histogram_count(sum${grouped} (${rate}))`
  const average = classic
    ? `sum${grouped} (rate(${selectorOf(`${name}_sum`)}${WINDOW})) / ${count}`
    : `histogram_avg(sum${grouped} (${rate}))`
  return [
    graph(`The median (p50)${each}`, quantile('0.5', inside)),
    graph(`What 95 % stay below (p95)${each}`, quantile('0.95', inside)),
    graph(`What 99 % stay below (p99)${each}`, quantile('0.99', inside)),
    graph(`The average${each}`, average),
    graph(`How many observations a second${each}`, count),
    { says: 'How they spread', query: `sum${classic ? ' by (le)' : ''} (${rate})`, view: 'heatmap' },
  ]
}

/** One that tells things apart without making too many of them; the names that people know first. */
function tellingLabel(labels: readonly LabelCount[]): string | undefined {
  const fit = labels.filter(
    ({ name, values }) => values > 1 && values <= 20 && name !== 'le' && name !== 'quantile',
  )
  const known = TELLING.find(name => fit.some(label => label.name === name))
  return known ?? [...fit].sort((a, b) => a.values - b.values)[0]?.name
}

function labelText(name: string): string {
  return isLegacyLabelName(name) ? name : JSON.stringify(name)
}

function graph(says: string, query: string): Suggestion {
  return { says, query, view: 'graph' }
}

function table(says: string, query: string): Suggestion {
  return { says, query, view: 'table' }
}

/** A few questions for a page without any, from what is there: one of each kind, what is likely to be known first. */
export function examplesFrom(families: readonly MetricFamily[]): Suggestion[] {
  const byName = new Map(families.map(family => [family.name, family]))
  const examples: Suggestion[] = []
  if (byName.has('up')) examples.push(table('Which targets are down', 'up == 0'))
  const pick = (type: MetricFamily['type'], ...liked: readonly RegExp[]): MetricFamily | undefined => {
    const all = families.filter(family => family.type === type)
    const known = liked.find(names => all.some(({ name }) => names.test(name)))
    return (
      all.find(({ name }) => known?.test(name)) ??
      all.find(({ name }) => !name.startsWith('vedette_')) ??
      all[0]
    )
  }
  const counter = pick('counter', /^http.*requests?_total$/, /requests?_total$/)
  const histogram = pick('histogram', /^http.*duration/, /duration_seconds$/)
  const gauge = pick('gauge', /resident_memory|^node_load1$|memory_(usage|working_set)/)
  for (const [family, take] of [
    [counter, 1],
    [histogram, 1],
    [histogram, 5],
    [gauge, 0],
  ] as const) {
    if (family === undefined) continue
    const suggestion = suggestionsFor(family)[family.type === 'counter' ? 0 : take]
    if (suggestion !== undefined)
      examples.push({ ...suggestion, says: `${family.name}: ${suggestion.says.toLowerCase()}` })
  }
  if (byName.has('up')) examples.push(graph('How many targets are up, for each job', 'sum by (job) (up)'))
  return examples
}
