/** Queries laid out for people: what is longer than a line is broken at its parts and indented, as Prometheus's `format_query` does it. */
import { printAggregationHead, printOperator, printQuery, printSubquerySuffix } from './print.ts'
import type { Expr } from './tree.ts'

const LINE_LENGTH = 100
const INDENT = '  '
const encoder = new TextEncoder()

export function formatQuery(expr: Expr, level = 0): string {
  const indent = INDENT.repeat(level)
  const line = printQuery(expr)
  const fits = encoder.encode(line).length <= LINE_LENGTH
  switch (expr.kind) {
    case 'subquery':
      return fits ? line : `${formatQuery(expr.expr, level)}${printSubquerySuffix(expr)}`
    case 'unary':
      return `${indent}${expr.op}${formatQuery(expr.expr, level).trim()}`
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return indent + line
  }
  if (fits) return indent + line
  switch (expr.kind) {
    case 'parens':
      return `${indent}(\n${formatQuery(expr.expr, level + 1)}\n${indent})`
    case 'call':
      return `${indent}${expr.name}(\n${expr.args.map(arg => formatQuery(arg, level + 1)).join(',\n')}\n${indent})`
    case 'aggregation': {
      const parts = expr.param === undefined ? [expr.expr] : [expr.param, expr.expr]
      return `${indent}${printAggregationHead(expr)}(\n${parts.map(part => formatQuery(part, level + 1)).join(',\n')}\n${indent})`
    }
    case 'binary':
      return `${formatQuery(expr.left, level + 1)}\n${indent}${printOperator(expr)}\n${formatQuery(expr.right, level + 1)}`
  }
}
