import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_CHAOS } from '../../../contracts/events.ts'
import type { NewEvent, StoredEvent } from '../../../kit/events/events.ts'
import type { Settings } from '../../../kit/settings.ts'
import { type Booted, bootForTest } from '../../../testing/booted.ts'
import { type StandIn, startStandIn } from '../../../testing/stand-in.ts'
import { until } from '../../../testing/until.ts'
import { createNotificationWorker } from './app.ts'

const ORDER = {
  orderId: 'o-1',
  userId: 'u-1',
  totalCents: 4_200,
  lines: [{ productId: 'p-001', name: 'Lamp', quantity: 1, unitPriceCents: 4_200 }],
}

let stack: AsyncDisposableStack
let slack: StandIn
let worker: Booted

beforeEach(async () => {
  stack = new AsyncDisposableStack()
  slack = stack.use(await startStandIn(() => ({ body: 'ok' })))
})
afterEach(() => stack.disposeAsync())

async function start(settings: Partial<Settings> = { slackWebhookUrl: `${slack.url}/T0/B0/secret` }) {
  worker = stack.use(
    // Slack may be slow for the machine's sake: a try that is given up counts as one.
    await bootForTest(createNotificationWorker({ mostAttempts: 3, retryMs: 5 }, 60_000), { settings }),
  )
}
const publish = (topic: string, ...events: NewEvent[]) => worker.kit.events.publish(topic, events)
const order = (type: string, id = 'e-1'): NewEvent => ({ id, type, key: 'o-1', payload: ORDER })
const sample = (name: string, labels: Record<string, string> = {}) =>
  worker.sample(`notification_${name}`, labels)
const mails = () => worker.lines.filter(line => line.message === 'an e-mail would go out')

/** What ended up among the dead letters of a topic. */
async function deadLetters(topic: string): Promise<StoredEvent[]> {
  const dead: StoredEvent[] = []
  const subscription = await worker.kit.events.subscribe({
    group: 'test',
    topics: [`${topic}.dead`],
    from: 'beginning',
    handle: async event => void dead.push(event),
  })
  stack.defer(() => subscription.close())
  return dead
}

