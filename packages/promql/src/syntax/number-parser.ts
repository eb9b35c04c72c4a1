/** Numbers where a query has them: as expressions, after `@`, in `fill(...)`. */
import { parseDurationMs } from '@vedette/model'
import { numberOf } from './number.ts'
import { quote } from './quoted.ts'
import { placeOf, type TokenStream } from './token-stream.ts'
import type { AtModifier, NumberLiteral, Place } from './tree.ts'

/** A number, or a duration in seconds, with its sign. */
export function signedNumber(tokens: TokenStream, context = '', expected = ''): NumberLiteral {
  const { at, kind, text } = tokens.current
  const signed = kind === 'operator' && (text === '-' || text === '+')
  if (signed) tokens.advance()
  const token = tokens.current
  if (token.kind !== 'number' && token.kind !== 'duration') throw tokens.unexpected(context, expected)
  tokens.advance()
  const magnitude =
    token.kind === 'duration' ? durationMsOf(tokens, token.text, placeOf(token)) / 1000 : numberOf(token.text)
  if (magnitude === undefined) {
    throw tokens.error(
      placeOf(token),
      `error parsing number: strconv.ParseFloat: parsing ${quote(token.text)}: invalid syntax`,
    )
  }
  return {
    kind: 'number',
    value: signed && text === '-' ? -magnitude : magnitude,
    isDuration: token.kind === 'duration',
    place: { from: at, to: tokens.lastEnd },
  }
}

export function durationMsOf(tokens: TokenStream, text: string, place: Place): number {
  const ms = parseDurationMs(text)
  if (ms === undefined) throw tokens.error(place, `not a valid duration string: ${quote(text)}`)
  return ms
}

const MOST_SECONDS = 2 ** 63 / 1000

/** `of`: what it modifies, at which the message points. */
export function atModifierOf(tokens: TokenStream, of: Place): AtModifier {
  const { current } = tokens
  if (current.kind === 'keyword' && (current.word === 'start' || current.word === 'end')) {
    tokens.advance()
    tokens.take('(', '@', 'timestamp')
    tokens.take(')', '@', 'timestamp')
    return { kind: current.word }
  }
  const { value } = signedNumber(tokens, '@', 'timestamp')
  if (!(Math.abs(value) < MOST_SECONDS)) {
    throw tokens.error(of, `timestamp out of bounds for @ modifier: ${sixDecimals(value)}`)
  }
  return { kind: 'time', timeMs: Math.round(value * 1000) }
}

/** As Go's `%f`. */
function sixDecimals(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return `${BigInt(value)}.000000`
}
