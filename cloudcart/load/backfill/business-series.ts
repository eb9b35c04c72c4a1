/** What the shop sells, to whom, and whom it tells: the past of the business metrics. */
import { CATALOGUE } from '../../contracts/catalogue.ts'
import type { ServiceName } from '../../contracts/services.ts'
import { LATENCY_BUCKETS } from '../../kit/metrics.ts'
import { busier, type Flow, looking, paying, targetOf } from './circumstances.ts'
import { counter, gauge, histogram, type Labels, type Track } from './tracks.ts'
import type { Past } from './traffic.ts'

const QUERY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const DOLLAR_BUCKETS = [10, 50, 100, 500, 1_000, 5_000]
const PAYMENT_BUCKETS = [0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5]

/** How people pay, as the generator has it. */
const METHODS = { card: 0.62, paypal: 0.22, bank_transfer: 0.09, gift_card: 0.07 } as const

/** Of the views; the generator's people favour the first of the catalogue. */
const VIEWS_OF_POPULAR = [0.155, 0.058, 0.041, 0.033, 0.028]

export function businessTracks(): Track[] {
  return [...userTracks(), ...productTracks(), ...orderTracks(), ...paymentTracks(), ...notificationTracks()]
}

/** Counters of one service. */
function counting(service: ServiceName) {
  return (name: string, flow: Flow, labels: Labels = {}): Track =>
    counter(name, targetOf(service, labels), ({ traffic }) => flow(traffic))
}

function userTracks(): Track[] {
  const count = counting('user-service')
  let users = 90
  return [
    count('user_registrations_total', t => t.register, { status: 'success' }),
    count('registrations_total', t => t.register),
    count('user_logins_total', t => t.login, { success: 'true' }),
    count('user_logins_total', t => t.wrongPassword, { success: 'false' }),
    count('login_attempts_total', t => t.login, { status: 'success' }),
    count('login_attempts_total', t => t.wrongPassword, { status: 'failure' }),
    count('user_auth_success_total', t => t.login),
    count('user_auth_failures_total', t => t.wrongPassword, { reason: 'bad_password' }),
    gauge('total_users_count', targetOf('user-service'), ({ traffic }) => {
      users += traffic.register / 80
      return Math.min(155, Math.floor(users))
    }),
    gauge('active_users_count', targetOf('user-service'), ({ busy }) => Math.round(18 + 22 * busy)),
    gauge('admin_users_count', targetOf('user-service'), () => 1),
    histogram(
      'user_request_duration_seconds',
      targetOf('user-service', { method: 'POST', endpoint: '/login' }),
      {
        buckets: LATENCY_BUCKETS,
        count: ({ traffic }) => traffic.login + traffic.wrongPassword,
        median: busier(0.078),
        spread: 0.3,
      },
    ),
  ]
}

function productTracks(): Track[] {
  const count = counting('product-service')
  const rest = 1 - VIEWS_OF_POPULAR.reduce((sum, share) => sum + share, 0)
  const views = VIEWS_OF_POPULAR.map((share, index) => ({ share, product_id: CATALOGUE[index]!.id }))
  return [
    ...[...views, { share: rest, product_id: 'other' }].map(({ share, product_id }) =>
      count('products_viewed_total', t => t.view * share, { product_id }),
    ),
    ...views.map(({ share, product_id }, index) =>
      count('product_views_total', t => t.view * share, { product_id, category: CATALOGUE[index]!.category }),
    ),
    count('product_stock_updates_total', t => t.pay * 1.4, { product_id: 'other', reason: 'purchase' }),
    count('product_stock_updates_total', t => t.restock, { product_id: 'other', reason: 'restock' }),
    count('product_stock_updates_total', t => t.cancel, { product_id: 'other', reason: 'cancellation' }),
    count('product_errors_total', t => t.viewFailed, { error_type: 'internal', endpoint: '/products/:id' }),
    gauge('low_stock_products_count', targetOf('product-service'), scarce),
    gauge('product_db_connection_pool_size', targetOf('product-service'), () => 1),
    histogram('product_list_time_seconds', targetOf('product-service', { category: 'all' }), {
      buckets: QUERY_BUCKETS,
      count: ({ traffic }) => traffic.uncached * 0.12,
      median: looking(0.0006),
      spread: 0.6,
    }),
  ]
}

