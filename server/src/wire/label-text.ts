/**
 * Names and labels as the text formats spell them: `name{label="value",...}`, or with a quoted name among the labels,
 * `{"a name",label="value"}`. The old format is loose about blanks and commas, OpenMetrics is not.
 */
import { type Label, METRIC_NAME } from '@vedette/model'
import { describedError, expositionError, quote } from './exposition-error.ts'

export interface LabelGrammar {
  /** Blanks (and tabs) between the parts; labels may then also follow each other without a comma. */
  readonly blanks: boolean
  /** Values may hold a raw line break. */
  readonly lineBreaks: boolean
}

export const LOOSE: LabelGrammar = { blanks: true, lineBreaks: true }
export const STRICT: LabelGrammar = { blanks: false, lineBreaks: false }

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const NAME_START = 1
const COLON = 2
const DIGIT = 4
/** What a byte may be in a name: `NAME_START | DIGIT` in a label's, with `COLON` in a metric's. */
export const CHARACTERS: Uint8Array = new Uint8Array(256)
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_')
  CHARACTERS[c.charCodeAt(0)] = NAME_START
CHARACTERS[':'.charCodeAt(0)] = COLON
for (const c of '0123456789') CHARACTERS[c.charCodeAt(0)] = DIGIT

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d
const COMMA = 0x2c
const EQUAL = 0x3d
const LINE_BREAK = 0x0a

/** Behind the name that starts at `at`; `at` where none does. */
export function metricNameEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || (CHARACTERS[bytes[at]!]! & (NAME_START | COLON)) === 0) return at
  let i = at + 1
  while (i < end && CHARACTERS[bytes[i]!]! !== 0) i++
  return i
}

export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let i = at
  while (i < end && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++
  return i
}

/**
 * Where name and labels end, found by brackets and quotes alone: enough to look the bytes up. -1 where only the reader below can tell,
 * or say what is wrong.
 */
export function spellingEnd(bytes: Uint8Array, start: number, end: number, grammar: LabelGrammar): number {
  const nameEnd = metricNameEnd(bytes, start, end)
  let at = grammar.blanks ? skipBlanks(bytes, nameEnd, end) : nameEnd
  if (at >= end || bytes[at] !== OPEN) return nameEnd > start ? nameEnd : -1
  for (at++; at < end; at++) {
    const byte = bytes[at]!
    if (byte === CLOSE) return at + 1
    if (byte === LINE_BREAK) return -1
    if (byte !== QUOTE) continue
    at = quotedEnd(bytes, at, end, true)
    if (at < 0) return -1
    at--
  }
  return -1
}

export class LabelReader {
  /** Behind what was read. */
  at = 0
  labels: Label[] = []
  readonly #grammar: LabelGrammar
  readonly #maxLabels: number
  #bytes: Uint8Array = new Uint8Array(0)
  #end = 0
  #lineStart = 0
  #names = new Set<string>()

  constructor(grammar: LabelGrammar, maxLabels: number) {
    this.#grammar = grammar
    this.#maxLabels = maxLabels
  }

  /** Reads name and labels at `start` into `labels`, which holds `__name__` too. Throws a WireError that names the line. */
  readMetric(bytes: Uint8Array, start: number, end: number): void {
    this.#begin(bytes, start, start, end)
    const nameEnd = metricNameEnd(bytes, start, end)
    let named = nameEnd > start
    if (named) this.#add(METRIC_NAME, ascii(bytes, start, nameEnd))
    this.at = nameEnd
    if (this.#grammar.blanks) this.at = skipBlanks(bytes, nameEnd, end)
    if (this.at < end && bytes[this.at] === OPEN) {
      this.at++
      named = this.#readLabels(named, true)
      if (!named) throw describedError(bytes, start, this.at, 'metric name not set')
    } else {
      this.at = nameEnd
      if (!named) throw expositionError(bytes, start, start, 'expected a valid start token')
    }
  }

  /** Reads labels behind the opening brace, to behind the closing one. `lineStart` is for the error's words. */
  readExemplarLabels(bytes: Uint8Array, start: number, end: number, lineStart: number): void {
    this.#begin(bytes, lineStart, start, end)
    this.#readLabels(true, false)
  }

  #begin(bytes: Uint8Array, lineStart: number, start: number, end: number): void {
    this.#bytes = bytes
    this.#lineStart = lineStart
    this.at = start
    this.#end = end
    this.labels = []
  }

