/**
 * Which expressions have the same value at every step, because all of their selectors say `@`: they are evaluated once and the answer stands at
 * every step.
 */
import type { Expr } from '../syntax/tree.ts'

/** Functions whose answer depends on the time of evaluation beside their arguments. */
const OF_THE_MOMENT = new Set([
  'days_in_month',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'hour',
  'minute',
  'month',
  'year',
  'predict_linear',
  'time',
  'timestamp',
])

/** `constant`: the same at every step and not worth evaluating apart: literals. */
export type Invariance = 'varies' | 'constant' | 'invariant'

export function invarianceOf(expr: Expr): Invariance {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return 'constant'
    case 'vector':
      return expr.at === undefined ? 'varies' : 'invariant'
    case 'matrix':
      return invarianceOf(expr.selector)
    case 'subquery':
      return expr.at === undefined ? 'varies' : 'invariant'
    case 'parens':
    case 'unary':
    case 'aggregation':
      return invarianceOf(expr.expr)
    case 'binary':
      return joint([expr.left, expr.right])
    case 'call':
      return OF_THE_MOMENT.has(expr.name) ? 'varies' : joint(expr.args)
  }
}

function joint(parts: readonly Expr[]): Invariance {
  const kinds = parts.map(invarianceOf)
  if (kinds.includes('varies')) return 'varies'
  return 'invariant'
}
