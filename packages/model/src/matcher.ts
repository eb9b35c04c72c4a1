/** A condition on one label, as in `{job="api", path=~"/v1/.*"}`. A missing label counts as the empty string. */
import { compileAnchored } from './regex.ts'

export type MatcherKind = '=' | '!=' | '=~' | '!~'

export interface Matcher {
  readonly kind: MatcherKind
  readonly name: string
  readonly value: string
}

/** The matcher as a test on a label's value. Throws RegexError for a pattern that RE2 does not accept. */
export function compileMatcher(matcher: Matcher): (value: string) => boolean {
  const { kind, value } = matcher
  switch (kind) {
    case '=':
      return actual => actual === value
    case '!=':
      return actual => actual !== value
    case '=~':
      return compileAnchored(value)
    case '!~': {
      const matches = compileAnchored(value)
      return actual => !matches(actual)
    }
  }
}

export function formatMatcher({ kind, name, value }: Matcher): string {
  return `${name}${kind}${JSON.stringify(value)}`
}
