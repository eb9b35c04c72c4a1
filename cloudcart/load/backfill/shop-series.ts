/** The series of the past: those of the live shop that its dashboards ask for, under the same names and labels as they are scraped. */
import { SERVICE_NAMES, type ServiceName } from '../../contracts/services.ts'
import { LATENCY_BUCKETS } from '../../kit/metrics.ts'
import { businessTracks } from './business-series.ts'
import { busier, type Flow, looking, paying, targetOf } from './circumstances.ts'
import { counter, gauge, histogram, type Labels, type Track } from './tracks.ts'
import type { Past } from './traffic.ts'

/** Jobs that hold one instance for the sake of its name, as the shop's scrape configuration has them. */
const NAMED_JOBS: readonly (readonly [job: string, service: ServiceName])[] = [
  ['api-gateway', 'api-gateway'],
  ['auth-service', 'user-service'],
  ['product-service', 'product-service'],
  ['order-service', 'order-service'],
]

export function shopTracks(): readonly Track[] {
  return [...upTracks(), ...edgeTracks(), ...serviceTracks(), ...businessTracks(), ...summaryTracks()]
}

function upTracks(): Track[] {
  return [
    ...SERVICE_NAMES.map(service => gauge('up', targetOf(service), () => 1)),
    ...NAMED_JOBS.map(([job, service]) => gauge('up', targetOf(service, { job }), () => 1)),
  ]
}

const PRODUCTS = '/api/products/products'
const ORDERS = '/api/orders/orders'

/** What people ask of the gateway; where a time is named, it is measured. */
function edgeTracks(): Track[] {
  const labelsOf = (method: string, route: string, status: number): Labels =>
    targetOf('api-gateway', { method, route, ...statusLabels(status), service: 'api-gateway' })
  const requests = (method: string, route: string, status: number, flow: Flow): Track =>
    counter('http_requests_total', labelsOf(method, route, status), ({ traffic }) => flow(traffic))
  const seconds = (
    method: string,
    route: string,
    status: number,
    flow: Flow,
    median: (past: Past) => number,
    spread = 0.6,
  ): Track[] => [
    requests(method, route, status, flow),
    histogram('http_request_duration_seconds', labelsOf(method, route, status), {
      buckets: LATENCY_BUCKETS,
      count: ({ traffic }) => flow(traffic),
      median,
      spread,
    }),
  ]
  const upstream = (
    service: ServiceName,
    endpoint: string,
    flow: Flow,
    median: (past: Past) => number,
  ): Track =>
    histogram('upstream_service_latency_seconds', targetOf('api-gateway', { service, endpoint }), {
      buckets: LATENCY_BUCKETS,
      count: ({ traffic }) => flow(traffic),
      median,
      spread: 0.55,
    })
  const plain = (name: string, labels: Labels, flow: Flow): Track =>
    counter(name, targetOf('api-gateway', labels), ({ traffic }) => flow(traffic))
  return [
    ...seconds('GET', PRODUCTS, 200, t => t.list, looking(0.0015), 0.7),
    ...seconds('GET', `${PRODUCTS}/search`, 200, t => t.search, looking(0.002), 0.7),
    ...seconds('GET', `${PRODUCTS}/:id`, 200, t => t.view, looking(0.003)),
    ...seconds('POST', '/api/users/login', 200, t => t.login, busier(0.085), 0.3),
    ...seconds('POST', ORDERS, 201, t => t.checkout, busier(0.05)),
    ...seconds('POST', `${ORDERS}/:id/payments`, 200, t => t.pay, paying(0.075), 0.4),
    ...seconds('POST', `${ORDERS}/:id/payments`, 502, t => t.payFailed, paying(0.09), 0.5),
    requests('GET', '/api/products/categories', 200, t => t.categories),
    requests('GET', `${PRODUCTS}/:id`, 500, t => t.viewFailed),
    requests('GET', `${PRODUCTS}/:id`, 429, t => t.limited),
    requests('POST', '/api/users/login', 401, t => t.wrongPassword),
    requests('POST', '/api/users/register', 201, t => t.register),
    requests('GET', '/api/users/profile', 200, t => t.profile),
    requests('POST', `${ORDERS}/:id/payments`, 402, t => t.payDeclined),
    requests('GET', ORDERS, 200, t => t.orders),
    requests('GET', `${ORDERS}/:id`, 200, t => t.order),
    requests('POST', `${ORDERS}/:id/cancel`, 200, t => t.cancel),
    requests('POST', `${ORDERS}/:id/return`, 200, t => t.return),
    requests('POST', `${PRODUCTS}/:id/stock`, 200, t => t.restock),
    upstream('user-service', '/login', t => t.login + t.wrongPassword, busier(0.08)),
    upstream('product-service', '/products/:id', t => t.view + t.viewFailed, looking(0.0022)),
    upstream('order-service', '/orders/:id/payments', t => t.pay + t.payDeclined + t.payFailed, paying(0.07)),
    plain(
      'upstream_service_errors_total',
      { service: 'order-service', status_code: '502' },
      t => t.payFailed,
    ),
    plain(
      'upstream_service_errors_total',
      { service: 'product-service', status_code: '500' },
      t => t.viewFailed,
    ),
    plain('cache_hits_total', {}, t => t.cached),
    plain('cache_misses_total', {}, t => t.uncached),
    plain('rate_limit_exceeded_total', { ip_address: 'other' }, t => t.limited),
    plain('jwt_validation_failures_total', { reason: 'expired' }, t => Math.floor(t.profile / 40)),
  ]
}

