/**
 * Which metrics count the requests of services, and the questions over them. Teams count in different ways: `http_requests_total` with a label
 * `service`, prom-client's histogram by job, OpenTelemetry's semantic conventions of two ages. What is there decides.
 */
import type { Labels } from '../api/prometheus.ts'

export type ServiceLabel = 'service' | 'service_name' | 'job'

/** One way of counting; several may be in use at once. */
export interface Convention {
  /** Counts requests: a counter, a classic histogram's `_count`, or a native histogram. */
  readonly requests: string
  readonly isNative: boolean
  /** What the requests took: the histogram without `_bucket`. */
  readonly duration: Duration | undefined
  /** Names the service. */
  readonly serviceLabel: ServiceLabel
  /** Those that name it better, and must be empty here. */
  readonly without: readonly ServiceLabel[]
  readonly statusLabel: string | undefined
}

export interface Duration {
  readonly name: string
  readonly isNative: boolean
  readonly inMs: boolean
}

/** Where series of a service come from. */
export interface Process {
  readonly job: string
  readonly instance: string
}

export interface RequestMetrics {
  readonly conventions: readonly Convention[]
  /** By the service's name. */
  readonly services: ReadonlyMap<string, readonly Process[]>
  /** How each of them is counted. */
  readonly countedBy: ReadonlyMap<string, Convention>
}

/** How one service is counted; in any way, where that is not known of this moment. */
export function conventionsOf(
  { conventions, countedBy }: RequestMetrics,
  service: string,
): readonly Convention[] {
  const own = countedBy.get(service)
  return own === undefined ? conventions : [own]
}

interface Family {
  readonly requests: string
  readonly duration: string
  readonly isNative?: boolean
  readonly inMs?: boolean
}

/** Best first: a service that is counted in several ways is read in the first. */
const FAMILIES: readonly Family[] = [
  { requests: 'http_requests_total', duration: 'http_request_duration_seconds' },
  ...both('http_server_request_duration_seconds'),
  ...both('http_request_duration_seconds'),
  ...both('http_server_duration_milliseconds', true),
]
const SERVICE_LABELS: readonly ServiceLabel[] = ['service', 'service_name', 'job']
const STATUS_LABELS = ['status', 'status_code', 'code', 'http_response_status_code', 'http_status_code']
const ROUTE_LABELS = ['route', 'http_route', 'endpoint', 'handler', 'path', 'operation', 'uri']
const METHOD_LABELS = ['method', 'http_request_method', 'http_method', 'verb']

function both(duration: string, inMs = false): Family[] {
  return [
    { requests: `${duration}_count`, duration, inMs },
    { requests: duration, duration, inMs, isNative: true },
  ]
}

/** Who counts what, and by which labels: one question, whose answer `requestMetrics` reads. */
export const DISCOVERY = discovery('5m')
/** Where nobody counted just now: who did within the page's range. */
export const DISCOVERY_BEFORE = discovery('$window')

function discovery(window: string): string {
  const names = [...new Set(FAMILIES.map(({ requests }) => requests))].join('|')
  const series = `last_over_time({__name__=~"${names}"}[${window}])`
  return `group by (__name__, service, service_name, job, instance) (${series}) or group by (__name__, ${STATUS_LABELS.join(', ')}) (${series})`
}

export function requestMetrics(rows: readonly Labels[]): RequestMetrics {
  const byName = Map.groupBy(rows, row => row.__name__ ?? '')
  const services = new Map<string, Process[]>()
  const conventions: Convention[] = []
  const countedBy = new Map<string, Convention>()
  for (const family of FAMILIES) {
    const counted = byName.get(family.requests) ?? []
    const labels = new Set<ServiceLabel>()
    const claimed = new Map<string, Process[]>()
    const named = new Map<string, ServiceLabel>()
    for (const row of counted) {
      const label = SERVICE_LABELS.find(name => (row[name] ?? '') !== '')
      const service = label === undefined ? undefined : row[label]
      if (label === undefined || service === undefined || services.has(service)) continue
      labels.add(label)
      named.set(service, label)
      const processes = claimed.get(service) ?? []
      processes.push({ job: row.job ?? '', instance: row.instance ?? '' })
      claimed.set(service, processes)
    }
    for (const [service, processes] of claimed) services.set(service, processes)
    const statusLabel = STATUS_LABELS.find(name => counted.some(row => (row[name] ?? '') !== ''))
    for (const serviceLabel of SERVICE_LABELS.filter(name => labels.has(name))) {
      const without = SERVICE_LABELS.slice(0, SERVICE_LABELS.indexOf(serviceLabel)).filter(name =>
        labels.has(name),
      )
      const convention: Convention = {
        requests: family.requests,
        isNative: family.isNative ?? false,
        duration: durationOf(family, byName),
        serviceLabel,
        without,
        statusLabel,
      }
      conventions.push(convention)
      for (const [service, label] of named) if (label === serviceLabel) countedBy.set(service, convention)
    }
  }
  return { conventions, services, countedBy }
}

function durationOf({ duration: name, inMs = false }: Family, byName: ReadonlyMap<string, unknown>) {
  if (byName.has(`${name}_count`)) return { name, inMs, isNative: false }
  return byName.has(name) ? { name, inMs, isNative: true } : undefined
}

export interface Asked {
  /** A window for rates: `5m`, `$rate`. */
  readonly window: string
  /** One service alone. */
  readonly service?: string
  /** A modifier: ` @ end()`. */
  readonly at?: string
}

