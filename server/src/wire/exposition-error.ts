/** Says where an exposition is broken: the line's number, what was expected, what stood there, and the line up to there. */
import { WireError, type WireErrorKind } from './wire-error.ts'

const MAX_EXCERPT = 120
const lossy = new TextDecoder()

/** `at` is the byte that does not fit, `lineStart` where its line begins. */
export function expositionError(
  bytes: Uint8Array,
  lineStart: number,
  at: number,
  expected: string,
  kind: WireErrorKind = 'malformed',
): WireError {
  const got = at < bytes.length ? quote(bytes, at, at + 1) : 'the end'
  return describedError(bytes, lineStart, Math.min(at + 1, bytes.length), `${expected}, got ${got}`, kind)
}

/** The same with words of one's own. */
export function describedError(
  bytes: Uint8Array,
  lineStart: number,
  to: number,
  words: string,
  kind: WireErrorKind = 'malformed',
): WireError {
  const line = lineNumber(bytes, lineStart)
  const from = Math.max(lineStart, to - MAX_EXCERPT)
  const cut = from > lineStart ? '…' : ''
  return new WireError(kind, `line ${line}: ${words} while parsing ${cut}${quote(bytes, from, to)}`, line)
}

export function quote(bytes: Uint8Array, from: number, to: number): string {
  const text = lossy.decode(bytes.subarray(from, Math.min(to, from + MAX_EXCERPT + 1)))
  return JSON.stringify(text)
}

function lineNumber(bytes: Uint8Array, at: number): number {
  let line = 1
  for (let i = bytes.indexOf(0x0a); i >= 0 && i < at; i = bytes.indexOf(0x0a, i + 1)) line++
  return line
}
