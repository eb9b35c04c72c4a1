import type { Scope, ScopedValue } from '../scope.ts'

/** Six hours until 15:00 of 20 November 2026, in UTC. */
export function scopeOf(
  variables: Readonly<Record<string, ScopedValue>> = {},
  more: Partial<Scope> = {},
): Scope {
  return {
    variables,
    range: { fromMs: Date.UTC(2026, 10, 20, 9), toMs: Date.UTC(2026, 10, 20, 15) },
    intervalMs: 30_000,
    scrapeIntervalMs: 15_000,
    zone: 'utc',
    ...more,
  }
}
