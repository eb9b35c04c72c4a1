/** Computed durations become plain ones, once the query's step and range are known. */
import { QueryError } from '../evaluate/query-error.ts'
import { positionOf } from './place.ts'
import type { DurationExpr, Expr } from './tree.ts'
import { mapDurations } from './walk.ts'

export interface DurationTimes {
  /** 0 in an instant query. */
  readonly stepMs: number
  readonly rangeMs: number
  /** For the place in messages. */
  readonly query?: string
}

/** Throws QueryError where a length of time comes out as nothing, or less. */
export function resolveDurations(expr: Expr, times: DurationTimes): Expr {
  return mapDurations(expr, (duration, use) => {
    if (duration.kind === 'duration') return duration
    const seconds = secondsOf(duration, times)
    const failed = (problem: string): QueryError =>
      new QueryError(
        'execution',
        `${positionOf(times.query ?? '', duration.place.from)}: parse error: ${problem}`,
      )
    if (!Number.isFinite(seconds) || Math.abs(seconds) > 2 ** 63 / 1e9)
      throw failed('duration is out of range')
    if (use !== 'offset' && seconds <= 0) throw failed('duration must be greater than 0')
    return { kind: 'duration', ms: Math.trunc(seconds * 1000), place: duration.place }
  })
}

function secondsOf(expr: DurationExpr, times: DurationTimes): number {
  switch (expr.kind) {
    case 'duration':
      return expr.ms / 1000
    case 'factor':
      return expr.value
    case 'step':
      return times.stepMs / 1000
    case 'range':
      return times.rangeMs / 1000
    case 'negate':
      return -secondsOf(expr.of, times)
    case 'parens':
      return secondsOf(expr.of, times)
    case 'compute':
      return computed(expr.op, secondsOf(expr.left, times), secondsOf(expr.right, times), expr, times)
  }
}

function computed(
  op: '+' | '-' | '*' | '/' | '%' | '^' | 'min' | 'max',
  left: number,
  right: number,
  { right: divisor }: { readonly right: DurationExpr },
  { query = '' }: DurationTimes,
): number {
  const byZero = (what: string): QueryError =>
    new QueryError('execution', `${positionOf(query, divisor.place.from)}: parse error: ${what} by zero`)
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      if (right === 0) throw byZero('division')
      return left / right
    case '%':
      if (right === 0) throw byZero('modulo')
      return left % right
    case '^':
      return left ** right
    case 'min':
      return Math.min(left, right)
    case 'max':
      return Math.max(left, right)
  }
}
