/** Options as JSON has them: whatever somebody wrote. Each is read as what it should be, or as if it weren't there. */

export type Options = Readonly<Record<string, unknown>>

const NONE: Options = {}

export function asObject(value: unknown): Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Options) : NONE
}

/** Own keys only: `constructor` is no option. */
export function valueIn(options: Options, key: string): unknown {
  return Object.hasOwn(options, key) ? options[key] : undefined
}

export function objectIn(options: Options, key: string): Options {
  return asObject(valueIn(options, key))
}

export function textIn(options: Options, key: string, otherwise = ''): string {
  const value = valueIn(options, key)
  return typeof value === 'string' && value !== '' ? value : otherwise
}

/** Numbers are often written as text. */
export function numberIn(options: Options, key: string): number | undefined {
  const value = valueIn(options, key)
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

export function isOn(options: Options, key: string): boolean {
  return valueIn(options, key) === true
}

export function listIn(options: Options, key: string): readonly unknown[] {
  const value = valueIn(options, key)
  return Array.isArray(value) ? value : []
}

export function textsIn(options: Options, key: string): string[] {
  return listIn(options, key).filter(each => typeof each === 'string')
}

export function objectsIn(options: Options, key: string): Options[] {
  return listIn(options, key).map(asObject)
}
