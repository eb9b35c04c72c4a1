/** A query as it would be written to be about one moment, whenever it is asked: `@` on every selector and subquery that names no time. */
import type { AtModifier, Expr, VectorSelector } from '../syntax/tree.ts'

/** Functions whose answer depends on when they are asked, whatever their arguments are. */
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
  'start',
  'end',
  'range',
  'step',
])

/** undefined where that would be another query. */
export function withAt(expr: Expr, timeMs: number): Expr | undefined {
  let ofTheMoment = false
  const fixed = (at: AtModifier | undefined): AtModifier =>
    at?.kind === 'time' ? at : { kind: 'time', timeMs }
  const selector = (node: VectorSelector): VectorSelector => ({ ...node, at: fixed(node.at) })

  function change(node: Expr): Expr {
    switch (node.kind) {
      case 'number':
      case 'string':
        return node
      case 'vector':
        return selector(node)
      case 'matrix':
        return { ...node, selector: selector(node.selector) }
      case 'subquery':
        // What stands within is evaluated at the subquery's own times, which are fixed with it.
        return { ...node, at: fixed(node.at) }
      case 'call':
        if (OF_THE_MOMENT.has(node.name)) ofTheMoment = true
        return { ...node, args: node.args.map(change) }
      case 'aggregation':
        return { ...node, expr: change(node.expr), param: node.param && change(node.param) }
      case 'binary':
        return { ...node, left: change(node.left), right: change(node.right) }
      case 'unary':
      case 'parens':
        return { ...node, expr: change(node.expr) }
    }
  }
  const changed = change(expr)
  return ofTheMoment ? undefined : changed
}