/** Few in the morning, more after a busy evening; the shelves are filled each day. */
function scarce({ atMs, busy }: Past): number {
  return Math.max(0, Math.round(1.2 * busy + 1.5 * Math.sin(atMs / 9_400_000) - 0.5))
}

function orderTracks(): Track[] {
  const count = counting('order-service')
  const dollars = CATALOGUE.reduce((sum, { priceCents }) => sum + priceCents / 100, 0) / CATALOGUE.length
  return [
    count('orders_created_total', t => t.checkout),
    count('orders_total', t => t.checkout),
    count('orders_cancelled_total', t => t.cancel),
    count('orders_completed_total', t => t.pay * 0.9),
    count('order_payments_processed_total', t => t.pay, { status: 'success' }),
    count('order_payments_processed_total', t => t.payDeclined, { status: 'declined' }),
    count('order_payments_processed_total', t => t.payFailed, { status: 'failed' }),
    count('order_errors_total', t => t.payFailed, {
      error_type: 'payment_unavailable',
      endpoint: '/orders/:id/payments',
    }),
    gauge('active_orders', targetOf('order-service', { status: 'pending' }), ({ busy, trouble }) =>
      Math.round(3 + 4 * busy + 60 * trouble.paymentsFailing),
    ),
    histogram('order_value_dollars', targetOf('order-service'), {
      buckets: DOLLAR_BUCKETS,
      count: ({ traffic }) => traffic.checkout,
      median: () => dollars * 0.8,
      spread: 0.8,
    }),
    histogram('order_processing_duration_seconds', targetOf('order-service'), {
      buckets: LATENCY_BUCKETS,
      count: ({ traffic }) => traffic.checkout,
      median: busier(0.045),
      spread: 0.55,
    }),
  ]
}

function paymentTracks(): Track[] {
  const count = counting('payment-service')
  return [
    ...Object.entries(METHODS).map(([method, share]) =>
      count('payments_total', t => t.pay * share, { method, status: 'succeeded' }),
    ),
    count('payments_total', t => t.payDeclined, { method: 'card', status: 'declined' }),
    count('payments_total', t => t.payFailed, { method: 'card', status: 'failed' }),
    count('payment_declines_total', t => t.payDeclined * 0.6, { reason: 'insufficient_funds' }),
    count('payment_declines_total', t => t.payDeclined * 0.3, { reason: 'expired_card' }),
    count('payment_declines_total', t => t.payDeclined * 0.1, { reason: 'fraud' }),
    count('payment_bank_errors_total', t => t.payFailed),
    histogram('payment_duration_seconds', targetOf('payment-service', { method: 'card' }), {
      buckets: PAYMENT_BUCKETS,
      count: ({ traffic }) => (traffic.pay + traffic.payDeclined + traffic.payFailed) * METHODS.card,
      median: paying(0.062),
      spread: 0.4,
    }),
  ]
}

function notificationTracks(): Track[] {
  const count = counting('notification-worker')
  const orders: Flow = t => t.checkout + 2.8 * t.pay + t.cancel
  const payments: Flow = t => t.pay + t.payDeclined
  const told: Flow = t => 2.8 * t.pay + t.payDeclined
  const topics = { orders, payments, users: (t: Parameters<Flow>[0]) => t.register + t.wrongPassword }
  return [
    ...Object.entries(topics).map(([topic, flow]) =>
      count('notification_messages_consumed_total', flow, { topic }),
    ),
    ...Object.keys(topics).map(topic =>
      gauge(
        'notification_kafka_consumer_lag_seconds',
        targetOf('notification-worker', { topic }),
        ({ busy }) => Math.round(180 * busy) / 1000,
      ),
    ),
    count('notification_notifications_sent_total', t => told(t) * 0.998, {
      channel: 'slack',
      status: 'success',
    }),
    count('notification_notifications_sent_total', t => told(t) * 0.002, {
      channel: 'slack',
      status: 'failed',
    }),
    count('notification_notifications_sent_total', told, { channel: 'email', status: 'success' }),
    count('notification_notifications_sent_total', told, { channel: 'log', status: 'success' }),
    gauge('notification_worker_running', targetOf('notification-worker'), () => 1),
  ]
}
