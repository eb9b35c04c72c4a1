/**
 * From YAML to types, with the coercions and the words of Prometheus's reader: `yes` is true, a number is fine where text is wanted
 * and text is not where a number is, nothing at all is the zero value, a field that does not exist is an error.
 *
 * A decoder that can't make sense of a value reports it and gives undefined, as if the field were not there.
 */
import { parseDurationMs } from '@vedette/model'
import { closest } from '../closest.ts'
import { Secret } from '../secret.ts'
import { parseSizeBytes } from '../size.ts'
import type { YamlValue } from './yaml-value.ts'

export type Decode<T> = (value: YamlValue) => T | undefined

export const text: Decode<string> = value => {
  const { content } = value
  if (content.kind === 'null') return ''
  if (content.kind === 'scalar') return content.text
  return mismatch(value, 'string')
}

/** undefined also for no text: then there is no secret. */
export const secretText: Decode<Secret> = value => {
  const plain = text(value)
  return plain ? new Secret(plain) : undefined
}

/** Text of which '' means "not given". */
export const someText: Decode<string> = value => text(value) || undefined

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/

export const bool: Decode<boolean> = value => {
  const { content } = value
  if (content.kind === 'null') return false
  if (content.kind === 'scalar' && content.plain) {
    if (TRUE.test(content.text)) return true
    if (FALSE.test(content.text)) return false
  }
  return mismatch(value, 'bool')
}

export const uint: Decode<number> = value => {
  const number = numberOf(value)
  return number !== undefined && number >= 0 ? Math.trunc(number) : mismatch(value, 'uint')
}

export const int: Decode<number> = value => {
  const number = numberOf(value)
  return number !== undefined ? Math.trunc(number) : mismatch(value, 'int')
}

export const float: Decode<number> = value => numberOf(value) ?? mismatch(value, 'float64')

export const durationMs: Decode<number> = value => {
  if (value.content.kind === 'null') return 0
  const written = text(value)
  if (written === undefined) return undefined
  const parsed = parseDurationMs(written)
  if (parsed === undefined) {
    value.problems.add(
      value.line,
      written === '' ? 'empty duration string' : `not a valid duration string: ${JSON.stringify(written)}`,
    )
  }
  return parsed
}

export const sizeBytes: Decode<number> = value => {
  if (value.content.kind === 'null') return 0
  const written = text(value)
  if (written === undefined) return undefined
  const parsed = parseSizeBytes(written)
  if (parsed === undefined) {
    value.problems.add(value.line, `units: expected a size such as 10MB, got ${JSON.stringify(written)}`)
  }
  return parsed
}

/** `check` gives what is wrong with the text, undefined where nothing is. */
export function checkedText(check: (written: string) => string | undefined): Decode<string> {
  return value => {
    const written = text(value)
    if (written === undefined) return undefined
    const wrong = check(written)
    if (wrong === undefined) return written
    value.problems.add(value.line, wrong)
    return undefined
  }
}

export function oneOf<const T extends string>(
  words: readonly T[],
  wrong: (written: string) => string,
): Decode<T> {
  return value => {
    const written = text(value)
    if (written === undefined) return undefined
    const word = words.find(each => each === written)
    if (word === undefined) value.problems.add(value.line, wrong(written))
    return word
  }
}

export function list<T>(decode: Decode<T>, type: string): Decode<T[]> {
  return value => {
    const { content } = value
    if (content.kind === 'null') return []
    if (content.kind !== 'list') return mismatch(value, `[]${type}`)
    return content
      .items()
      .map(decode)
      .filter(item => item !== undefined)
  }
}

/** Items that are sections of their own; one with nothing in it is refused in the words given. */
export function sections<T>(decode: Decode<T>, type: string, empty: string): Decode<T[]> {
  return list(value => {
    if (value.content.kind !== 'null') return decode(value)
    value.problems.add(value.line, empty)
    return undefined
  }, `*${type}`)
}

