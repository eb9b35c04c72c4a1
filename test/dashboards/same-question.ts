/**
 * Does a panel ask what the catalogue asks? It may narrow the question down (more matchers), add series up (so that a past under other labels
 * joins the present), fill in zeros, and do something with the answer; it may not ask of other metrics, over other spans, by fewer labels.
 */
import { type Expr, expressionsIn, parseQuery, type VectorSelector } from '@vedette/promql'

export function asksTheSame(ours: string, theirs: string): boolean {
  const [own, wanted] = [parseQuery(ours), parseQuery(theirs)]
  const labels = groupingOf(own)
  if (![...groupingOf(wanted)].every(label => label === 'le' || labels.has(label))) return false
  const core = coreOf(wanted)
  return [...expressionsIn(coreOf(own))].some(part => isSame(part, core))
}

function groupingOf(expr: Expr): Set<string> {
  return new Set([...expressionsIn(expr)].flatMap(part => (part.kind === 'aggregation' ? part.grouping : [])))
}

const ADDING_UP = ['sum', 'avg', 'min', 'max']

/** Without parentheses, sums and the like, zeros where nothing is, and the condition that there is anything. */
function coreOf(expr: Expr): Expr {
  switch (expr.kind) {
    case 'parens':
      return coreOf(expr.expr)
    case 'aggregation':
      return ADDING_UP.includes(expr.name) ? coreOf(expr.expr) : { ...expr, expr: coreOf(expr.expr) }
    case 'call':
      return { ...expr, args: expr.args.map(coreOf) }
    case 'binary': {
      const left = coreOf(expr.left)
      const right = coreOf(expr.right)
      if (expr.op === 'or' && isZeros(right)) return left
      if (expr.op === '>' && isNumber(right, 0)) return left
      return { ...expr, left, right }
    }
    case 'unary':
    case 'subquery':
      return { ...expr, expr: coreOf(expr.expr) }
    default:
      return expr
  }
}

function isNumber(expr: Expr, value: number): boolean {
  return expr.kind === 'number' && expr.value === value
}

/** `vector(0)`, or `0 * something`. */
function isZeros(expr: Expr): boolean {
  if (expr.kind === 'call') return expr.name === 'vector' && isNumber(expr.args[0]!, 0)
  return expr.kind === 'binary' && expr.op === '*' && isNumber(expr.left, 0)
}

function isSame(ours: Expr, theirs: Expr): boolean {
  if (ours.kind === 'number') return theirs.kind === 'number' && ours.value === theirs.value
  if (ours.kind === 'vector') return theirs.kind === 'vector' && isNarrower(ours, theirs)
  if (ours.kind === 'matrix')
    return (
      theirs.kind === 'matrix' &&
      isNarrower(ours.selector, theirs.selector) &&
      ours.range.kind === 'duration' &&
      theirs.range.kind === 'duration' &&
      ours.range.ms === theirs.range.ms
    )
  if (ours.kind === 'call')
    return (
      theirs.kind === 'call' &&
      ours.name === theirs.name &&
      ours.args.length === theirs.args.length &&
      ours.args.every((arg, i) => isSame(arg, theirs.args[i]!))
    )
  if (ours.kind === 'aggregation')
    return (
      theirs.kind === 'aggregation' &&
      ours.name === theirs.name &&
      (ours.param === undefined) === (theirs.param === undefined) &&
      (ours.param === undefined || isSame(ours.param, theirs.param!)) &&
      isSame(ours.expr, theirs.expr)
    )
  if (ours.kind === 'binary')
    return (
      theirs.kind === 'binary' &&
      ours.op === theirs.op &&
      isSame(ours.left, theirs.left) &&
      isSame(ours.right, theirs.right)
    )
  return false
}

function isNarrower(ours: VectorSelector, theirs: VectorSelector): boolean {
  return theirs.matchers.every(wanted =>
    ours.matchers.some(
      ({ name, kind, value }) => name === wanted.name && kind === wanted.kind && value === wanted.value,
    ),
  )
}
