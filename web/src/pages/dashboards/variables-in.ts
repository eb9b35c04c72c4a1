/** Of the dashboard's variables those that something depends on: a change of others asks nothing again. */
import { type Reference, referencesIn, type Scope, type ScopedValue } from '@vedette/dashboard'

export function variablesIn(value: unknown, scope: Scope): Readonly<Record<string, unknown>> {
  const references = allIn(value)
  const wanted = new Set(references.map(({ name }) => name))
  if (wanted.has('__all_variables')) return scope.variables
  const found: Record<string, unknown> = {}
  for (const name of wanted) {
    const known = Object.hasOwn(scope.variables, name) ? scope.variables[name] : undefined
    if (known === undefined) continue
    found[name] =
      standsForItself(known) && !references.some(each => each.name === name && looksInto(each))
        ? known.allValue
        : known
    // `allValue` may name others.
    for (const each of referencesIn(known.allValue ?? '')) wanted.add(each.name)
  }
  return found
}

/** `All` with a text of its own: what there is to choose from makes no difference. */
function standsForItself({ all, allValue = '' }: ScopedValue): boolean {
  return all === true && allValue !== ''
}

function looksInto({ path, format }: Reference): boolean {
  return path !== undefined || format === 'queryparam'
}

/** The links of a field's override lie eight deep. */
const DEEPEST = 10

function allIn(value: unknown, depth = 0): Reference[] {
  if (typeof value === 'string') return referencesIn(value)
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return []
  return Object.values(value).flatMap(each => allIn(each, depth + 1))
}
