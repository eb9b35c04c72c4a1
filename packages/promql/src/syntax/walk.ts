/** Trees rebuilt and looked through. */
import type { DurationExpr, Expr } from './tree.ts'

/** What stands directly in an expression, from the left. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector':
      return []
    case 'matrix':
      return [expr.selector]
    case 'subquery':
    case 'unary':
    case 'parens':
      return [expr.expr]
    case 'call':
      return expr.args
    case 'aggregation':
      return expr.param === undefined ? [expr.expr] : [expr.param, expr.expr]
    case 'binary':
      return [expr.left, expr.right]
  }
}

/** The expression and all that stands in it, outermost first. */
export function* expressionsIn(expr: Expr): Iterable<Expr> {
  yield expr
  for (const child of childrenOf(expr)) yield* expressionsIn(child)
}

/** The tree with every duration changed; the same objects where nothing changes. */
export function mapDurations(
  expr: Expr,
  change: (duration: DurationExpr, use: 'range' | 'step' | 'offset') => DurationExpr,
): Expr {
  const through = (inner: Expr): Expr => mapDurations(inner, change)
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr
    case 'vector':
      return expr.offset === undefined ? expr : changed(expr, { offset: change(expr.offset, 'offset') })
    case 'matrix':
      return changed(expr, {
        selector: through(expr.selector) as typeof expr.selector,
        range: change(expr.range, 'range'),
      })
    case 'subquery':
      return changed(expr, {
        expr: through(expr.expr),
        range: change(expr.range, 'range'),
        step: expr.step === undefined ? undefined : change(expr.step, 'step'),
        offset: expr.offset === undefined ? undefined : change(expr.offset, 'offset'),
      })
    case 'call': {
      const args = expr.args.map(through)
      return args.every((arg, i) => arg === expr.args[i]) ? expr : { ...expr, args }
    }
    case 'aggregation':
      return changed(expr, {
        expr: through(expr.expr),
        param: expr.param === undefined ? undefined : through(expr.param),
      })
    case 'binary':
      return changed(expr, { left: through(expr.left), right: through(expr.right) })
    case 'unary':
    case 'parens':
      return changed(expr, { expr: through(expr.expr) })
  }
}

function changed<E extends Expr>(expr: E, parts: Partial<E>): E {
  for (const key of Object.keys(parts) as (keyof E)[])
    if (parts[key] !== expr[key]) return { ...expr, ...parts }
  return expr
}

export function withoutParens(expr: Expr): Expr {
  return expr.kind === 'parens' ? withoutParens(expr.expr) : expr
}
