/** What a variable of type `query` asks: Grafana's little language of `label_values(...)` and its like, and what its answers are called. */
import type { Variable } from './dashboard.ts'
import { interpolate } from './interpolate.ts'
import type { Scope } from './scope.ts'
import type { Found } from './variable-choices.ts'

export type VariableQuestion =
  | { readonly asks: 'nothing' }
  | { readonly asks: 'label-names'; readonly selector?: string }
  | { readonly asks: 'label-values'; readonly label: string; readonly selector?: string }
  /** All names of metrics that the pattern (of JavaScript) finds something in. */
  | { readonly asks: 'metric-names'; readonly pattern: string }
  /** At the end of the range. */
  | { readonly asks: 'query'; readonly expr: string }
  | { readonly asks: 'series'; readonly selector: string }

/** Grafana's numbers for what the editor of variables was set to. */
const LABEL_NAMES = 0
const LABEL_VALUES = 1
const METRIC_NAMES = 2
const QUERY_RESULT = 3
const SERIES = 4
const CLASSIC = 5

export function variableQuestion(variable: Variable, scope: Scope): VariableQuestion {
  return questionOf(interpolate(queryText(variable.query), scope, 'promql'))
}

/** The object form holds the text as well; only if somebody left it out is it put together from the editor's fields. */
export function queryText(query: Variable['query']): string {
  if (query === undefined || query === null) return ''
  if (typeof query === 'string') return query
  if (typeof query.query === 'string' && query.query.trim() !== '') return query.query
  const field = (name: string): string => {
    const value = query[name]
    return typeof value === 'string' ? value : ''
  }
  switch (query.qryType) {
    case LABEL_NAMES:
      return `label_names(${field('match')})`
    case LABEL_VALUES: {
      const selector = selectorText(field('metric'), query.labelFilters)
      return selector === ''
        ? `label_values(${field('label')})`
        : `label_values(${selector}, ${field('label')})`
    }
    case METRIC_NAMES:
      return `metrics(${field('metric')})`
    case QUERY_RESULT:
      return `query_result(${field('varQuery').replace(/[\r\n]+/g, '')})`
    case SERIES:
      return field('seriesQuery')
    case CLASSIC:
      return field('classicQuery')
    default:
      return field('expr')
  }
}

function selectorText(metric: string, filters: unknown): string {
  const matchers = (Array.isArray(filters) ? filters : []).flatMap((filter: unknown) => {
    if (typeof filter !== 'object' || filter === null) return []
    const { label, op, value } = filter as Readonly<Record<string, unknown>>
    return typeof label === 'string' && typeof op === 'string' && typeof value === 'string'
      ? [`${label}${op}"${value}"`]
      : []
  })
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(', ')}}`
}

/** Of a text whose variables are put in. */
export function questionOf(text: string): VariableQuestion {
  const query = text.trim()
  if (query === '') return { asks: 'nothing' }
  const call = /^(label_names|label_values|metrics|query_result)\(([\s\S]*)\)$/.exec(query)
  const inner = call?.[2]?.trim() ?? ''
  switch (call?.[1]) {
    case 'label_names':
      return inner === ''
        ? { asks: 'label-names' }
        : // Grafana takes what stands there as a part of a metric's name.
          { asks: 'label-names', selector: isSelector(inner) ? inner : `{__name__=~".*${inner}.*"}` }
    case 'label_values': {
      if (inner === '') return { asks: 'nothing' }
      const comma = inner.lastIndexOf(',')
      const label = labelName(inner.slice(comma + 1))
      if (label === undefined) break
      const selector = comma === -1 ? '' : inner.slice(0, comma).trim()
      return isEmptySelector(selector)
        ? { asks: 'label-values', label }
        : { asks: 'label-values', label, selector }
    }
    case 'metrics':
      return inner === '' ? { asks: 'nothing' } : { asks: 'metric-names', pattern: inner }
    case 'query_result':
      return inner === '' ? { asks: 'nothing' } : { asks: 'query', expr: inner }
  }
  return { asks: 'series', selector: query }
}

function isSelector(text: string): boolean {
  return text.includes('{')
}

function isEmptySelector(text: string): boolean {
  return text === '' || text.replaceAll(/\s/g, '') === '{}'
}

/** As it is, or quoted where it is no name that PromQL takes without quotes. */
function labelName(text: string): string | undefined {
  const word = text.trim()
  const quoted = /^"((?:[^"\\]|\\.)+)"$/.exec(word)
  if (quoted !== null) return quoted[1]!.replace(/\\(.)/g, '$1')
  return /^[\p{L}_][\p{L}\p{N}_.:/-]*$/u.test(word) ? word : undefined
}

/** The names of labels, or the values of one. */
export function foundNames(names: readonly string[]): Found[] {
  return names.map(name => ({ text: name, value: name }))
}

/** Of `metric-names`, from all names of metrics. A pattern that can't be read is told in `problem`. */
export function foundMetrics(
  names: readonly string[],
  pattern: string,
): { readonly found: readonly Found[]; readonly problem?: string } {
  let expression: RegExp
  try {
    expression = new RegExp(pattern)
  } catch {
    return { found: [], problem: `metrics(${pattern}): that is no regular expression` }
  }
  return { found: foundNames(names.filter(name => expression.test(name))) }
}

type Labels = Readonly<Record<string, string>>

/** What an instant query answered, as Prometheus has it. */
export type InstantAnswer =
  | {
      readonly resultType: 'vector'
      readonly result: readonly { readonly metric: Labels; readonly value?: readonly [number, string] }[]
    }
  | { readonly resultType: 'scalar' | 'string'; readonly result: readonly [number, string] }

/** `name{label="value",...} value time`: what the variable's regular expression takes apart. */
export function foundSamples(answer: InstantAnswer): Found[] {
  if (answer.resultType !== 'vector') {
    const text = answer.result[1]
    return text === '' ? [] : [{ text, value: text }]
  }
  return answer.result.flatMap(({ metric, value }) => {
    if (value === undefined) return []
    const text = `${seriesText(metric)} ${value[1]} ${value[0] * 1_000}`
    return [{ text, value: text }]
  })
}

export function foundSeries(series: readonly Labels[]): Found[] {
  return foundNames(series.map(seriesText))
}

function seriesText(labels: Labels): string {
  const { __name__: name = '', ...others } = labels
  const inside = Object.entries(others).map(([label, value]) => `${label}="${value}"`)
  return `${name}{${inside.join(',')}}`
}
