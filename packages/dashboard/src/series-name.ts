/** What a series is called in a legend: by a template, or by no more than tells it from its neighbours. */

import type { FieldLabels } from './frame.ts'

/** `{{service}} p95`, as Grafana has it: a label that is not there leaves nothing. `__auto` and nothing mean short names. */
export function seriesNames(series: readonly FieldLabels[], template?: string, query?: string): string[] {
  if (template !== undefined && template !== '' && template !== '__auto') {
    return series.map(labels => fillTemplate(template, labels))
  }
  const differing = differingLabels(series)
  return series.map(labels => shortName(labels, differing, query))
}

export function fillTemplate(template: string, labels: FieldLabels): string {
  return template.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name: string) => labelOf(labels, name) ?? '')
}

/** A label may be called `constructor`: only what is the series' own counts. */
export function labelOf(labels: FieldLabels | undefined, name: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, name) ? labels[name] : undefined
}

/** In alphabetical order, the metric's name first. */
export function differingLabels(series: readonly FieldLabels[]): string[] {
  const [first] = series
  if (first === undefined || series.length === 1) return []
  const differing = new Set<string>()
  for (const labels of series) {
    for (const name in labels) if (labels[name] !== labelOf(first, name)) differing.add(name)
    for (const name in first) if (labelOf(labels, name) !== first[name]) differing.add(name)
  }
  return [...differing].sort((a, b) => (a === '__name__' ? -1 : b === '__name__' ? 1 : a < b ? -1 : 1))
}

/** `up{job="shop"}`, the way it is asked for. */
export function fullName(labels: FieldLabels): string {
  const { __name__: metric = '', ...rest } = labels
  const pairs = Object.keys(rest)
    .sort()
    .map(name => `${name}=${JSON.stringify(rest[name])}`)
  return pairs.length === 0 && metric !== '' ? metric : `${metric}{${pairs.join(', ')}}`
}

/** By the labels in which it differs from its neighbours; all of them if there are none. */
export function shortName(labels: FieldLabels, differing: readonly string[], query?: string): string {
  if (differing.length === 0) {
    const name = fullName(labels)
    if (name === '{}') return query ?? 'value'
    const values = Object.values(labels)
    // `{service="cart"}` says no more than `cart`; its title has the rest.
    return values.length === 1 && values[0] !== '' ? values[0]! : name
  }
  // One label speaks for itself; of several it has to be said which is which, unless they are as plain as a method and a code.
  if (differing.length <= 2 || (differing.length === 3 && differing[0] === '__name__')) {
    return differing.map(name => labelOf(labels, name) || '–').join(' · ')
  }
  return differing
    .filter(name => labelOf(labels, name) !== undefined)
    .map(name => (name === '__name__' ? labels[name]! : `${name}=${labels[name]}`))
    .join(', ')
}
