/** Attributes as OTLP carries them in every signal, and the text that they become where only text can stand. */
import { compareUtf8 } from '@vedette/model'
import { WireError } from './wire-error.ts'

/** Integers beyond 2^53 are `bigint`; `null` is a value that was not set. */
export type OtlpValue =
  | string
  | boolean
  | number
  | bigint
  | null
  | Uint8Array
  | readonly OtlpValue[]
  | OtlpMap

export interface OtlpMap {
  readonly entries: readonly OtlpAttribute[]
}

export interface OtlpAttribute {
  readonly key: string
  readonly value: OtlpValue
}

export const NO_ATTRIBUTES: readonly OtlpAttribute[] = []

/** How deep arrays and maps may stand in each other. */
export const MAX_VALUE_DEPTH = 32

/**
 * How many things a request may hold: points, attributes, buckets, exemplars ... A few bytes on the wire become an object
 * of a hundred, so the size of a body alone bounds nothing.
 */
export class OtlpBudget {
  readonly max: number
  #left: number

  constructor(max: number) {
    this.max = max
    this.#left = max
  }

  spend(count = 1): void {
    this.#left -= count
    if (this.#left < 0) {
      throw new WireError(
        'limit',
        `otlp: the request holds more than ${this.max} points, attributes, buckets and exemplars in all`,
      )
    }
  }
}

/** The text of a value, as the OpenTelemetry Collector and Prometheus write it into a label. */
export function otlpValueText(value: OtlpValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return base64(value)
  try {
    return jsonText(value)
  } catch (error) {
    if (error instanceof NotJson) return ''
    throw error
  }
}

class NotJson extends Error {}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return Object.is(value, -0) ? '-0' : String(value)
}

/** JSON as Go writes it: keys sorted, the last of equal keys, `<`, `>` and `&` escaped; nothing at all where it holds a NaN. */
function jsonText(value: OtlpValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return jsonString(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotJson()
    return numberText(value)
  }
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return jsonString(base64(value))
  if (!('entries' in value && !Array.isArray(value))) {
    return `[${(value as readonly OtlpValue[]).map(jsonText).join(',')}]`
  }
  const byKey = new Map((value as OtlpMap).entries.map(entry => [entry.key, entry.value]))
  const keys = [...byKey.keys()].sort(compareUtf8)
  return `{${keys.map(key => `${jsonString(key)}:${jsonText(byKey.get(key)!)}`).join(',')}}`
}

function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
