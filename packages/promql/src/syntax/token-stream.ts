/** The words of a query one after the other, with one to look ahead, and what several readers read of them: matchers, label lists. */
import { compileMatcher, type Matcher, type MatcherKind, METRIC_NAME, RegexError } from '@vedette/model'
import { describeToken, Lexer, type Token } from './lexer.ts'
import { ParseError } from './parse-error.ts'
import { quote, unquote } from './quoted.ts'
import type { Place } from './tree.ts'

export class TokenStream {
  readonly text: string
  readonly #lexer: Lexer
  #current: Token
  /** Where the word before the current one ends. */
  lastEnd = 0
  #ahead: Token | undefined

  constructor(text: string) {
    this.text = text
    this.#lexer = new Lexer(text)
    this.#current = this.#lexer.next()
  }

  get current(): Token {
    return this.#current
  }

  /** Takes the current word. */
  advance(): Token {
    const taken = this.#current
    this.lastEnd = taken.at + taken.text.length
    this.#current = this.#ahead ?? this.#lexer.next()
    this.#ahead = undefined
    return taken
  }

  /** The word after the current one, still to come. */
  peek(): Token {
    this.#ahead ??= this.#lexer.next()
    return this.#ahead
  }

  get isAtEnd(): boolean {
    return this.#current.kind === 'end'
  }

  isSign(sign: string): boolean {
    return this.current.kind === 'sign' && this.current.text === sign
  }

  isKeyword(word: string): boolean {
    return this.current.kind === 'keyword' && this.current.word === word
  }

  /** Takes the sign, or says what was found instead. */
  take(sign: string, context = '', expected = ''): void {
    if (!this.isSign(sign)) throw this.unexpected(context, expected)
    this.advance()
  }

  unexpected(context = '', expected = '', token = this.current): ParseError {
    const within = context === '' ? '' : ` in ${context}`
    const wanted = expected === '' ? '' : `, expected ${expected}`
    return this.error(placeOf(token), `unexpected ${describeToken(token)}${within}${wanted}`)
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
        const value = this.advance()
        if (value.kind !== 'string') throw this.unexpected('label matching', 'string', value)
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
      const { kind, text } = this.current
      const isName = kind === 'identifier' || kind === 'keyword'
      const isWord = isName || (kind === 'number' && /^[a-z]+$/i.test(text)) || kind === 'metric identifier'
      if (!isWord && kind !== 'string') throw this.unexpected('grouping opts', 'label')
      if (kind === 'metric identifier') throw this.unexpected('grouping opts', 'label')
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
