/** Reads histograms as test scripts write them: `{{schema:1 sum:3 count:22 buckets:[5 10 7]}}`. */
import type { NativeHistogram, ResetHint } from '@vedette/model'

const NUMBERS = new Set(['sum', 'count', 'z_bucket', 'z_bucket_w'])
const WHOLE_NUMBERS = new Set(['schema', 'offset', 'n_offset'])
const LISTS = new Set(['buckets', 'n_buckets', 'custom_values'])
const HINTS: Record<string, ResetHint> = {
  unknown: 'unknown',
  reset: 'reset',
  not_reset: 'no-reset',
  gauge: 'gauge',
}

interface Fields {
  readonly numbers: Map<string, number>
  readonly lists: Map<string, number[]>
  hint: ResetHint | undefined
}

/** With or without its double braces. Throws an Error that says what is wrong. */
export function parseHistogramLiteral(text: string): NativeHistogram {
  const { numbers, lists, hint } = fieldsOf(text.trim().replace(/^\{\{([\s\S]*)\}\}$/, '$1'))
  const number = (key: string) => numbers.get(key) ?? 0
  const counts = (key: string) => Float64Array.from(lists.get(key) ?? [])
  const spans = (key: string, offset: string) => {
    const length = lists.get(key)?.length ?? 0
    return length === 0 ? [] : [{ offset: number(offset), length }]
  }
  return {
    integer: false,
    resetHint: hint ?? 'unknown',
    schema: number('schema'),
    zeroThreshold: number('z_bucket_w'),
    zeroCount: number('z_bucket'),
    count: number('count'),
    sum: number('sum'),
    positiveSpans: spans('buckets', 'offset'),
    positiveCounts: counts('buckets'),
    negativeSpans: spans('n_buckets', 'n_offset'),
    negativeCounts: counts('n_buckets'),
    customValues: counts('custom_values'),
  }
}

function fieldsOf(text: string): Fields {
  const fields: Fields = { numbers: new Map(), lists: new Map(), hint: undefined }
  const pattern = /\s*([a-z_]+)\s*:\s*(\[[^\]]*\]|[^\s[\]]+)/y
  const seen = new Set<string>()
  const end = text.trimEnd().length
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex
    const match = pattern.exec(text)
    if (match === null) {
      throw new Error(`bad histogram descriptor found: ${JSON.stringify(text.slice(at).trim())}`)
    }
    const [, key = '', value = ''] = match
    if (seen.has(key)) throw new Error(`duplicate key ${JSON.stringify(key)} in histogram`)
    seen.add(key)
    keep(fields, key, value)
  }
  return fields
}

function keep(fields: Fields, key: string, value: string): void {
  if (LISTS.has(key)) {
    if (!value.startsWith('[')) throw new Error(`${key} of a histogram is a list in brackets, not ${value}`)
    const items = value.slice(1, -1).trim()
    fields.lists.set(key, items === '' ? [] : items.split(/\s+/).map(item => numberOf(key, item)))
  } else if (NUMBERS.has(key)) fields.numbers.set(key, numberOf(key, value))
  else if (WHOLE_NUMBERS.has(key)) {
    const whole = numberOf(key, value)
    if (!Number.isInteger(whole)) throw new Error(`${key} of a histogram is a whole number, not ${value}`)
    fields.numbers.set(key, whole)
  } else if (key === 'counter_reset_hint') {
    if (!Object.hasOwn(HINTS, value)) {
      throw new Error(`counter_reset_hint of a histogram is unknown, reset, not_reset or gauge, not ${value}`)
    }
    fields.hint = HINTS[value]
  } else throw new Error(`bad histogram descriptor found: ${JSON.stringify(key)}`)
}

function numberOf(key: string, text: string): number {
  const special = /^([+-]?)(inf|nan)$/i.exec(text)
  if (special !== null) {
    if (special[2]!.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? -Infinity : Infinity
  }
  if (!/^[+-]?(0x[0-9a-f]+|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i.test(text)) {
    throw new Error(`${key} of a histogram has the bad number ${JSON.stringify(text)}`)
  }
  const digits = text.replace(/^[+-]/, '')
  return text.startsWith('-') ? -Number(digits) : Number(digits)
}
