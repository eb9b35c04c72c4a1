/**
 * The words of a query, cut as Prometheus's lexer cuts them, so that a mistake is reported at the same place and in the same words.
 *
 * The Prometheus project's grammar for editors (`@prometheus-io/lezer-promql`) recovers from mistakes and so can't tell them as the server does; a
 * test holds this reader and that grammar together.
 */
import { NumberScanner } from './number-scanner.ts'
import { ParseError } from './parse-error.ts'
import { quote } from './quoted.ts'

export type TokenKind =
  | 'metric identifier'
  | 'identifier'
  | 'string'
  | 'number'
  | 'duration'
  | 'keyword'
  | 'operator'
  | 'sign'
  | 'match'
  | 'end'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** Lower case, for keywords and operators. */
  readonly word: string
  /** Index into the query, in UTF-16 units. */
  readonly at: number
}

const words = (text: string): string[] => text.split(' ')
export const AGGREGATORS: ReadonlySet<string> = new Set(
  words('avg bottomk count count_values group limitk limit_ratio max min quantile stddev stdvar sum topk'),
)
const WORD_OPERATORS = new Set(words('and or unless atan2'))
const PLAIN_KEYWORDS = new Set(
  words(
    'by without offset bool on ignoring group_left group_right fill fill_left fill_right smoothed anchored',
  ),
)
const PREPROCESSORS = new Set(words('start end step range'))
/** Those that may not be a metric's name. */
const RESERVED = new Set(words('bool on ignoring group_left group_right atan2'))
const NUMBER_WORDS = new Set(['inf', 'nan'])

const SPACE = /[ \t\n\r]/
const LETTER = /[a-zA-Z_]/
const DIGIT = /[0-9]/
const OPERATOR = /==|!=|<=|>=|<\/|>\/|[-+*/%^<>@]/y

export class Lexer {
  readonly #text: string
  #at = 0
  #inBraces = false
  #inBrackets = false
  #parens = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The next word; `end` again and again after the last. Throws ParseError where no word begins. */
  next(): Token {
    this.#skipSpaceAndComments()
    return this.#inBraces ? this.#insideBraces() : this.#outsideBraces()
  }

