/**
 * Series selectors, as the `match[]` parameters hold them: `up{job=~"a|b"}`, `{"http.requests", code!="200"}`.
 *
 * Only the selector, not PromQL around it. Reads what Prometheus's `ParseMetricSelector` reads and refuses the rest in its words.
 */
import { compileMatcher, type Matcher, type MatcherKind, METRIC_NAME, RegexError } from '@vedette/model'
import { describeToken, isMetricName, SelectorError, SelectorLexer, type Token } from './selector-lexer.ts'
import { unquote } from './selector-string.ts'

export { SelectorError } from './selector-lexer.ts'

/** The matchers of a selector. Throws SelectorError. */
export function parseSelector(text: string): Matcher[] {
  const lexer = new SelectorLexer(text)
  const unexpected = (token: Token, expected?: string): SelectorError =>
    new SelectorError(
      text,
      token.at,
      `unexpected ${describeToken(token)}${expected === undefined ? '' : ` in label matching, expected ${expected}`}`,
    )

  const matchers: Matcher[] = []
  let token = lexer.next()
  if (isMetricName(token)) {
    matchers.push({ kind: '=', name: METRIC_NAME, value: token.text })
    token = lexer.next()
  } else if (token.text !== '{') throw unexpected(token)

  if (token.text === '{' && token.kind === 'sign') {
    token = lexer.next()
    while (token.text !== '}' || token.kind !== 'sign') {
      const first = token
      if (first.kind !== 'identifier' && first.kind !== 'string') throw unexpected(first, 'identifier or "}"')
      token = lexer.next()
      if (token.kind === 'match') {
        const value = lexer.next()
        if (value.kind !== 'string') throw unexpected(value, 'string')
        const name = first.kind === 'string' ? unquote(first.text) : first.text
        matchers.push(checked(text, first.at, token.text as MatcherKind, name, unquote(value.text)))
        token = lexer.next()
      } else if (first.kind === 'string') {
        matchers.push({ kind: '=', name: METRIC_NAME, value: unquote(first.text) })
      } else throw unexpected(token, 'label matching operator')

      if (token.text === ',' && token.kind === 'sign') token = lexer.next()
      else if (token.text !== '}' || token.kind !== 'sign') throw unexpected(token, '"," or "}"')
    }
    token = lexer.next()
  }
  if (token.kind !== 'end') throw unexpected(token)
  return matchers
}

/** A selector that asks for everything (`{}`, `{job=~".*"}`) would walk the whole store; at least one matcher must rule something out. */
export function hasNonEmptyMatcher(matchers: readonly Matcher[]): boolean {
  return matchers.some(matcher => !compileMatcher(matcher)(''))
}

function checked(text: string, at: number, kind: MatcherKind, name: string, value: string): Matcher {
  const matcher = { kind, name, value }
  try {
    compileMatcher(matcher)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    const reason = error.cause instanceof Error ? error.cause.message : error.message
    throw new SelectorError(text, at, reason, { cause: error })
  }
  return matcher
}
