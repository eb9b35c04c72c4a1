/** What the order service measures of itself. */
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Kit } from '../../../kit/kit.ts'
import { LATENCY_BUCKETS } from '../../../kit/metrics.ts'
import { DUTIES } from './duty.ts'
import type { OrderStatus } from './order-states.ts'

export interface OrderMetrics {
  readonly attempted: Counter
  readonly created: Counter
  readonly failed: Counter<'reason'>
  readonly cancelled: Counter
  readonly completed: Counter
  readonly value: Histogram
  readonly processing: Histogram
  readonly payments: Counter<'status'>
  readonly errors: Counter<'error_type' | 'endpoint'>
  readonly retries: Counter<'service'>
  readonly recoveries: Counter<'what'>
  readonly active: Gauge<'status'>
  readonly dutiesLeft: Gauge<'kind'>
}

const QUERY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const PUBLISH_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const DOLLAR_BUCKETS = [10, 50, 100, 500, 1_000, 5_000]
/** Names of classes: the usual ones of problems.ts. */
const FAILURES = [
  'OutOfStock',
  'UnknownProduct',
  'InventoryUnavailable',
  'CatalogueUnavailable',
  'ValidationError',
]
const PAYMENT_STATUSES = ['success', 'declined', 'failed', 'refunded']

/** Orders that are not over, by what dashboards call them. */
export const ACTIVE: Partial<Record<OrderStatus, string>> = {
  awaiting_payment: 'pending',
  confirmed: 'confirmed',
  shipped: 'shipped',
}

export function createOrderMetrics(kit: Kit): OrderMetrics {
  measureWork(kit)
  const registers = [kit.registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name, help, labelNames: [...labelNames], registers })

  const metrics: OrderMetrics = {
    attempted: counter('orders_total', 'All order attempts.'),
    created: counter('orders_created_total', 'Orders created.'),
    failed: counter('orders_failed_total', 'Order attempts that failed, by the class of the error.', [
      'reason',
    ]),
    cancelled: counter('orders_cancelled_total', 'Orders cancelled.'),
    completed: counter('orders_completed_total', 'Orders completed, which is delivered.'),
    value: new Histogram({
      name: 'order_value_dollars',
      help: 'Order value in dollars.',
      buckets: DOLLAR_BUCKETS,
      registers,
    }),
    processing: new Histogram({
      name: 'order_processing_duration_seconds',
      help: 'Seconds that it took to create an order, or to refuse it.',
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    payments: counter('order_payments_processed_total', 'Payments of orders by what came of them.', [
      'status',
    ]),
    errors: counter('order_errors_total', 'Errors in the order service.', ['error_type', 'endpoint']),
    retries: counter('order_upstream_retries_total', 'Times that another service was asked once more.', [
      'service',
    ]),
    recoveries: counter(
      'order_saga_recoveries_total',
      'Steps of orders that were left open and finished later.',
      ['what'],
    ),
    active: new Gauge({
      name: 'active_orders',
      help: 'Orders that are not over: pending is not paid yet.',
      labelNames: ['status'] as const,
      registers,
    }),
    dutiesLeft: new Gauge({
      name: 'order_duties_open',
      help: 'What other services still have to be told of orders: stock sold or given back, money given back.',
      labelNames: ['kind'] as const,
      registers,
    }),
  }
  for (const status of PAYMENT_STATUSES) metrics.payments.inc({ status }, 0)
  for (const reason of FAILURES) metrics.failed.inc({ reason }, 0)
  metrics.errors.inc({ error_type: 'out_of_stock', endpoint: '/orders' }, 0)
  metrics.errors.inc({ error_type: 'payment_declined', endpoint: '/orders/:id/payments' }, 0)
  for (const what of ['draft', 'payment', 'duty']) metrics.recoveries.inc({ what }, 0)
  for (const status of Object.values(ACTIVE)) metrics.active.set({ status }, 0)
  for (const kind of DUTIES) metrics.dutiesLeft.set({ kind }, 0)
  metrics.retries.inc({ service: 'inventory-service' }, 0)
  return metrics
}

/** Requests, statements and events. */
function measureWork({ registry, on }: Kit): void {
  const registers = [registry]
  const requests = new Counter({
    name: 'order_http_requests_total',
    help: 'Total HTTP requests to the order service.',
    labelNames: ['method', 'endpoint', 'status'] as const,
    registers,
  })
  const duration = new Histogram({
    name: 'order_http_request_duration_seconds',
    help: 'HTTP handler latency in the order service.',
    labelNames: ['method', 'endpoint'] as const,
    buckets: LATENCY_BUCKETS,
    registers,
  })
  on.request(({ method, route, status, seconds }) => {
    requests.inc({ method, endpoint: route, status: String(status) })
    duration.observe({ method, endpoint: route }, seconds)
  })
  const queries = new Histogram({
    name: 'order_db_query_duration_seconds',
    help: 'DB query latency in the order service.',
    labelNames: ['query_type'] as const,
    buckets: QUERY_BUCKETS,
    registers,
  })
  on.query((type, seconds) => queries.observe({ query_type: type }, seconds))
  const publishing = new Histogram({
    name: 'order_kafka_publish_duration_seconds',
    help: 'Publish latency of order events, whatever the event log is.',
    labelNames: ['event_type'] as const,
    buckets: PUBLISH_BUCKETS,
    registers,
  })
  on.publish(({ type, seconds }) => publishing.observe({ event_type: type }, seconds))
}