  #skipSpaceAndComments(): void {
    for (;;) {
      const char = this.#text[this.#at]
      if (char === undefined) return
      if (char === '#') {
        const lineEnd = this.#text.indexOf('\n', this.#at)
        this.#at = lineEnd === -1 ? this.#text.length : lineEnd
      } else if (SPACE.test(char)) this.#at++
      else return
    }
  }

  #outsideBraces(): Token {
    const char = this.#text[this.#at]
    if (char === undefined) {
      if (this.#inBrackets) throw this.#error('unexpected end of input in duration expression', this.#at)
      if (this.#parens > 0) throw this.#error('unclosed left parenthesis', this.#at)
      return this.#take('end', 0)
    }
    if (char === '{') {
      this.#inBraces = true
      return this.#take('sign', 1)
    }
    if (char === ',') return this.#take('sign', 1)
    if (char === '(') {
      this.#parens++
      return this.#take('sign', 1)
    }
    if (char === ')') {
      if (this.#parens-- === 0) throw this.#error(`unexpected right parenthesis ')'`, this.#at + 1)
      return this.#take('sign', 1)
    }
    if (char === '[') {
      if (this.#inBrackets) throw this.#error(`unexpected left bracket '['`, this.#at)
      this.#inBrackets = true
      return this.#take('sign', 1)
    }
    if (char === ']') {
      if (!this.#inBrackets) throw this.#error(`unexpected right bracket ']'`, this.#at)
      this.#inBrackets = false
      return this.#take('sign', 1)
    }
    if (char === ':' && this.#inBrackets) return this.#take('sign', 1)
    if (char === '"' || char === "'" || char === '`') return this.#string(char)
    const operator = this.#matchAt(OPERATOR)
    if (operator !== undefined) return this.#take('operator', operator.length)
    if (char === '=') {
      if (this.#text[this.#at + 1] === '~') throw this.#error(`unexpected character after '=': '~'`, this.#at)
      return this.#take('sign', 1)
    }
    if (char === '!') {
      throw this.#error(`unexpected character after '!': ${this.#runeAt(this.#at + 1)}`, this.#at)
    }
    if (DIGIT.test(char) || (char === '.' && DIGIT.test(this.#text[this.#at + 1] ?? ''))) {
      return this.#numberOrDuration()
    }
    if (LETTER.test(char) || char === ':')
      return this.#word(this.#inBrackets ? /[a-zA-Z0-9_]/ : /[a-zA-Z0-9_:]/)
    const where = this.#inBrackets ? ' in duration expression' : ''
    throw this.#error(`unexpected character${where}: ${this.#runeAt(this.#at)}`, this.#at)
  }

  #insideBraces(): Token {
    const char = this.#text[this.#at]
    const after = this.#text[this.#at + 1]
    if (char === undefined) throw this.#error('unexpected end of input inside braces', this.#at)
    if (LETTER.test(char)) return this.#word(/[a-zA-Z0-9_]/)
    if (char === ',') return this.#take('sign', 1)
    if (char === '}') {
      this.#inBraces = false
      return this.#take('sign', 1)
    }
    if (char === '"' || char === "'" || char === '`') return this.#string(char)
    if (char === '=') return this.#take('match', after === '~' ? 2 : 1)
    if (char === '!') {
      if (after === '=' || after === '~') return this.#take('match', 2)
      throw this.#error(
        `unexpected character after '!' inside braces: ${this.#runeAt(this.#at + 1)}`,
        this.#at,
      )
    }
    if (char === '{') throw this.#error(`unexpected left brace '{'`, this.#at)
    throw this.#error(`unexpected character inside braces: ${this.#runeAt(this.#at)}`, this.#at)
  }

  #word(part: RegExp): Token {
    let end = this.#at + 1
    while (part.test(this.#text[end] ?? '')) end++
    const text = this.#text.slice(this.#at, end)
    if (this.#inBraces) return this.#take('identifier', text.length)
    const lower = text.toLowerCase()
    if (NUMBER_WORDS.has(lower)) return this.#take('number', text.length)
    if (isKeyword(lower)) return this.#take('keyword', text.length)
    return this.#take(text.includes(':') ? 'metric identifier' : 'identifier', text.length)
  }

  /** Prometheus's scanner, step by step: how far it gets before it gives up is part of its message. */
  #numberOrDuration(): Token {
    const scanner = new NumberScanner(this.#text, this.#at)
    if (scanner.number()) return this.#take('number', scanner.at - this.#at)
    if (scanner.restOfDuration()) return this.#take('duration', scanner.at - this.#at)
    const begun = this.#text.slice(this.#at, scanner.at)
    throw this.#error(`bad number or duration syntax: ${quote(begun)}`, this.#at)
  }

  #string(mark: string): Token {
    const start = this.#at
    let end = start + 1
    for (;;) {
      const char = this.#text[end]
      if (mark === '`' && char === undefined) throw this.#error('unterminated raw string', start)
      if (mark !== '`' && (char === undefined || char === '\n')) {
        throw this.#error('unterminated quoted string', start)
      }
      if (char === mark) break
      end += char === '\\' && mark !== '`' ? this.#escapeLength(end, mark) : 1
    }
    return this.#take('string', end + 1 - start)
  }

  /** How long the escape sequence at `at` is, after checking it as Go's scanner does. */
  #escapeLength(at: number, mark: string): number {
    const char = this.#text[at + 1]
    if (char === undefined) throw this.#error('escape sequence not terminated', this.#at)
    if ('abfnrtv\\'.includes(char) || char === mark) return 2
    const [digits, base, from, most] =
      char >= '0' && char <= '7'
        ? [3, 8, at + 1, 255]
        : char === 'x'
          ? [2, 16, at + 2, 255]
          : char === 'u'
            ? [4, 16, at + 2, 0x10ffff]
            : char === 'U'
              ? [8, 16, at + 2, 0x10ffff]
              : [0, 0, 0, 0]
    if (digits === 0) throw this.#error(`unknown escape sequence ${this.#codePointName(at + 1)}`, this.#at)
    let code = 0
    for (let i = from; i < from + digits; i++) {
      const digit = Number.parseInt(this.#text[i] ?? '', base)
      if (this.#text[i] === undefined) throw this.#error('escape sequence not terminated', this.#at)
      if (Number.isNaN(digit)) {
        throw this.#error(`illegal character ${this.#codePointName(i)} in escape sequence`, this.#at)
      }
      code = code * base + digit
    }
    if (code > most || (code >= 0xd800 && code < 0xe000)) {
      throw this.#error('escape sequence is an invalid Unicode code point', this.#at)
    }
    return from + digits - at
  }

  #matchAt(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0]
  }

  #take(kind: TokenKind, length: number): Token {
    const text = this.#text.slice(this.#at, this.#at + length)
    const word = kind === 'keyword' || kind === 'identifier' ? text.toLowerCase() : text
    const token = { kind, text, word, at: this.#at }
    this.#at += length
    return token
  }

  #runeAt(at: number): string {
    const code = this.#text.codePointAt(at)
    if (code === undefined) return `'\ufffd'`
    if (code === 39) return `'\\''`
    return `'${quote(String.fromCodePoint(code)).slice(1, -1).replace('\\"', '"')}'`
  }

  /** As Go's `%#U`: `U+0022 '"'`. */
  #codePointName(at: number): string {
    const code = this.#text.codePointAt(at) ?? 0xfffd
    return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`
  }

  #error(problem: string, at: number): ParseError {
    return new ParseError(this.#text, { from: at, to: at + 1 }, problem)
  }
}

function isKeyword(word: string): boolean {
  return (
    AGGREGATORS.has(word) || WORD_OPERATORS.has(word) || PLAIN_KEYWORDS.has(word) || PREPROCESSORS.has(word)
  )
}

/** The token as Prometheus names it in an error: `identifier "x"`, `<offset>`, `"{"`. */
export function describeToken({ kind, text, word }: Token): string {
  switch (kind) {
    case 'end':
      return 'end of input'
    case 'identifier':
    case 'metric identifier':
      return `${kind} ${quote(text)}`
    case 'string':
    case 'number':
    case 'duration': {
      const runes = [...text]
      return `${kind} ${runes.length > 10 ? `${quote(runes.slice(0, 10).join(''))}...` : quote(text)}`
    }
    case 'keyword':
      if (AGGREGATORS.has(word)) return `<aggr:${text}>`
      if (WORD_OPERATORS.has(word)) return `<op:${text}>`
      return PREPROCESSORS.has(word) ? quote(text) : `<${text}>`
    case 'operator':
      return `<op:${text}>`
    case 'match':
      return text === '=' ? quote(text) : `<op:${text}>`
    case 'sign':
      return quote(text)
  }
}

/** A token that may be the name of a function. */
export function isFunctionName({ kind, word }: Token): boolean {
  return kind === 'identifier' || (kind === 'keyword' && PREPROCESSORS.has(word))
}

/** A token that may be a metric's name outside of braces. */
export function isMetricName({ kind, word }: Token): boolean {
  return kind === 'identifier' || kind === 'metric identifier' || (kind === 'keyword' && !RESERVED.has(word))
}
