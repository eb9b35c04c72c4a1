/** `expect fail|warn|info|no_warn|no_info|ordered`, with `msg:` a text or `regex:` a pattern. */
import { compileAnchored } from '@vedette/model'

export type ExpectationKind = 'ordered' | 'fail' | 'warn' | 'no_warn' | 'info' | 'no_info'

export interface Expectation {
  readonly kind: ExpectationKind
  /** To be met exactly. */
  readonly message?: string
  readonly pattern?: { readonly source: string; readonly matches: (text: string) => boolean }
}

const EXPECT = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/

export function parseExpectation(line: string): Expectation {
  const match = EXPECT.exec(line)
  if (match === null) {
    throw new Error('invalid expect statement, must match `expect <type> <match_type>: <string>` format')
  }
  const kind = match[1] as ExpectationKind
  const text = match[3]?.trim()
  if (text === undefined) return { kind }
  if (match[2] === 'msg') return { kind, message: text }
  // Messages are searched; model's patterns are anchored.
  return { kind, pattern: { source: text, matches: compileAnchored(`.*(?:${text}).*`) } }
}

/** An expectation without words is met by any. */
export function meets(actual: string, { message, pattern }: Expectation): boolean {
  return message === undefined ? (pattern?.matches(actual) ?? true) : actual === message
}

export function wordsOf({ message, pattern }: Expectation): string {
  return message === undefined ? `pattern ${JSON.stringify(pattern?.source ?? '')}` : JSON.stringify(message)
}