export function mapOf<T>(
  decode: Decode<T>,
  type: string,
  checkKey?: (key: string) => string | undefined,
): Decode<Record<string, T>> {
  return value => {
    const { content, problems } = value
    if (content.kind === 'null') return {}
    if (content.kind !== 'map') return mismatch(value, `map[string]${type}`)
    const found = new Map<string, T>()
    const seen = new Set<string>()
    for (const { key, keyLine, value: below } of content.entries()) {
      if (seen.has(key)) problems.add(keyLine, `key ${JSON.stringify(key)} already set in map`)
      seen.add(key)
      const wrong = checkKey?.(key)
      if (wrong !== undefined) problems.add(keyLine, wrong)
      const decoded = decode(below)
      if (decoded !== undefined) found.set(key, decoded)
    }
    // A key may be called `__proto__`.
    return Object.fromEntries(found)
  }
}

type FieldDecoders = Readonly<Record<string, Decode<unknown>>>

export type Fields<D extends FieldDecoders> = {
  readonly [K in keyof D]: (D[K] extends Decode<infer T> ? T : never) | undefined
}

export interface Section<D extends FieldDecoders> {
  /** undefined where the file does not have the field, and where its value makes no sense. */
  readonly fields: Fields<D>
  readonly has: (field: keyof D & string) => boolean
  /** Of a field, where it is there; of the section otherwise. */
  readonly lineOf: (field?: keyof D & string) => number
  readonly refuse: (message: string, field?: keyof D & string) => void
  /** Whether all of it was understood, so that checks across fields make sense. */
  readonly sound: boolean
}

/** A map with known fields. Nothing at all is a section without fields; undefined for what is no map. */
export function section<const D extends FieldDecoders>(
  value: YamlValue,
  type: string,
  decoders: D,
): Section<D> | undefined {
  const { content, problems } = value
  const before = problems.count
  const fields: Record<string, unknown> = {}
  const lines = new Map<string, number>()
  if (content.kind === 'scalar' || content.kind === 'list') return mismatch(value, type)
  for (const { key, keyLine, value: below } of content.kind === 'map' ? content.entries() : []) {
    const decode = Object.hasOwn(decoders, key) ? decoders[key] : undefined
    if (decode === undefined) {
      const meant = closest(key, Object.keys(decoders))
      problems.add(
        keyLine,
        `field ${key} not found in type ${type}${meant ? `, did you mean ${meant}?` : ''}`,
      )
    } else if (lines.has(key)) problems.add(keyLine, `field ${key} already set in type ${type}`)
    else {
      lines.set(key, keyLine)
      fields[key] = decode(below)
    }
  }
  const lineOf = (field?: string): number => (field && lines.get(field)) || value.line
  return {
    fields: fields as Fields<D>,
    has: field => lines.has(field),
    lineOf,
    refuse: (message, field) => problems.add(lineOf(field), message),
    sound: problems.count === before,
  }
}

/** A number in any of YAML's spellings; undefined for what is none. */
function numberOf({ content }: YamlValue): number | undefined {
  if (content.kind === 'null') return 0
  if (content.kind !== 'scalar' || !content.plain) return undefined
  const written = content.text.replaceAll('_', '')
  const whole = /^([-+]?)(0x[0-9a-fA-F]+|0b[01]+|0o[0-7]+)$/.exec(written)
  if (whole) return Number(whole[2]) * (whole[1] === '-' ? -1 : 1)
  const octal = /^([-+]?)0([0-7]+)$/.exec(written)
  if (octal) return Number.parseInt(octal[2]!, 8) * (octal[1] === '-' ? -1 : 1)
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(written)) return Number(written)
  return undefined
}

function mismatch(value: YamlValue, type: string): undefined {
  const { content } = value
  value.problems.add(value.line, `cannot unmarshal ${describe(content)} into ${type}`)
  return undefined
}

function describe(content: YamlValue['content']): string {
  if (content.kind === 'list') return '!!seq'
  if (content.kind === 'map') return '!!map'
  if (content.kind === 'null') return '!!null'
  const { text: written, plain } = content
  const shown = written.length > 10 ? `${written.slice(0, 7)}...` : written
  const isBool = plain && (TRUE.test(written) || FALSE.test(written))
  const isInt = plain && /^[-+]?(?:0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*)$/.test(written)
  const isFloat = plain && /^[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(written)
  return `!!${isBool ? 'bool' : isInt ? 'int' : isFloat ? 'float' : 'str'} \`${shown}\``
}
