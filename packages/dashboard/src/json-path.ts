/** A place within JSON, as `fieldConfig.defaults.custom.lineWidth`: read, and set in a copy. */

export function jsonAt(json: unknown, path: string): unknown {
  let here = json
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}

/** What lies beside stays the same object. Undefined takes the key away. */
export function withJsonAt<T extends object>(json: T, path: string, value: unknown): T {
  const [key = '', ...rest] = path.split('.')
  const known = json as Record<string, unknown>
  if (rest.length === 0) {
    if (known[key] === value && (value !== undefined || !Object.hasOwn(known, key))) return json
    const { [key]: _, ...others } = known
    return (value === undefined ? others : { ...known, [key]: value }) as T
  }
  const child = known[key]
  const inside = typeof child === 'object' && child !== null && !Array.isArray(child) ? child : {}
  const next = withJsonAt(inside, rest.join('.'), value)
  return next === child ? json : ({ ...known, [key]: next } as T)
}
