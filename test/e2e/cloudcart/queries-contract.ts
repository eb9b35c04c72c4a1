/** Which queries of the catalogue are asked of Vedette, and how. */
import type { QueryRow } from './catalogue.ts'

/** What can't be answered here: the exporter behind it isn't part of the shop. */
export const OUTSIDE: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\bcounter_name\b/, 'a placeholder for any counter'],
  [/\b(pg_up|mongodb_up)\b/, "a database's exporter is not part of the shop"],
  [/\bcontainer_\w+/, 'cAdvisor needs containers'],
]

export function reasonOutside({ promql }: QueryRow): string | undefined {
  return OUTSIDE.find(([pattern]) => pattern.test(promql))?.[1]
}

/**
 * As fixed where it is broken. An alert's expression answers only in trouble, so what it compares is asked: the part before the last
 * comparison with a number.
 */
export function questionOf({ kind, promql, fixed }: QueryRow): string {
  const expression = fixed ?? promql
  if (kind !== 'alert') return expression
  const [head] = expression.split(' and on () ')
  return head!.replace(/\s*(==|>|<|>=|<=)\s*[\d.]+\s*$/, '')
}
