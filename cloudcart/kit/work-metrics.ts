/**
 * What services measure under names of their own, besides what all have: requests, statements, events that they publish. Made from what the kit
 * tells, in one way, so that a dashboard for one service is a dashboard for the next.
 */
import { Counter, Histogram } from 'prom-client'
import type { QueryType } from './database/database.ts'
import type { Kit } from './kit.ts'
import { LATENCY_BUCKETS } from './metrics.ts'

type Told = Pick<Kit, 'registry' | 'on'>

/** From a row that SQLite has in memory to a statement that waits for its connection. */
export const QUERY_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
]
const PUBLISH_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const QUERY_TYPES: readonly QueryType[] = ['select', 'insert', 'update', 'delete', 'transaction']

export function measureRequests(
  { registry, on }: Told,
  prefix: string,
  durationName = `${prefix}_request_duration_seconds`,
): void {
  const registers = [registry]
  const requests = new Counter({
    name: `${prefix}_http_requests_total`,
    help: `HTTP requests that the ${prefix} service answered.`,
    labelNames: ['method', 'endpoint', 'status'] as const,
    registers,
  })
  const duration = new Histogram({
    name: durationName,
    help: `Seconds that the ${prefix} service took for an HTTP request.`,
    labelNames: ['method', 'endpoint'] as const,
    buckets: LATENCY_BUCKETS,
    registers,
  })
  on.request(({ method, route, status, seconds }) => {
    requests.inc({ method, endpoint: route, status: String(status) })
    duration.observe({ method, endpoint: route }, seconds)
  })
}

export function measureQueries({ registry, on }: Told, prefix: string): void {
  const queries = new Histogram({
    name: `${prefix}_db_query_duration_seconds`,
    help: `Seconds that a statement took in the ${prefix} database, by its kind.`,
    labelNames: ['query_type'] as const,
    buckets: QUERY_BUCKETS,
    registers: [registry],
  })
  for (const query_type of QUERY_TYPES) queries.zero({ query_type })
  on.query((query_type, seconds) => queries.observe({ query_type }, seconds))
}

/** `types` are those of which it is known before they happen that they will. */
export function measurePublishing({ registry, on }: Told, prefix: string, types: readonly string[]): void {
  const publishing = new Histogram({
    name: `${prefix}_kafka_publish_duration_seconds`,
    help: 'Seconds until the event log, whatever it is, had an event, by type.',
    labelNames: ['event_type'] as const,
    buckets: PUBLISH_BUCKETS,
    registers: [registry],
  })
  for (const event_type of types) publishing.zero({ event_type })
  on.publish(({ type, seconds }) => publishing.observe({ event_type: type }, seconds))
}

export function countPublished({ registry, on }: Told, prefix: string, types: readonly string[]): void {
  const published = new Counter({
    name: `${prefix}_kafka_events_published_total`,
    help: `Events that the ${prefix} service published, or could not, by type.`,
    labelNames: ['event_type', 'status'] as const,
    registers: [registry],
  })
  for (const event_type of types) {
    for (const status of ['success', 'failed']) published.inc({ event_type, status }, 0)
  }
  on.publish(({ type, ok }) => published.inc({ event_type: type, status: ok ? 'success' : 'failed' }))
}
