/** The metrics and queries that CloudCart has to have, as the catalogue beside this repository lists them; undefined where it isn't there. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ServiceName } from '../../../cloudcart/contracts/services.ts'

export interface MetricRow {
  readonly system: string
  readonly service: string
  readonly prom_name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly buckets: readonly number[] | null
  readonly exposed_by: string | null
}

export interface QueryRow {
  readonly id: string
  readonly system: string
  readonly kind: string
  readonly title: string
  readonly promql: string
  readonly problem: string | null
  readonly fixed: string | null
}

const FOLDER = fileURLToPath(new URL('../../../../shared/catalog/', import.meta.url))
const SYSTEMS = ['cloudcart', 'platform', 'enhancements']

export const HAS_CATALOGUE = existsSync(FOLDER)

export function metricRows(): MetricRow[] {
  return rows<MetricRow>('metrics.json')
}

export function queryRows(): QueryRow[] {
  return rows<QueryRow>('queries.json')
}

function rows<T extends { system: string }>(file: string): T[] {
  const all = JSON.parse(readFileSync(FOLDER + file, 'utf8')) as T[]
  return all.filter(({ system }) => SYSTEMS.includes(system))
}

/** Which service of ours has a row; undefined where it is an exporter's. */
export function ownersOf(
  row: MetricRow,
  services: readonly ServiceName[],
): readonly ServiceName[] | undefined {
  // One of the documents calls the user service so.
  if (row.service === 'auth-service') return ['user-service']
  if (row.service === 'all') return services
  // No document says whose the gauge is: every service with a database has it.
  if (row.prom_name === 'database_connection_time_seconds')
    return ['user-service', 'product-service', 'order-service']
  if (row.service === 'exporter:client-library') return services
  if (row.service === 'exporter:prom-client') return ['api-gateway']
  const found = services.find(service => service === row.service)
  return found === undefined ? undefined : [found]
}