/** So many services are told apart in one graph. */
export const MOST_IN_GRAPH = 20

/** Where there are more services than a graph can tell apart: those with the largest values at the end of it, for all of its time. */
export function largest(
  queryOf: (asked: Asked) => string,
  asked: Asked,
  services: number,
  most = MOST_IN_GRAPH,
): string {
  const query = queryOf(asked)
  if (services <= most || query === '') return query
  return `(${query}) and topk(${most}, ${queryOf({ ...asked, at: ' @ end()' })})`
}

/** Requests per second, by service. */
export function rateQuery(conventions: readonly Convention[], asked: Asked): string {
  return joined(conventions, convention => rateBy(convention, asked))
}

/** Of all requests those that the server failed, 0 to 1; zero where none did. Empty where no status is told. */
export function errorQuery(conventions: readonly Convention[], asked: Asked): string {
  return joined(conventions, convention => errorsBy(convention, asked))
}

/** Seconds that all but a share of the requests took at most. Empty where nobody measures. */
export function latencyQuery(conventions: readonly Convention[], quantile: number, asked: Asked): string {
  return joined(conventions, convention => latencyBy(convention, quantile, asked))
}

/** Requests per second by the first digit of their status: a label `class`, such as `5xx`. */
export function statusQuery(conventions: readonly Convention[], asked: Asked): string {
  return conventions
    .filter(({ statusLabel }) => statusLabel !== undefined)
    .map(convention => {
      const rate = counted(convention, asked)
      return `sum by (class) (label_replace(${rate}, "class", "\${1}xx", "${convention.statusLabel}", "([1-5])[0-9][0-9]"))`
    })
    .join(' or ')
}

export interface OperationLabels {
  readonly route: string
  readonly method: string | undefined
}

/** What an operation is called here, from the names of labels that there are. */
export function operationLabels(labels: readonly string[]): OperationLabels | undefined {
  const route = ROUTE_LABELS.find(name => labels.includes(name))
  if (route === undefined) return undefined
  return { route, method: METHOD_LABELS.find(name => labels.includes(name)) }
}

export interface OperationQueries {
  readonly rate: string
  readonly errors: string
  readonly p95: string
}

/** The same three by operation, of one service. */
export function operationQueries(
  conventions: readonly Convention[],
  { route, method }: OperationLabels,
  asked: Asked,
): OperationQueries {
  const by = method === undefined ? [route] : [method, route]
  const each = (queryOf: (convention: Convention) => string | undefined): string =>
    conventions.flatMap(convention => queryOf(convention) ?? []).join(' or ')
  return {
    rate: each(convention => rateBy(convention, asked, by)),
    errors: each(convention => errorsBy(convention, asked, by)),
    p95: each(convention => latencyBy(convention, 0.95, asked, by)),
  }
}

/** Several questions as one; the label `signal` says which an answer belongs to. Empty ones are left out. */
export function together(queries: Readonly<Record<string, string>>): string {
  return Object.entries(queries)
    .filter(([, query]) => query !== '')
    .map(([signal, query]) => `label_replace(${query}, "signal", "${signal}", "", "")`)
    .join(' or ')
}

/** What selects a service's requests. */
export function selectorOf(
  { serviceLabel, without }: Convention,
  service?: string,
  more: readonly string[] = [],
): string {
  const named = service === undefined ? `${serviceLabel}!=""` : `${serviceLabel}=${JSON.stringify(service)}`
  return `{${[named, ...without.map(label => `${label}=""`), ...more].join(', ')}}`
}

function counted(
  convention: Convention,
  { window, service, at = '' }: Asked,
  more: readonly string[] = [],
): string {
  const rate = `rate(${convention.requests}${selectorOf(convention, service, more)}[${window}]${at})`
  return convention.isNative ? `histogram_count(${rate})` : rate
}

function rateBy(convention: Convention, asked: Asked, by: readonly string[] = [convention.serviceLabel]) {
  return `sum by (${by.join(', ')}) (${counted(convention, asked)})`
}

function errorsBy(convention: Convention, asked: Asked, by: readonly string[] = [convention.serviceLabel]) {
  const { statusLabel } = convention
  if (statusLabel === undefined) return undefined
  const all = rateBy(convention, asked, by)
  const failed = `sum by (${by.join(', ')}) (${counted(convention, asked, [`${statusLabel}=~"5.."`])})`
  return `${failed} / ${all} or 0 * ${all}`
}

function latencyBy(
  convention: Convention,
  quantile: number,
  { window, service, at = '' }: Asked,
  by: readonly string[] = [convention.serviceLabel],
) {
  const { duration } = convention
  if (duration === undefined) return undefined
  const { name, isNative, inMs } = duration
  const rate = `rate(${name}${isNative ? '' : '_bucket'}${selectorOf(convention, service)}[${window}]${at})`
  const labels = isNative ? by : [...by, 'le']
  return `histogram_quantile(${quantile}, sum by (${labels.join(', ')}) (${rate}))${inMs ? ' / 1000' : ''}`
}

/** Whatever names the service where requests are counted: in the answer it is the label `service`. */
function joined(
  conventions: readonly Convention[],
  queryOf: (convention: Convention) => string | undefined,
): string {
  return conventions
    .flatMap(convention => {
      const query = queryOf(convention)
      if (query === undefined) return []
      const { serviceLabel } = convention
      return [
        serviceLabel === 'service'
          ? query
          : `label_replace(${query}, "service", "$1", "${serviceLabel}", "(.+)")`,
      ]
    })
    .join(' or ')
}
