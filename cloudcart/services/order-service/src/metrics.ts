/** What the order service measures of itself. */
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Kit } from '../../../kit/kit.ts'
import { LATENCY_BUCKETS } from '../../../kit/metrics.ts'
import { measurePublishing, measureQueries, measureRequests } from '../../../kit/work-metrics.ts'
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
  measureRequests(kit, 'order', 'order_http_request_duration_seconds')
  measureQueries(kit, 'order')
  measurePublishing(kit, 'order', [])
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
