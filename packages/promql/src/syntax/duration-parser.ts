/** Lengths of time in brackets and after `offset`: plain, or computed where that is enabled. */

import type { Experimental } from './experimental.ts'
import { numberOf } from './number.ts'
import { durationMsOf } from './number-parser.ts'
import { placeOf, type TokenStream } from './token-stream.ts'
import type { DurationExpr, Place } from './tree.ts'

const STRENGTH: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 4 }
/** Prometheus 3.5 to 3.9 had the shorter names. */
const EXTREMES = new Map<string, 'min' | 'max'>([
  ['min_of', 'min'],
  ['max_of', 'max'],
  ['min', 'min'],
  ['max', 'max'],
])
const UNARY_STRENGTH = 2
const MOST_MS = 2 ** 63 / 1e6

/** Where a duration stands, as errors tell it, and what may stand there. */
interface Position {
  readonly context: string
  readonly expected: string
}

const RANGE: Position = {
  context: 'subquery or range selector',
  expected: 'number, duration, step(), or range()',
}
const STEP: Position = {
  context: 'subquery selector',
  expected: 'number, duration, step(), range(), or "]"',
}
const OFFSET: Position = { context: 'offset', expected: RANGE.expected }

/** The length of a range or of a subquery. */
export function rangeExpr(tokens: TokenStream, experimental: Experimental): DurationExpr {
  return positive(tokens, RANGE, experimental)
}

/** How far the evaluations of a subquery are apart. */
export function stepExpr(tokens: TokenStream, experimental: Experimental): DurationExpr {
  return positive(tokens, STEP, experimental)
}

export function offsetExpr(tokens: TokenStream, experimental: Experimental): DurationExpr {
  return settled(tokens, new DurationParser(tokens, OFFSET).signed(0), experimental)
}

function positive(tokens: TokenStream, position: Position, experimental: Experimental): DurationExpr {
  const expr = settled(tokens, new DurationParser(tokens, position).expr(0, 0), experimental)
  if (expr.kind !== 'duration' || expr.ms > 0) return expr
  throw tokens.error(expr.place, 'duration must be greater than 0')
}

/** What is only a number becomes a plain duration; what is computed must be enabled. */
function settled(tokens: TokenStream, expr: DurationExpr, experimental: Experimental): DurationExpr {
  const plain = plainMs(expr)
  if (plain !== undefined) {
    if (!(Math.abs(plain) < MOST_MS)) throw tokens.error(expr.place, 'duration out of range')
    return { kind: 'duration', ms: plain, place: expr.place }
  }
  if (!experimental.durationExpressions) {
    throw tokens.error(expr.place, 'experimental duration expression is not enabled')
  }
  return expr
}

function plainMs(expr: DurationExpr): number | undefined {
  if (expr.kind === 'duration') return expr.ms
  if (expr.kind === 'factor') return Math.round(expr.value * 1000)
  if (expr.kind !== 'negate' || (expr.of.kind !== 'duration' && expr.of.kind !== 'factor')) return undefined
  const ms = plainMs(expr.of)
  return ms === undefined ? undefined : -ms
}

class DurationParser {
  readonly #tokens: TokenStream
  readonly #position: Position

  constructor(tokens: TokenStream, position: Position) {
    this.#tokens = tokens
    this.#position = position
  }

  expr(above: number, depth: number): DurationExpr {
    const tokens = this.#tokens
    let left = this.signed(depth)
    for (let length = 0; ; length++) {
      const op = tokens.current.kind === 'operator' ? tokens.current.text : ''
      const strength = STRENGTH[op]
      if (strength === undefined || strength <= above) return left
      if (length > 100) throw this.#tooDeep()
      tokens.advance()
      const right = this.expr(op === '^' ? strength - 1 : strength, depth + 1)
      left = {
        kind: 'compute',
        op: op as '+',
        left,
        right,
        place: { from: left.place.from, to: right.place.to },
      }
    }
  }

  signed(depth: number): DurationExpr {
    if (depth > 100) throw this.#tooDeep()
    const tokens = this.#tokens
    const { at, kind, text } = tokens.current
    if (kind !== 'operator' || (text !== '-' && text !== '+')) return this.#primary(depth)
    tokens.advance()
    const of =
      this.#position === OFFSET && depth === 0 ? this.signed(depth + 1) : this.expr(UNARY_STRENGTH, depth + 1)
    const place = { from: at, to: of.place.to }
    return text === '+' ? { ...of, place } : { kind: 'negate', of, place }
  }

  #primary(depth: number): DurationExpr {
    const tokens = this.#tokens
    const token = tokens.current
    const place = placeOf(token)
    if (tokens.isSign('(')) {
      tokens.advance()
      const of = this.expr(0, depth + 1)
      this.#take(')')
      return { kind: 'parens', of, place: this.#since(place) }
    }
    if (token.kind === 'duration') {
      tokens.advance()
      return { kind: 'duration', ms: durationMsOf(tokens, token.text, place), place }
    }
    if (token.kind === 'number') {
      const value = numberOf(token.text)
      if (value === undefined || !Number.isFinite(value)) throw tokens.error(place, 'duration out of range')
      tokens.advance()
      return { kind: 'factor', value, place }
    }
    const { word } = token
    if (word === 'step' || word === 'range') {
      tokens.advance()
      this.#take('(')
      this.#take(')')
      return { kind: word, place: this.#since(place) }
    }
    const extreme = EXTREMES.get(word)
    if (extreme !== undefined) {
      tokens.advance()
      this.#take('(')
      const left = this.expr(0, depth + 1)
      this.#take(',')
      const right = this.expr(0, depth + 1)
      this.#take(')')
      return { kind: 'compute', op: extreme, left, right, place: this.#since(place) }
    }
    throw tokens.unexpected(this.#position.context, this.#position.expected)
  }

  #take(sign: string): void {
    this.#tokens.take(sign, this.#position.context, this.#position.expected)
  }

  #since(place: Place): Place {
    return { from: place.from, to: this.#tokens.lastEnd }
  }

  #tooDeep(): Error {
    return this.#tokens.error(
      placeOf(this.#tokens.current),
      'the duration expression is too long or too deep',
    )
  }
}