describe('an event', () => {
  it('is told by all channels that it asks for, and that is told in turn', async () => {
    await start()
    await publish('orders', order('order.confirmed'))
    await until('both', async () => (await sample('notification_events_processed_total')) === 2)
    expect(mails()).toMatchObject([
      { to: 'u-1@customers.cloudcart.example', subject: 'Your order is confirmed: o-1' },
    ])
    expect(slack.asked.map(each => JSON.parse(each.body))).toEqual([
      { text: '*Your order is confirmed: o-1*\n1 article, $42.00.' },
    ])
    expect(await sample('notifications_sent_total', { channel: 'slack', status: 'success' })).toBe(1)
    expect(await sample('slack_api_latency_seconds_count')).toBe(1)
    const labels = { topic: 'orders', event_type: 'order.confirmed' }
    expect(await sample('messages_processed_total', labels)).toBe(1)
    expect(await sample('order_events_processed_total')).toBe(1)
    expect(await sample('event_types_distribution', { event_type: 'order.confirmed' })).toBeCloseTo(1 / 3)

    const token = await worker.kit.tokens.sign({ userId: 'u-9', role: 'admin' })
    const answer = await fetch(`${worker.url}/notifications?limit=10`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const { items } = (await answer.json()) as { items: object[] }
    expect(items).toHaveLength(2)
    expect(items[0]).toMatchObject({
      eventType: 'order.confirmed',
      about: 'o-1',
      status: 'success',
      attempts: 1,
    })
    expect((await fetch(`${worker.url}/notifications`)).status).toBe(401)
  })

  it('that comes twice is told once', async () => {
    await start()
    await publish('orders', order('order.created'), order('order.created'), order('order.shipped', 'e-2'))
    await until('the last', () => mails().some(mail => String(mail.subject).includes('on its way')))
    expect(mails()).toHaveLength(2)
  })

  it('of chaos is logged and counted by its kind', async () => {
    await start()
    const fault = { fault: 'log-flood', target: 'product-service', grade: 0.5, startMs: 0 }
    await publish('chaos', { type: 'fault.started', key: 'log-flood', payload: fault })
    await publish('chaos', { type: 'chaos.teleported', key: 'x', payload: {} })
    for (const chaos_type of ['other', 'fault_started']) {
      await until(
        chaos_type,
        async () => (await sample('chaos_events_processed_total', { chaos_type })) === 1,
      )
    }
    expect(worker.lines).toContainEqual(
      expect.objectContaining({ message: 'chaos event: fault.started', fault: 'log-flood', grade: 0.5 }),
    )
    expect(await sample('messages_processed_total', { topic: 'chaos', event_type: 'other' })).toBe(1)
  })
})

describe('Slack', () => {
  it('that fails is asked again; who has the news already is left alone', async () => {
    await start()
    let failures = 2
    slack.answer(() => (failures-- > 0 ? { status: failures > 0 ? 429 : 500, body: {} } : { body: 'ok' }))
    await publish('orders', order('order.cancelled'))
    const sent = { channel: 'slack', status: 'success' }
    await until('the third try', async () => (await sample('notifications_sent_total', sent)) === 1)
    expect(slack.asked).toHaveLength(3)
    expect(mails()).toHaveLength(1)
    expect(await sample('notifications_failed_total', { channel: 'slack', reason: 'rate_limited' })).toBe(1)
    expect(await sample('notifications_failed_total', { channel: 'slack', reason: 'server_error' })).toBe(1)
    expect(await sample('processing_errors_total', { error_type: 'delivery' })).toBe(2)
    expect(await sample('messages_failed_total', { topic: 'orders', error_type: 'delivery' })).toBe(0)
    expect(JSON.stringify(worker.lines)).not.toContain('secret')
  })

  it('that always fails is given up: the event is a dead letter', async () => {
    await start()
    const dead = await deadLetters('orders')
    slack.answer(() => ({ status: 500, body: {} }))
    await publish('orders', order('order.confirmed'), order('order.shipped', 'e-2'))
    await until('the dead letter', () => dead.length === 1)
    expect(dead[0]).toMatchObject({ type: 'order.confirmed', payload: { orderId: 'o-1' } })
    await until('the next event', () => mails().length === 2)
    expect(slack.asked).toHaveLength(3)
    expect(await sample('messages_failed_total', { topic: 'orders', error_type: 'delivery' })).toBe(1)
    expect(await sample('handler_errors_total')).toBe(3)
    expect(worker.lines.filter(line => line.level === 'error')).toHaveLength(1)
  })

  it('is stood in for by the worker itself when there is none', async () => {
    await start({})
    const payload = { productId: 'p-001', name: 'Lamp', left: 2, severity: 'critical' }
    await publish('products', { type: 'product.stock_low', key: 'p-001', payload })
    const sent = { channel: 'slack', status: 'success' }
    await until('the answer', async () => (await sample('notifications_sent_total', sent)) === 1)
    const bad = await fetch(`${worker.url}/stand-in/slack`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":""}',
    })
    expect(bad.status).toBe(400)
  })
})

it('gives up an event that lacks what its type promises', async () => {
  await start()
  const dead = await deadLetters('payments')
  await publish('payments', { type: 'payment.failed', key: 'x', payload: { amountCents: 'much' } })
  await until('the dead letter', () => dead.length === 1)
  expect(await sample('messages_failed_total', { topic: 'payments', error_type: 'payload' })).toBe(1)
  expect(slack.asked).toEqual([])
})

it('stuck: the lag grows, and falls when the fault is over', async () => {
  let grade = 1
  const chaos = stack.use(
    await startStandIn(() => ({
      body: {
        chaos: NO_CHAOS,
        faults:
          grade === 0
            ? []
            : [{ fault: 'stuck-consumer', target: 'notification-worker', grade, startMs: 0, endMs: 4e12 }],
        injections: [],
      },
    })),
  )
  await start({ slackWebhookUrl: slack.url, urlOf: () => chaos.url })
  await until('the fault', () => worker.lines.some(line => line.message === 'the consumer is stuck'))
  await publish('orders', order('order.created'))
  const lag = () => sample('kafka_consumer_lag_seconds', { topic: 'orders' })
  await until('a lag', async () => ((await lag()) ?? 0) > 1)
  expect(mails()).toEqual([])
  grade = 0
  await until('the mail', () => mails().length === 1)
  await until('no lag', async () => (await lag()) === 0)
  expect(await sample('worker_running')).toBe(1)
})
