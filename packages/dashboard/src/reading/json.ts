/** JSON that is worked on while it is read. */
export interface JsonObject {
  [key: string]: unknown
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** Empty if there is none; what is put into it is put nowhere then. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isObject(value) ? value : {}
}

/** The object at this key, put there if there is none. */
export function openObject(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  if (isObject(value)) return value
  const made: JsonObject = {}
  object[key] = made
  return made
}

export function openList(object: JsonObject, key: string): unknown[] {
  const value = object[key]
  if (Array.isArray(value)) return value
  const made: unknown[] = []
  object[key] = made
  return made
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Forms of old wrote numbers as text. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const read = Number(value)
  return Number.isFinite(read) ? read : undefined
}

/** Without what has no value. */
export function filled(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== null),
  )
}

/** `a number`, `an object`: for the words of errors and notes. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return 'text'
  return `a ${typeof value}`
}
