/** What the worker measures of itself, beside what all services do. */
import { Counter, Gauge, Histogram } from 'prom-client'
import type { StoredEvent } from '../../../kit/events/events.ts'
import type { Kit } from '../../../kit/kit.ts'
import { FAILURES, type Failure } from './channel.ts'
import { CHANNELS, CHAOS_TYPES, type Channel, chaosTypeOf, EVENT_TYPES, typeLabel } from './message.ts'
import { CONSUMED } from './topics.ts'

const PROCESSING_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** So many of the last events make up the distribution of types. */
const DISTRIBUTION_OF = 1_000

export const ERROR_TYPES = ['delivery', 'payload', 'deserialization', 'internal'] as const
export type ErrorType = (typeof ERROR_TYPES)[number]

export interface Metrics {
  readonly running: Gauge
  readonly restarts: Counter
  consumed(topic: string): void
  processed(event: StoredEvent, seconds: number): void
  /** A try that went wrong; `last` when the event is given up. */
  failed(topic: string, kind: ErrorType, last: boolean): void
  lag(topic: string, seconds: number): void
  uptime(seconds: number): void
  sent(channel: Channel): void
  notSent(channel: Channel, reason: Failure): void
  slackAnswered(seconds: number): void
}

export function createMetrics({ registry }: Kit): Metrics {
  const registers = [registry]
  const counter = <const L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name: `notification_${name}`, help, labelNames, registers })
  const gauge = <const L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name: `notification_${name}`, help, labelNames, registers })

  const running = gauge('worker_running', '1 while the worker takes events.')
  const restarts = counter('worker_restarts_total', 'Starts of the worker after its first one.')
  const uptime = gauge('worker_uptime_seconds', 'Seconds since the worker started.')
  const consumed = counter('messages_consumed_total', 'Events that came, by topic.', ['topic'])
  const processed = counter('messages_processed_total', 'Events that were handled, by topic and type.', [
    'topic',
    'event_type',
  ])
  const failed = counter('messages_failed_total', 'Events that were given up and are dead letters now.', [
    'topic',
    'error_type',
  ])
  const duration = new Histogram({
    name: 'notification_message_processing_duration_seconds',
    help: 'Seconds that the handling of an event took, by topic and type.',
    labelNames: ['topic', 'event_type'],
    buckets: PROCESSING_BUCKETS,
    registers,
  })
  const lag = gauge('kafka_consumer_lag_seconds', 'Age of the oldest event that waits, by topic.', ['topic'])
  const orders = counter('order_events_processed_total', 'Events about orders that were handled.')
  const payments = counter('payment_events_processed_total', 'Events about payments that were handled.')
  const chaos = counter('chaos_events_processed_total', 'Events about chaos that were handled.', [
    'chaos_type',
  ])
  const own = counter('notification_events_processed_total', 'Events about notifications that were handled.')
  const share = gauge('event_types_distribution', 'Share of each type among the last 1,000 events, 0 to 1.', [
    'event_type',
  ])
  const errors = counter('processing_errors_total', 'Tries to handle an event that went wrong, by kind.', [
    'error_type',
  ])
  const unreadable = counter('deserialization_errors_total', 'Messages that could not be read as events.')
  const handlerErrors = counter('handler_errors_total', 'Times that a handler threw.')
  const sent = counter('notifications_sent_total', 'Notifications by channel, and whether they went out.', [
    'channel',
    'status',
  ])
  const notSent = counter('notifications_failed_total', 'Notifications that did not go out, by reason.', [
    'channel',
    'reason',
  ])
  const slack = new Histogram({
    name: 'notification_slack_api_latency_seconds',
    help: "Seconds that Slack's webhook took to answer.",
    buckets: PROCESSING_BUCKETS,
    registers,
  })

  for (const topic of CONSUMED) {
    consumed.inc({ topic }, 0)
    lag.set({ topic }, 0)
    for (const error_type of ERROR_TYPES) failed.inc({ topic, error_type }, 0)
  }
  for (const chaos_type of CHAOS_TYPES) chaos.inc({ chaos_type }, 0)
  for (const error_type of ERROR_TYPES) errors.inc({ error_type }, 0)
  for (const channel of CHANNELS) {
    for (const status of ['success', 'failed']) sent.inc({ channel, status }, 0)
    for (const reason of FAILURES) notSent.inc({ channel, reason }, 0)
  }
  const distribution = createDistribution((event_type, part) => share.set({ event_type }, part))

  return {
    running,
    restarts,
    consumed: topic => consumed.inc({ topic }),
    processed({ topic, type, payload }, seconds) {
      const event_type = typeLabel(type)
      processed.inc({ topic, event_type })
      duration.observe({ topic, event_type }, seconds)
      distribution(event_type)
      if (topic === 'orders') orders.inc()
      else if (topic === 'payments') payments.inc()
      else if (topic === 'chaos') chaos.inc({ chaos_type: chaosTypeOf(type, payload) })
      else if (topic === 'notifications') own.inc()
    },
    failed(topic, error_type, last) {
      errors.inc({ error_type })
      if (error_type === 'deserialization') unreadable.inc()
      else handlerErrors.inc()
      if (last) failed.inc({ topic, error_type })
    },
    lag: (topic, seconds) => lag.set({ topic }, seconds),
    uptime: seconds => uptime.set(seconds),
    sent: channel => sent.inc({ channel, status: 'success' }),
    notSent(channel, reason) {
      sent.inc({ channel, status: 'failed' })
      notSent.inc({ channel, reason })
    },
    slackAnswered: seconds => slack.observe(seconds),
  }
}

/** Shares of the last events: a ring of their types, and how often each is in it. */
function createDistribution(set: (type: string, share: number) => void): (type: string) => void {
  const counts = new Map([...EVENT_TYPES, 'other'].map(type => [type, 0]))
  const ring: string[] = []
  let at = 0
  for (const type of counts.keys()) set(type, 0)
  return type => {
    const old = ring[at]
    if (old !== undefined) counts.set(old, counts.get(old)! - 1)
    ring[at] = type
    counts.set(type, (counts.get(type) ?? 0) + 1)
    at = (at + 1) % DISTRIBUTION_OF
    for (const [each, count] of counts) set(each, count / ring.length)
  }
}
