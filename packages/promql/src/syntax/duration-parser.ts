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
const EXPECTED = 'number, duration, step(), or range()'

/** The length of a range or of a subquery, greater than nothing. */
export function rangeExpr(tokens: TokenStream, experimental: Experimental): DurationExpr {
  const range = durationExpr(tokens, experimental)
  if (range.kind === 'duration' && range.ms <= 0) {
    throw tokens.error(range.place, 'duration must be greater than 0')
  }
  return range
}

export function durationExpr(tokens: TokenStream, experimental: Experimental): DurationExpr {
  return settled(tokens, new DurationParser(tokens, 'subquery or range selector').expr(0, 0), experimental)
}

export function offsetExpr(tokens: TokenStream, experimental: Experimental): DurationExpr {
  return settled(tokens, new DurationParser(tokens, 'offset').signed(0), experimental)
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
  readonly #context: string

  constructor(tokens: TokenStream, context: string) {
    this.#tokens = tokens
    this.#context = context
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
      this.#context === 'offset' && depth === 0
        ? this.signed(depth + 1)
        : this.expr(UNARY_STRENGTH, depth + 1)
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
      tokens.take(')')
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
      tokens.take('(', this.#context, EXPECTED)
      tokens.take(')')
      return { kind: word, place: this.#since(place) }
    }
    const extreme = EXTREMES.get(word)
    if (extreme !== undefined) {
      tokens.advance()
      tokens.take('(', this.#context, EXPECTED)
      const left = this.expr(0, depth + 1)
      tokens.take(',')
      const right = this.expr(0, depth + 1)
      tokens.take(')')
      return { kind: 'compute', op: extreme, left, right, place: this.#since(place) }
    }
    throw tokens.unexpected(this.#context, EXPECTED)
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
