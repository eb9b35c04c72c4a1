/** Of the dashboard's variables those that something depends on: a change of others asks nothing again. */
import { referencesIn, type Scope } from '@vedette/dashboard'

export function variablesIn(value: unknown, scope: Scope): Readonly<Record<string, unknown>> {
  const wanted = new Set(namesIn(value))
  const found: Record<string, unknown> = {}
  for (const name of wanted) {
    const known = Object.hasOwn(scope.variables, name) ? scope.variables[name] : undefined
    if (known === undefined) continue
    found[name] = known
    // `allValue` may name others.
    for (const each of referencesIn(known.allValue ?? '')) wanted.add(each.name)
  }
  return found
}

function namesIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return referencesIn(value).map(({ name }) => name)
  if (typeof value !== 'object' || value === null || depth > 6) return []
  return Object.values(value).flatMap(each => namesIn(each, depth + 1))
}