  #readLabels(hasName: boolean, mayName: boolean): boolean {
    let named = hasName
    for (;;) {
      const byte = this.#peek()
      if (byte === CLOSE) {
        this.at++
        return named
      }
      const quoted = byte === QUOTE
      const name = quoted ? this.#quoted('label name') : this.#plainName()
      const behind = this.#peek()
      if (quoted && mayName && (behind === COMMA || behind === CLOSE)) {
        if (named) {
          throw describedError(this.#bytes, this.#lineStart, this.at, 'metric name already set')
        }
        named = true
        this.#add(METRIC_NAME, name)
        if (behind === COMMA) this.at++
        continue
      }
      if (behind !== EQUAL) throw this.#unexpected('expected equal')
      this.at++
      if (this.#peek() !== QUOTE) throw this.#unexpected('expected label value')
      this.#add(name, this.#quoted('label value'))
      const separator = this.#peek()
      if (separator === COMMA) this.at++
      else if (separator !== CLOSE && !this.#grammar.blanks) {
        throw this.#unexpected('expected comma or brace close')
      }
    }
  }

  #peek(): number {
    if (this.#grammar.blanks) this.at = skipBlanks(this.#bytes, this.at, this.#end)
    return this.at < this.#end ? this.#bytes[this.at]! : 0
  }

  #plainName(): string {
    const start = this.at
    let i = start
    const bytes = this.#bytes
    if (i < this.#end && CHARACTERS[bytes[i]!] === NAME_START) {
      i++
      while (i < this.#end && (CHARACTERS[bytes[i]!]! & (NAME_START | DIGIT)) !== 0) i++
    }
    if (i === start) throw this.#unexpected('expected label name')
    this.at = i
    return ascii(bytes, start, i)
  }

  #quoted(what: string): string {
    const start = this.at
    const behind = quotedEnd(this.#bytes, start, this.#end, this.#grammar.lineBreaks)
    if (behind < 0) throw this.#unexpected(`expected ${what} that ends in a quote`)
    this.at = behind
    const text = utf8(this.#bytes, start + 1, behind - 1)
    if (text === undefined) {
      const words = `invalid UTF-8 ${what} ${quote(this.#bytes, start, behind)}`
      throw describedError(this.#bytes, this.#lineStart, behind, words, 'invalid-utf8')
    }
    return unescapeLabel(text)
  }

  #add(name: string, value: string): void {
    const { labels } = this
    if (name === '') {
      throw describedError(
        this.#bytes,
        this.#lineStart,
        this.at,
        'invalid metric name or label names: a name is empty',
      )
    }
    if (this.#isTaken(name)) {
      const words = `label name ${JSON.stringify(name)} is not unique`
      throw describedError(this.#bytes, this.#lineStart, this.at, words)
    }
    if (labels.length >= this.#maxLabels) {
      const words = `a line has more than ${this.#maxLabels} labels`
      throw describedError(this.#bytes, this.#lineStart, this.at, words, 'limit')
    }
    labels.push({ name, value })
  }

  /** A walk for the usual few labels, a set where there are many, so that a hostile line costs no more than its length. */
  #isTaken(name: string): boolean {
    const { labels } = this
    if (labels.length < 16) return labels.some(label => label.name === name)
    if (labels.length === 16) this.#names = new Set(labels.map(label => label.name))
    const before = this.#names.size
    return this.#names.add(name).size === before
  }

  #unexpected(expected: string): Error {
    return expositionError(this.#bytes, this.#lineStart, this.at, expected)
  }
}

/** Behind the closing quote of the string that opens at `at`, -1 where it does not end. */
export function quotedEnd(bytes: Uint8Array, at: number, end: number, lineBreaks: boolean): number {
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) return i + 1
    if (byte === BACKSLASH) i++
    else if (byte === LINE_BREAK && !lineBreaks) return -1
  }
  return -1
}

/** undefined where the bytes are not UTF-8. */
export function utf8(bytes: Uint8Array, start: number, stop: number): string | undefined {
  try {
    return decoder.decode(bytes.subarray(start, stop))
  } catch {
    return undefined
  }
}

function ascii(bytes: Uint8Array, start: number, stop: number): string {
  return decoder.decode(bytes.subarray(start, stop))
}

/** `\\`, `\"` and `\n`; a backslash before anything else stands for itself. */
export function unescapeLabel(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\\"n])/g, (_, c: string) => (c === 'n' ? '\n' : c)) : text
}

/** `\\` and `\n` only: in the old format's HELP a quote is nothing special. */
export function unescapeHelp(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\\n])/g, (_, c: string) => (c === 'n' ? '\n' : c)) : text
}