/** The same requests, as the services behind count them. */
function serviceTracks(): Track[] {
  const requests = (service: ServiceName, method: string, route: string, status: number, flow: Flow): Track =>
    counter(
      'http_requests_total',
      targetOf(service, { method, route, endpoint: route, ...statusLabels(status), service }),
      ({ traffic }) => flow(traffic),
    )
  const owned =
    (prefix: string, service: ServiceName) =>
    (method: string, endpoint: string, status: number, flow: Flow): Track[] => [
      requests(service, method, endpoint, status, flow),
      counter(
        `${prefix}_http_requests_total`,
        targetOf(service, { method, endpoint, status: String(status) }),
        ({ traffic }) => flow(traffic),
      ),
    ]
  const user = owned('user', 'user-service')
  const product = owned('product', 'product-service')
  const order = owned('order', 'order-service')
  return [
    ...user('POST', '/login', 200, t => t.login),
    ...user('POST', '/login', 401, t => t.wrongPassword),
    ...user('GET', '/profile', 200, t => t.profile),
    ...product('GET', '/products', 200, t => t.uncached * 0.55),
    ...product('GET', '/products/:id', 200, t => t.view),
    ...product('GET', '/products/:id', 500, t => t.viewFailed),
    ...order('POST', '/orders', 201, t => t.checkout),
    ...order('POST', '/orders/:id/payments', 200, t => t.pay),
    ...order('POST', '/orders/:id/payments', 502, t => t.payFailed),
    ...order('GET', '/orders/:id', 200, t => t.order),
    requests('payment-service', 'POST', '/internal/payments', 201, t => t.pay + t.payDeclined),
    requests('payment-service', 'POST', '/internal/payments', 502, t => t.payFailed),
    requests('inventory-service', 'POST', '/internal/reservations', 201, t => t.checkout),
  ]
}

/** What the aggregator makes of them, and what the processes take. */
function summaryTracks(): Track[] {
  const aggregated = (name: string, service: ServiceName, value: (past: Past) => number): Track =>
    gauge(name, targetOf('metrics-aggregator', { service }), value)
  const percent =
    (failed: Flow, all: Flow) =>
    ({ traffic }: Past): number =>
      all(traffic) === 0 ? 0 : (100 * failed(traffic)) / all(traffic)
  const payments: Flow = t => t.pay + t.payDeclined + t.payFailed
  const views: Flow = t => t.view + t.viewFailed
  return [
    aggregated(
      'service_error_rate_percent',
      'order-service',
      percent(
        t => t.payFailed,
        t => payments(t) + t.checkout + t.order,
      ),
    ),
    aggregated(
      'service_error_rate_percent',
      'product-service',
      percent(t => t.viewFailed, views),
    ),
    aggregated(
      'service_error_rate_percent',
      'payment-service',
      percent(t => t.payFailed, payments),
    ),
    aggregated('service_p95_latency_ms', 'order-service', past => 1000 * paying(0.16)(past)),
    aggregated('service_p95_latency_ms', 'product-service', past => 1000 * looking(0.004)(past)),
    aggregated('service_p95_latency_ms', 'user-service', past => 1000 * busier(0.14)(past)),
    ...(
      ['user-service', 'product-service', 'order-service', 'payment-service', 'inventory-service'] as const
    ).map(service =>
      gauge('database_connection_time_seconds', targetOf(service), ({ busy }) => 0.00015 + 0.0001 * busy),
    ),
    ...(['api-gateway', 'user-service', 'product-service', 'order-service'] as const).map(service =>
      gauge('process_resident_memory_bytes', targetOf(service), ({ busy }) =>
        Math.round((210 + 18 * busy) * 1_048_576),
      ),
    ),
  ]
}

function statusLabels(status: number): Labels {
  return { status: String(status), status_code: String(status) }
}
