import type { Expr, Place } from '../../syntax/tree.ts'

/** Where an expression stands, without parentheses around it. */
export function innerPlace(expr: Expr): Place {
  return expr.kind === 'parens' ? innerPlace(expr.expr) : expr.place
}
