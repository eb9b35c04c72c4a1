/** The unit that a query's values have, as far as names give it away: what is rated is per second, what is divided by its like has none. */
import { METRIC_NAME } from '@vedette/model'
import { type Expr, parseQuery } from '@vedette/promql'
import { readable } from './query-variables.ts'

/** Of Grafana's units; `short` where nobody can tell. */
export function unitOfQuery(query: string): string {
  try {
    return GRAFANA[asCount(unitOf(treeOf(query)))] ?? 'short'
  } catch {
    return 'short'
  }
}

/** Of the bounds of a histogram's buckets: whatever was done to their counts. */
export function unitOfBounds(query: string): string {
  try {
    return GRAFANA[boundsOf(unitOf(treeOf(query)))] ?? 'short'
  } catch {
    return 'short'
  }
}

function treeOf(query: string): Expr {
  return parseQuery(readable(query).text, { experimental: true })
}

type Unit =
  | 's'
  | 'bytes'
  | 'ratio'
  | 'count'
  | 'celsius'
  | 'when'
  | 'requests'
  | `${string}/s`
  /** Counts in buckets, whose bounds have this unit. */
  | `in ${string}`
  | 'percent'
  | 'none'

const GRAFANA: Readonly<Record<string, string>> = {
  s: 's',
  bytes: 'bytes',
  ratio: 'percentunit',
  percent: 'percent',
  celsius: 'celsius',
  when: 'dateTimeAsIso',
  'bytes/s': 'binBps',
  'requests/s': 'reqps',
  'count/s': 'cps',
}

/** Functions whose values are in the unit of what they are given. */
const KEEPING =
  /^((avg|min|max|sum|last|first|quantile|stddev|mad)_over_time|increase|delta|idelta|abs|ceil|floor|round|clamp(_min|_max)?|sort(_desc)?|sort_by_label(_desc)?|label_(replace|join)|scalar|predict_linear|histogram_(sum|avg|stddev|quantiles?)|double_exponential_smoothing|info)$/

function unitOf(expr: Expr): Unit {
  switch (expr.kind) {
    case 'vector':
      return unitOfName(
        expr.name ??
          expr.matchers.find(({ name, kind }) => name === METRIC_NAME && kind === '=')?.value ??
          '',
      )
    case 'matrix':
      return unitOf(expr.selector)
    case 'subquery':
    case 'parens':
    case 'unary':
      return unitOf(expr.expr)
    case 'aggregation':
      return /^(count|group|count_values|stdvar)$/.test(expr.name) ? 'none' : unitOf(expr.expr)
    case 'call': {
      const { name, args } = expr
      const given = args.find(arg => arg.kind !== 'number' && arg.kind !== 'string')
      if (given === undefined) return 'none'
      if (name === 'histogram_quantile' || name === 'histogram_avg') return boundsOf(unitOf(given))
      if (name === 'histogram_count') return 'count/s'
      if (name === 'histogram_fraction') return 'ratio'
      if (/^(rate|irate|deriv)$/.test(name)) return perSecond(unitOf(given))
      return KEEPING.test(name) ? unitOf(given) : 'none'
    }
    case 'binary':
      return unitOfBinary(expr)
    case 'number':
    case 'string':
      return 'none'
  }
}

function unitOfBinary({ op, left, right, returnBool }: Extract<Expr, { kind: 'binary' }>): Unit {
  if (returnBool) return 'none'
  const [a, b] = [unitOf(left), unitOf(right)].map(asCount) as [Unit, Unit]
  const [aNumber, bNumber] = [numberIn(left), numberIn(right)]
  switch (op) {
    case '*':
      if (aNumber === 100 && b === 'ratio') return 'percent'
      if (bNumber === 100 && a === 'ratio') return 'percent'
      return 'none'
    case '/':
      if (aNumber !== undefined || bNumber !== undefined) return 'none'
      if (a === b) return a === 'none' ? 'none' : 'ratio'
      // The sum of a histogram by its count.
      return b === 'count/s' ? withoutPerSecond(a) : 'none'
    case '+':
    case '-':
      return aNumber !== undefined ? b : bNumber !== undefined || a === b ? a : 'none'
    case '%':
    case '^':
    case 'atan2':
      return 'none'
    default:
      return aNumber !== undefined ? b : a
  }
}

function numberIn(expr: Expr): number | undefined {
  return expr.kind === 'number' ? expr.value : expr.kind === 'parens' ? numberIn(expr.expr) : undefined
}

function unitOfName(name: string): Unit {
  if (name.endsWith('_bucket')) return `in ${unitOfName(name.slice(0, -'_bucket'.length))}`
  const base = name.replace(/(_total|_sum)$/, '')
  if (name.endsWith('_count')) return 'count'
  if (/(timestamp|start_time)_seconds$|_created$/.test(name)) return 'when'
  if (base.endsWith('_seconds')) return 's'
  if (base.endsWith('_bytes')) return 'bytes'
  if (base.endsWith('_ratio')) return 'ratio'
  if (base.endsWith('_percent')) return 'percent'
  if (base.endsWith('_celsius')) return 'celsius'
  if (/requests_total$/.test(name)) return 'requests'
  return name.endsWith('_total') ? 'count' : 'none'
}

function perSecond(unit: Unit): Unit {
  // Seconds a second: which share of the time, of one core for instance.
  if (unit === 's') return 's/s'
  return unit === 'none' ? 'none' : `${unit}/s`
}

function asCount(unit: Unit): Unit {
  if (!unit.startsWith('in ')) return unit
  return unit.endsWith('/s') ? 'count/s' : 'count'
}

function boundsOf(unit: Unit): Unit {
  const whole = withoutPerSecond(unit)
  return whole.startsWith('in ') ? (whole.slice('in '.length) as Unit) : whole
}

function withoutPerSecond(unit: Unit): Unit {
  return unit.endsWith('/s') ? (unit.slice(0, -2) as Unit) : unit
}
