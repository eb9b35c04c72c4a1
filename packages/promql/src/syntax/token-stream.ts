/** The words of a query one after the other, with one to look ahead, and what several readers read of them: matchers, label lists. */
import { compileMatcher, type Matcher, type MatcherKind, METRIC_NAME, RegexError } from '@vedette/model'
import { describeToken, isMetricName, Lexer, type Token } from './lexer.ts'
import { ParseError } from './parse-error.ts'
import { quote, unquote } from './quoted.ts'
import type { Place } from './tree.ts'

export class TokenStream {
  readonly text: string
  readonly #lexer: Lexer
  /** Read when it is first looked at: what is wrong with words before it is told first. */
  #current: Token | undefined
  /** Where the word before the current one ends. */
  lastEnd = 0
  #ahead: Token | undefined
  /** How many aggregations have begun and not ended: what is unexpected anywhere within one is told as being so. */
  openAggregations = 0

  constructor(text: string) {
    this.text = text
    this.#lexer = new Lexer(text)
  }

  get current(): Token {
    this.#current ??= this.#lexer.next()
    return this.#current
  }

  /** Takes the current word. */
  advance(): Token {
    const taken = this.current
    this.lastEnd = taken.at + taken.text.length
    this.#current = this.#ahead
    this.#ahead = undefined
    return taken
  }

  /** The word after the current one, still to come. */
  peek(): Token {
    this.#current ??= this.#lexer.next()
    this.#ahead ??= this.#lexer.next()
    return this.#ahead
  }

  get isAtEnd(): boolean {
    return this.current.kind === 'end'
  }

  isSign(sign: string): boolean {
    return this.current.kind === 'sign' && this.current.text === sign
  }

  isKeyword(word: string): boolean {
    return this.current.kind === 'keyword' && this.current.word === word
  }

  /** Whether an expression may begin here. */
  get beginsExpression(): boolean {
    const { kind, text } = this.current
    if (kind === 'sign') return text === '(' || text === '{'
    if (kind === 'operator') return text === '+' || text === '-'
    return kind === 'number' || kind === 'duration' || kind === 'string' || isMetricName(this.current)
  }

  /** Takes the sign, or says what was found instead. */
  take(sign: string, context = '', expected = ''): void {
    if (!this.isSign(sign)) throw this.unexpected(context, expected)
    this.advance()
  }

  unexpected(context = '', expected = ''): ParseError {
    const where = context === '' && this.openAggregations > 0 ? 'aggregation' : context
    const within = where === '' ? '' : ` in ${where}`
    const wanted = expected === '' ? '' : `, expected ${expected}`
    return this.error(placeOf(this.current), `unexpected ${describeToken(this.current)}${within}${wanted}`)
  }

  error(place: Place, problem: string, options?: { cause: unknown }): ParseError {
    return new ParseError(this.text, place, problem, options)
  }

  /** What stands in braces. */
  matchers(): Matcher[] {
    const matchers: Matcher[] = []
    let quotedName: string | undefined
    this.take('{')
    while (!this.isSign('}')) {
      const first = this.current
      if (first.kind !== 'identifier' && first.kind !== 'string') {
        throw this.unexpected('label matching', 'identifier or "}"')
      }
      this.advance()
      if (this.current.kind === 'match') {
        const kind = this.advance().text as MatcherKind
        const value: Token = this.current
        if (value.kind !== 'string') throw this.unexpected('label matching', 'string')
        this.advance()
        const name = first.kind === 'string' ? unquote(first.text) : first.text
        matchers.push(this.#checked({ kind, name, value: unquote(value.text) }, first))
      } else if (first.kind === 'string') {
        const value = unquote(first.text)
        if (quotedName !== undefined) {
          throw this.error(
            placeOf(first),
            `metric name must not be set twice: ${quote(quotedName)} or ${quote(value)}`,
          )
        }
        quotedName = value
        matchers.push({ kind: '=', name: METRIC_NAME, value })
      } else throw this.unexpected('label matching', 'label matching operator')
      if (this.isSign(',')) this.advance()
      else if (!this.isSign('}')) throw this.unexpected('label matching', '"," or "}"')
    }
    this.advance()
    return matchers
  }

  /** `(a, "b c")`, of `by`, `on`, `group_left` and their like. */
  labelList(): string[] {
    const labels: string[] = []
    this.take('(', 'grouping opts', '"("')
    while (!this.isSign(')')) {
      const { kind, text, word } = this.current
      const isName = kind === 'identifier' || kind === 'metric identifier' || kind === 'string'
      if (!isName && (kind !== 'keyword' || word === 'without')) {
        throw this.unexpected('grouping opts', 'label')
      }
      this.advance()
      labels.push(kind === 'string' ? unquote(text) : text)
      if (this.isSign(',')) this.advance()
      else if (!this.isSign(')')) throw this.unexpected('grouping opts', '"," or ")"')
    }
    this.advance()
    return labels
  }

  #checked(matcher: Matcher, first: Token): Matcher {
    try {
      compileMatcher(matcher)
      return matcher
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      const reason = error.cause instanceof Error ? error.cause.message : error.message
      throw this.error(placeOf(first), reason, { cause: error })
    }
  }
}

export function placeOf(token: Token): Place {
  return { from: token.at, to: token.at + token.text.length }
}
