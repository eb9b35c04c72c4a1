/**
 * Regular expressions as Prometheus understands them: Go's RE2 syntax, anchored at both ends, `.` also matching a line
 * break. RE2 runs in linear time, so a pattern from outside can't hang the process as JavaScript's own engine could.
 *
 * Most patterns in the wild are lists of words or a word with `.*` at an end; these never reach the engine.
 */
import { RE2JS } from 're2js'

export class RegexError extends Error {
  override name = 'RegexError'
}

const PLAIN = /^[^\\.+*?()|[\]{}^$]*$/

export function compileAnchored(pattern: string): (text: string) => boolean {
  if (PLAIN.test(pattern)) return text => text === pattern
  if (pattern === '.*') return () => true
  if (pattern === '.+') return text => text !== ''
  const words = pattern.split('|')
  if (words.every(word => PLAIN.test(word))) {
    const set = new Set(words)
    return text => set.has(text)
  }
  const inner = /^(\.[*+])?([^\\.+*?()|[\]{}^$]*)(\.[*+])?$/.exec(pattern)
  if (inner) {
    const [, before, word, after] = inner as unknown as [string, string?, string?, string?]
    return text => matchesAround(text, word ?? '', before, after)
  }
  const compiled = compileRe2(pattern)
  return text => compiled.matches(text)
}

/** The words of a pattern that is only a list of words (`a|b|c`), so that an index can look them up; else undefined. */
export function literalAlternatives(pattern: string): readonly string[] | undefined {
  const words = pattern.split('|')
  return words.every(word => PLAIN.test(word)) ? words : undefined
}

/** A compiled, anchored RE2 pattern, for callers that need its groups (relabelling, label_replace). */
export function compileRe2(pattern: string): RE2JS {
  try {
    const compiled = RE2JS.compile(`^(?s:${pattern})$`)
    // `a)|(?:b` would close our group and open another; by itself it is no pattern.
    if (pattern.includes(')')) RE2JS.compile(pattern)
    return compiled
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RegexError(`${JSON.stringify(pattern)} is not a valid regular expression: ${reason}`, { cause })
  }
}

function matchesAround(
  text: string,
  word: string,
  before: string | undefined,
  after: string | undefined,
): boolean {
  if (before === undefined && after === undefined) return text === word
  if (before === undefined) return text.startsWith(word) && text.length >= word.length + least(after)
  if (after === undefined) return text.endsWith(word) && text.length >= word.length + least(before)
  const from = text.indexOf(word, least(before))
  return from >= 0 && text.length >= from + word.length + least(after)
}

function least(wildcard: string | undefined): number {
  return wildcard === '.+' ? 1 : 0
}
