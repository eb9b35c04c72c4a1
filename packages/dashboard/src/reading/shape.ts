/**
 * What a place of the JSON must be so that our types tell the truth. A value that is something else is read as what it can only have meant, or left
 * out with a note; where a list or object is needed to go on, it is an error.
 */
import { DashboardError } from '../dashboard-error.ts'
import { isObject, type JsonObject, kindOf } from './json.ts'
import type { Place } from './place.ts'

/** Undefined means that the key is left out. */
export type Shape<T> = (value: unknown, place: Place) => T

export function leftOut(value: unknown, place: Place, expected: string): undefined {
  if (value !== undefined && value !== null) {
    place.note('changed', `${expected} belongs here, not ${kindOf(value)}; it is left out`)
  }
  return undefined
}

export const text: Shape<string | undefined> = (value, place) => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return leftOut(value, place, 'text')
}

export const filledText: Shape<string | undefined> = (value, place) => text(value, place) || undefined

export const flag: Shape<boolean | undefined> = (value, place) => {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 1) return true
  if (value === 'false' || value === 0 || value === '') return false
  return leftOut(value, place, 'true or false')
}

/** Grafana's own forms write numbers as text now and then. */
export const number: Shape<number | undefined> = (value, place) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string') {
    const trimmed = value.trim()
    if (trimmed === '') return undefined
    const read = Number(trimmed)
    if (Number.isFinite(read)) return read
  }
  return leftOut(value, place, 'a number')
}

export const numberOrNull: Shape<number | null | undefined> = (value, place) =>
  value === null ? null : number(value, place)

export const anything: Shape<unknown> = value => value

export function oneOf<const T>(...allowed: readonly T[]): Shape<T | undefined> {
  return (value, place) => {
    const found = allowed.find(each => each === value)
    // Forms that nobody filled in leave an empty text behind.
    if (found !== undefined || value === '') return found
    return leftOut(value, place, `one of ${allowed.map(each => JSON.stringify(each)).join(', ')}`)
  }
}

export function otherwise<T>(shape: Shape<T | undefined>, fallback: T): Shape<T> {
  return (value, place) => shape(value, place) ?? fallback
}

/** A list, empty if there is none; of things that must all be there. */
export function listOf<T>(shape: Shape<T | undefined>): Shape<T[]> {
  return (value, place) => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value))
      throw new DashboardError(place.path, `a list belongs here, not ${kindOf(value)}`)
    const read: T[] = []
    value.forEach((each, at) => {
      // Nothing is meant by it; editors of JSON leave it behind.
      if (each === null || (Array.isArray(each) && each.length === 0)) return
      const item = shape(each, place.index(at))
      if (item !== undefined) read.push(item)
    })
    return read
  }
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, place) => (value === undefined || value === null ? undefined : shape(value, place))
}

export const record: Shape<JsonObject> = (value, place) => {
  if (value === undefined || value === null) return {}
  if (isObject(value)) return value
  // Some languages write an empty object as an empty list.
  if (Array.isArray(value) && value.length === 0) return {}
  throw new DashboardError(place.path, `an object belongs here, not ${kindOf(value)}`)
}

/** The object with the keys that are named brought to their shapes; the others stay as they are. */
export function objectOf<T extends object>(shapes: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const keys = Object.entries(shapes) as [string, Shape<unknown>][]
  return (value, place) => {
    const read: JsonObject = { ...record(value, place) }
    for (const [key, shape] of keys) {
      const was = Object.hasOwn(read, key) ? read[key] : undefined
      const is = shape(was, place.key(key))
      if (is !== undefined) read[key] = is
      else delete read[key]
    }
    return read as T
  }
}
