/**
 * The words of a series selector, cut as Prometheus's lexer cuts them, so that a mistake is reported at the same place
 * and in the same words.
 */
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
  /** Index into the selector, in UTF-16 units. */
  readonly at: number
}

/** A selector that can't be read: what is wrong, at which line and column (in bytes, from 1) as Prometheus counts them. */
export class SelectorError extends Error {
  override name = 'SelectorError'

  constructor(selector: string, at: number, problem: string, options?: { cause: unknown }) {
    const before = selector.slice(0, at)
    const line = before.split('\n').length
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + 1
    super(`${line}:${column}: parse error: ${problem}`, options)
  }
}

const words = (text: string): string[] => text.split(' ')
const AGGREGATORS = words(
  'avg bottomk count count_values group limitk limit_ratio max min quantile stddev stdvar sum topk',
)
/** PromQL's words outside of braces, each as an error shows it. */
const KEYWORDS = new Map<string, (text: string) => string>([
  ...AGGREGATORS.map(word => [word, (text: string) => `<aggr:${text}>`] as const),
  ...words('and or unless atan2').map(word => [word, (text: string) => `<op:${text}>`] as const),
  ...words('by without offset bool on ignoring group_left group_right').map(
    word => [word, (text: string) => `<${text}>`] as const,
  ),
  ...words('start end').map(word => [word, (text: string) => JSON.stringify(text)] as const),
])
/** Those that may not be a metric's name. */
const RESERVED = new Set(words('bool on ignoring group_left group_right atan2'))
const NUMBER_WORDS = new Set(['inf', 'nan'])

const SPACE = /[ \t\n\r]/
const LETTER = /[a-zA-Z_]/
const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y
const DURATION = /(?:\d+(?:ms|[smhdwy]))+/y
const OPERATOR = /==|!=|<=|>=|[-+*/%^<>@]/y

export class SelectorLexer {
  readonly #text: string
  #at = 0
  #inBraces = false

  constructor(text: string) {
    this.#text = text
  }

  /** The next word; `end` again and again after the last. Throws SelectorError where no word begins. */
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
    if (char === undefined) return this.#take('end', 0)
    if (char === '{') {
      this.#inBraces = true
      return this.#take('sign', 1)
    }
    if (char === ',' || char === '(' || char === '[') return this.#take('sign', 1)
    if (char === ')') throw this.#error(`unexpected right parenthesis ')'`, this.#at + 1)
    if (char === ']') throw this.#error(`unexpected right bracket ']'`, this.#at)
    if (char === '"' || char === "'" || char === '`') return this.#string(char)
    const operator = this.#matchAt(OPERATOR)
    if (operator !== undefined) return this.#take('operator', operator.length)
    if (char === '=') {
      if (this.#text[this.#at + 1] === '~') throw this.#error(`unexpected character after '=': '~'`, this.#at)
      return this.#take('sign', 1)
    }
    if (char === '!')
      throw this.#error(`unexpected character after '!': ${this.#runeAt(this.#at + 1)}`, this.#at)
    if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(this.#text[this.#at + 1] ?? '')))
      return this.#numberOrDuration()
    if (LETTER.test(char) || char === ':') return this.#word(/[a-zA-Z0-9_:]/)
    throw this.#error(`unexpected character: ${this.#runeAt(this.#at)}`, this.#at)
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
    if (KEYWORDS.has(lower)) return this.#take('keyword', text.length)
    return this.#take(text.includes(':') ? 'metric identifier' : 'identifier', text.length)
  }

  #numberOrDuration(): Token {
    const candidates = [
      ['number', this.#matchAt(NUMBER)],
      ['duration', this.#matchAt(DURATION)],
    ] as const
    for (const [kind, text] of candidates) {
      if (text === undefined) continue
      if (!/[a-zA-Z0-9_]/.test(this.#text[this.#at + text.length] ?? '')) return this.#take(kind, text.length)
    }
    const begun = candidates[0][1] ?? ''
    throw this.#error(`bad number or duration syntax: ${JSON.stringify(begun)}`, this.#at)
  }

  #string(quote: string): Token {
    const start = this.#at
    let end = start + 1
    for (;;) {
      const char = this.#text[end]
      if (quote === '`' && char === undefined) throw this.#error('unterminated raw string', start)
      if (quote !== '`' && (char === undefined || char === '\n'))
        throw this.#error('unterminated quoted string', start)
      if (char === quote) break
      end += char === '\\' && quote !== '`' ? this.#escapeLength(end, quote) : 1
    }
    return this.#take('string', end + 1 - start)
  }

  /** How long the escape sequence at `at` is, after checking it as Go's scanner does. */
  #escapeLength(at: number, quote: string): number {
    const char = this.#text[at + 1]
    if (char === undefined) throw this.#error('escape sequence not terminated', this.#at)
    if ('abfnrtv\\'.includes(char) || char === quote) return 2
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
      if (Number.isNaN(digit))
        throw this.#error(`illegal character ${this.#codePointName(i)} in escape sequence`, this.#at)
      code = code * base + digit
    }
    if (code > most || (code >= 0xd800 && code < 0xe000))
      throw this.#error('escape sequence is an invalid Unicode code point', this.#at)
    return from + digits - at
  }

  #matchAt(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0]
  }

  #take(kind: TokenKind, length: number): Token {
    const token = { kind, text: this.#text.slice(this.#at, this.#at + length), at: this.#at }
    this.#at += length
    return token
  }

  #runeAt(at: number): string {
    const code = this.#text.codePointAt(at)
    if (code === undefined) return `'\ufffd'`
    return code === 39
      ? `'\\''`
      : `'${JSON.stringify(String.fromCodePoint(code)).slice(1, -1).replace('\\"', '"')}'`
  }

  /** As Go's `%#U`: `U+0022 '"'`. */
  #codePointName(at: number): string {
    const code = this.#text.codePointAt(at) ?? 0xfffd
    return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`
  }

  #error(problem: string, at: number): SelectorError {
    return new SelectorError(this.#text, at, problem)
  }
}

/** The token as Prometheus names it in an error: `identifier "x"`, `<offset>`, `"{"`. */
export function describeToken({ kind, text }: Token): string {
  switch (kind) {
    case 'end':
      return 'end of input'
    case 'identifier':
    case 'metric identifier':
      return `${kind} ${JSON.stringify(text)}`
    case 'string':
    case 'number':
    case 'duration': {
      const runes = [...text]
      const shown =
        runes.length > 10 ? `${JSON.stringify(runes.slice(0, 10).join(''))}...` : JSON.stringify(text)
      return `${kind} ${shown}`
    }
    case 'keyword':
      return KEYWORDS.get(text.toLowerCase())!(text)
    case 'operator':
      return `<op:${text}>`
    case 'sign':
    case 'match':
      return JSON.stringify(text)
  }
}

/** A token that may be a metric's name outside of braces. */
export function isMetricName(token: Token): boolean {
  return (
    token.kind === 'identifier' ||
    token.kind === 'metric identifier' ||
    (token.kind === 'keyword' && !RESERVED.has(token.text.toLowerCase()))
  )
}
