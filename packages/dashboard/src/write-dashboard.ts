/** The dashboard as a file: the same dashboard always gives the same text, so that versions compare line by line. */
import type { Dashboard } from './dashboard.ts'

export interface WriteOptions {
  /** As Grafana exports for sharing externally: whoever imports it chooses the data source. */
  readonly forSharing?: boolean | undefined
}

export function writeDashboard(dashboard: Dashboard, _options: WriteOptions = {}): string {
  return `${JSON.stringify(sorted(dashboard), undefined, 2)}\n`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}
