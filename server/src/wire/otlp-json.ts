/**
 * OTLP/JSON's way with protobuf's types, and the messages that all signals share. Unknown fields are ignored, `null` is a field
 * that is not set, 64-bit integers are strings or numbers, ids are hex; whatever else has the wrong type is an error that names the field.
 */
import {
  MAX_VALUE_DEPTH,
  NO_ATTRIBUTES,
  type OtlpAttribute,
  type OtlpBudget,
  type OtlpValue,
} from './otlp-value.ts'
import { WireError } from './wire-error.ts'

export type JsonObject = { readonly [key: string]: unknown }

const COMMA = 0x2c
const OPEN_ARRAY = 0x5b
const OPEN_OBJECT = 0x7b

/** A bracket and a comma of JSON become an object of dozens of bytes, so both are counted before the text is parsed. */
const TOKENS_PER_ELEMENT = 16

export function parseOtlpJson(bytes: Uint8Array, maxElements: number): JsonObject {
  const maxTokens = maxElements * TOKENS_PER_ELEMENT
  let tokens = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === COMMA || byte === OPEN_ARRAY || byte === OPEN_OBJECT) tokens++
  }
  if (tokens > maxTokens) {
    throw new WireError(
      'limit',
      `otlp json: the text has more than ${maxTokens} commas and opening brackets, ` +
        `${TOKENS_PER_ELEMENT} for each of the ${maxElements} points, attributes, buckets and exemplars that a request may hold`,
    )
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new WireError('invalid-utf8', 'otlp json: the text is not valid UTF-8')
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new WireError('malformed', `otlp json: ${(error as Error).message}`)
  }
  if (!isObject(parsed)) throw new WireError('malformed', 'otlp json: the request is not an object')
  return parsed
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(key: string, expected: string, value: unknown): WireError {
  const shown = JSON.stringify(value)
  return new WireError(
    'malformed',
    `otlp json: ${key} should be ${expected}, not ${shown.length > 60 ? `${shown.slice(0, 60)}...` : shown}`,
  )
}

const EMPTY_LIST: readonly unknown[] = []

/** The elements of a repeated field. */
export function listField(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key] ?? EMPTY_LIST
  if (!Array.isArray(value)) throw wrong(key, 'an array', value)
  return value
}

export function objectOf(value: unknown, key: string): JsonObject {
  if (!isObject(value)) throw wrong(key, 'an object', value)
  return value
}

export function objectField(object: JsonObject, key: string): JsonObject | undefined {
  const value = object[key]
  return value === undefined || value === null ? undefined : objectOf(value, key)
}

export function stringField(object: JsonObject, key: string): string {
  const value = object[key] ?? ''
  if (typeof value !== 'string') throw wrong(key, 'a string', value)
  return value
}

export function boolField(object: JsonObject, key: string): boolean {
  const value = object[key] ?? false
  if (typeof value !== 'boolean') throw wrong(key, 'true or false', value)
  return value
}

/** A double: also as a string, which is how JSON says NaN and the infinities. */
export function doubleOf(value: unknown, key: string): number {
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  if (typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value)
  throw wrong(key, 'a number, "NaN", "Infinity" or "-Infinity"', value)
}

export function doubleField(object: JsonObject, key: string): number | undefined {
  const value = object[key]
  return value === undefined || value === null ? undefined : doubleOf(value, key)
}

/** An integer of up to 64 bits, as the nearest double. */
export function integerOf(value: unknown, key: string): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return Number(value)
  throw wrong(key, 'a whole number, as a number or a string', value)
}

export function integerField(object: JsonObject, key: string): number | undefined {
  const value = object[key]
  return value === undefined || value === null ? undefined : integerOf(value, key)
}

/** Nanoseconds since the epoch, as milliseconds and what is left of them. */
export function timeField(object: JsonObject, key: string): { ms: number; subNs: number } {
  const value = object[key] ?? 0
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    return { ms: Math.floor(value / 1_000_000), subNs: value % 1_000_000 }
  }
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) {
    throw wrong(key, 'nanoseconds since 1970 as a string or a number', value)
  }
  return value.length <= 6
    ? { ms: 0, subNs: Number(value) }
    : { ms: Number(value.slice(0, -6)), subNs: Number(value.slice(-6)) }
}

/** A trace or span id: hex in lower case. */
export function idField(object: JsonObject, key: string): string {
  const value = stringField(object, key)
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(value)) throw wrong(key, 'hexadecimal', value)
  return value.toLowerCase()
}

export function attributesField(
  object: JsonObject,
  key: string,
  budget: OtlpBudget,
  depth = 0,
): readonly OtlpAttribute[] {
  const list = listField(object, key)
  if (list.length === 0) return NO_ATTRIBUTES
  budget.spend(list.length)
  return list.map(entry => {
    const pair = objectOf(entry, key)
    return { key: stringField(pair, 'key'), value: anyValue(pair.value, budget, depth) }
  })
}

function anyValue(value: unknown, budget: OtlpBudget, depth: number): OtlpValue {
  if (value === undefined || value === null) return null
  if (depth > MAX_VALUE_DEPTH) {
    throw new WireError(
      'limit',
      `otlp: attribute values stand in each other more than ${MAX_VALUE_DEPTH} deep`,
    )
  }
  const object = objectOf(value, 'value')
  for (const kind in object) {
    if (object[kind] === null) continue
    switch (kind) {
      case 'stringValue':
        return stringField(object, kind)
      case 'boolValue':
        return boolField(object, kind)
      case 'intValue':
        return exactInteger(object[kind])
      case 'doubleValue':
        return doubleOf(object[kind], kind)
      case 'bytesValue':
        return Buffer.from(stringField(object, kind), 'base64')
      case 'arrayValue': {
        const list = listField(objectOf(object[kind], kind), 'values')
        budget.spend(list.length)
        return list.map(element => anyValue(element, budget, depth + 1))
      }
      case 'kvlistValue':
        return { entries: attributesField(objectOf(object[kind], kind), 'values', budget, depth + 1) }
    }
  }
  return null
}

function exactInteger(value: unknown): number | bigint {
  const nearest = integerOf(value, 'intValue')
  return Number.isSafeInteger(nearest) || typeof value !== 'string' ? nearest : BigInt(value)
}
