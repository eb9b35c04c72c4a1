/** Queries, selectors and label sets from text. */
import type { Labels, Matcher } from '@vedette/model'
import { compileMatcher, labelsFrom, METRIC_NAME } from '@vedette/model'
import { checkTypes } from './check.ts'
import type { Experimental } from './experimental.ts'
import { isMetricName } from './lexer.ts'
import { ParseError } from './parse-error.ts'
import { QueryParser } from './query-parser.ts'
import { TokenStream } from './token-stream.ts'
import type { Expr } from './tree.ts'

export interface ParseOptions {
  /** What Prometheus has behind feature flags; all of it, none (as it is by default), or some. */
  readonly experimental?: boolean | Partial<Experimental>
  /** In characters. */
  readonly maxLength?: number
  /** How deep expressions may stand in one another. */
  readonly maxDepth?: number
}

const MAX_LENGTH = 256 * 1024
const MAX_DEPTH = 1000

/** The type-checked tree of a query. Throws ParseError. */
export function parseQuery(text: string, options: ParseOptions = {}): Expr {
  refuseLong(text, options.maxLength)
  const parser = new QueryParser(
    new TokenStream(text),
    experimentalOf(options),
    options.maxDepth ?? MAX_DEPTH,
  )
  const expr = parser.query()
  checkTypes(text, expr)
  return expr
}

/** The matchers of a series selector, as `match[]` parameters hold them: `up{job=~"a|b"}`, `{"http.requests"}`. */
export function parseSelector(text: string, options: Pick<ParseOptions, 'maxLength'> = {}): Matcher[] {
  refuseLong(text, options.maxLength)
  const tokens = new TokenStream(text)
  const matchers: Matcher[] = []
  const named = isMetricName(tokens.current) ? tokens.advance() : undefined
  if (named === undefined && tokens.current.text !== '{') throw tokens.unexpected()
  if (named !== undefined) matchers.push({ kind: '=', name: METRIC_NAME, value: named.text })
  if (tokens.isSign('{')) matchers.push(...tokens.matchers())
  if (tokens.current.kind !== 'end') throw tokens.unexpected()
  return matchers
}

/** A label set as it is printed: `up{job="api"}`, `{"a name", job="api"}`. */
export function parseLabels(text: string): Labels {
  const matchers = parseSelector(text)
  for (const { kind } of matchers) {
    if (kind !== '=') {
      throw new ParseError(
        text,
        { from: 0, to: text.length },
        'a label set has only "=" between names and values',
      )
    }
  }
  return labelsFrom(matchers.map(({ name, value }) => [name, value] as const))
}

/** A selector that asks for everything (`{}`, `{job=~".*"}`) would walk the whole store; at least one matcher must rule something out. */
export function hasNonEmptyMatcher(matchers: readonly Matcher[]): boolean {
  return matchers.some(matcher => !compileMatcher(matcher)(''))
}

function experimentalOf({ experimental = false }: ParseOptions): Experimental {
  const all = experimental === true
  return {
    functions: all,
    durationExpressions: all,
    extendedRangeSelectors: all,
    fillModifiers: all,
    ...(typeof experimental === 'object' ? experimental : {}),
  }
}

function refuseLong(text: string, maxLength = MAX_LENGTH): void {
  if (text.length <= maxLength) return
  throw new ParseError(
    text.slice(0, 100),
    { from: 0, to: 1 },
    `the query is ${text.length} characters long, more than the limit of ${maxLength}`,
  )
}
