/** Whether services expose what the catalogue says: name, type, exact label names, counters that only rise, whole histograms. */
import { SERVICE_NAMES, type ServiceName } from '../../../cloudcart/contracts/services.ts'
import { type MetricRow, ownersOf } from './catalogue.ts'
import type { Family } from './exposed.ts'

export type Exposed = ReadonlyMap<ServiceName, ReadonlyMap<string, Family>>

/** One sentence for each thing that isn't as its rows say. */
export function contractBreaches(rows: readonly MetricRow[], before: Exposed, after: Exposed): string[] {
  return [...wantedOf(rows)].flatMap(([key, wanted]) => {
    const { service, name } = wanted
    const family = after.get(service)?.get(name)
    if (family === undefined) return [`${key} is missing`]
    const found: string[] = []
    if (family.type !== wanted.type) found.push(`${key} is a ${family.type}: a ${wanted.type} is wanted`)
    const labels = [...wanted.labels].sort().join()
    const different = [...family.labels].filter(each => each !== labels)
    if (different.length > 0)
      found.push(`${key} has labels {${different.join('} and {')}}: {${labels}} are wanted`)
    if (family.values.size === 0) found.push(`${key} has no series`)
    if (wanted.type === 'histogram') found.push(...brokenHistogram(key, name, family, wanted.buckets))
    if (wanted.type === 'counter') found.push(...fallen(key, before.get(service)?.get(name), family))
    return found
  })
}

interface Wanted {
  readonly service: ServiceName
  readonly name: string
  readonly type: string
  /** Of all rows of this name and service: where two documents disagree, both spellings are carried. */
  readonly labels: Set<string>
  readonly buckets: readonly number[] | null
}

/** Labels that the kit adds, so that every service's requests can be told apart by route and status. */
const KIT_LABELS: Readonly<Record<string, readonly string[]>> = {
  http_requests_total: ['method', 'route', 'endpoint', 'status', 'status_code', 'service'],
  http_request_duration_seconds: ['method', 'route', 'endpoint', 'status', 'status_code', 'service'],
}

function wantedOf(rows: readonly MetricRow[]): Map<string, Wanted> {
  const all = new Map<string, Wanted>()
  for (const row of rows) {
    for (const service of ownersOf(row, SERVICE_NAMES) ?? []) {
      const key = `${service}: ${row.prom_name}`
      const known = all.get(key)
      if (known === undefined) {
        const { prom_name: name, type, buckets } = row
        all.set(key, {
          service,
          name,
          type,
          labels: new Set([...row.labels, ...addedBy(service, name)]),
          buckets,
        })
      } else for (const label of row.labels) known.labels.add(label)
    }
  }
  return all
}

function addedBy(service: ServiceName, name: string): readonly string[] {
  // The version is on nodejs_version_info in prom-client itself.
  if (name === 'nodejs_version_info') return ['version', 'major', 'minor', 'patch']
  const labels = KIT_LABELS[name] ?? []
  return service === 'api-gateway' ? labels.filter(label => label !== 'endpoint') : labels
}

function brokenHistogram(
  key: string,
  name: string,
  family: Family,
  buckets: readonly number[] | null,
): string[] {
  const missing = ['_bucket', '_sum', '_count']
    .map(suffix => name + suffix)
    .filter(each => !family.names.has(each))
  const found = missing.length > 0 ? [`${key} has no ${missing.join(', ')}`] : []
  if (!family.bounds.has('+Inf')) found.push(`${key} has no bucket +Inf`)
  const bounds = [...family.bounds].filter(each => each !== '+Inf').join()
  if (buckets !== null && bounds !== buckets.join())
    found.push(`${key} has buckets ${bounds}: ${buckets.join()} are wanted`)
  return found
}

function fallen(key: string, before: Family | undefined, after: Family): string[] {
  return [...(before?.values ?? [])].flatMap(([series, value]) => {
    const now = after.values.get(series)
    return now !== undefined && now < value ? [`${key}: ${series} fell from ${value} to ${now}`] : []
  })
}
