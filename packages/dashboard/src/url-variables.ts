/** The variables of a page's address: `?var-job=node&var-pod=a&var-pod=b`. */
import type { ScopedValue } from './scope.ts'
import { ALL_VALUE, AUTO_VALUE } from './variable-choices.ts'

const PREFIX = 'var-'
/** Links of thousands of values come from nowhere good. */
const MOST_VALUES = 2_000

/** Takes an address's parameters as a router gives them: one value or a list, which may have been read as numbers. */
export function variablesOfSearch(
  search: Readonly<Record<string, unknown>> | URLSearchParams,
): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const entries =
    search instanceof URLSearchParams
      ? [...new Set(search.keys())].map(key => [key, search.getAll(key)] as const)
      : Object.entries(search)
  for (const [key, value] of entries) {
    if (!key.startsWith(PREFIX) || key === PREFIX || value === undefined || value === null) continue
    const values = (Array.isArray(value) ? value : [value]).slice(0, MOST_VALUES).filter(isPlain).map(String)
    found.set(key.slice(PREFIX.length), values)
  }
  return found
}

/** What the address says of a variable. `All` stays itself, so that it goes on meaning all of them. */
export function searchOfVariable(name: string, value: ScopedValue): Record<string, string | string[]> {
  return { [`${PREFIX}${name}`]: valuesForUrl(value) }
}

export function valuesForUrl({ all, auto, value }: ScopedValue): string | string[] {
  if (all === true) return ALL_VALUE
  if (auto === true) return AUTO_VALUE
  return typeof value === 'string' ? value : [...value]
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
