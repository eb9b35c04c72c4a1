/** Stories of payments, told by HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../../kit/events/events.ts'
import { type Booted, bootForTest } from '../../../testing/booted.ts'
import { until } from '../../../testing/until.ts'
import { createPaymentService } from './app.ts'

const SECRET = 'a secret of the tests'
const WISH = { orderId: 'o-1', userId: 'ann', amountCents: 4_200, method: 'card', token: 'tok_ok' }

interface Seen {
  readonly id: string
  readonly status: string
  readonly declineReason?: string
  readonly code?: string
  readonly items: readonly Seen[]
}

describe('payments', () => {
  let service: Booted
  const events: StoredEvent[] = []
  beforeAll(async () => {
    service = await bootForTest(
      createPaymentService({
        bankLatencyMs: () => 20,
        stuckMs: 0,
        recoverEveryMs: 3_600_000,
        waitForOtherMs: 60_000,
      }),
    )
    await service.kit.events.subscribe({
      group: 'test',
      topics: ['payments'],
      from: 'beginning',
      handle: async event => void events.push(event),
    })
  })
  afterAll(() => service.stop())

  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: { 'x-internal-token': SECRET, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Seen }
  }
  const pay = (key: string, wish: object = WISH) =>
    ask('POST', '/internal/payments', wish, { 'idempotency-key': key })
  const told = (orderId: string) => events.filter(event => event.key === orderId).map(event => event.type)
  const booked = (id: string) =>
    service.kit.database.all('SELECT reference FROM bank_transactions WHERE reference LIKE $1', [`${id}%`])

  it('are made once per key, also when asked twice at once', async () => {
    const answers = await Promise.all([pay('k-1'), pay('k-1'), pay('k-1')])
    expect(answers[0]).toMatchObject({ status: 201, body: { status: 'succeeded', amountCents: 4_200 } })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(await pay('k-1')).toEqual(answers[0])
    expect(await booked(answers[0]!.body.id)).toHaveLength(1)
    expect(await pay('k-1', { ...WISH, amountCents: 4_201 })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    })
    expect((await pay('k-1', { ...WISH, token: 'tok_other' })).status).toBe(409)
    expect(await service.sample('payments_total', { method: 'card', status: 'succeeded' })).toBe(1)
    expect(await service.sample('payment_amount_dollars_sum')).toBe(42)
    await until('the event', () => told('o-1').length > 0)
    expect(told('o-1')).toEqual(['payment.succeeded'])
  })

  it('are declined by the bank with its reason', async () => {
    for (const [token, declineReason] of [
      ['tok_declined_insufficient_funds', 'insufficient_funds'],
      ['tok_declined_expired_card', 'expired_card'],
      ['tok_declined_fraud', 'fraud'],
      ['tok_of_another_world', 'unknown_token'],
    ] as const) {
      const answer = await pay(`k-${declineReason}`, { ...WISH, orderId: 'o-2', token })
      expect(answer).toMatchObject({ status: 201, body: { status: 'declined', declineReason } })
      expect(await service.sample('payment_declines_total', { reason: declineReason })).toBe(1)
    }
    await until('the events', () => told('o-2').length === 4)
    expect(events.find(event => event.key === 'o-2')?.payload.reason).toBe('insufficient_funds')
  })

  it('fail while the bank is away, and the same key may be tried again', async () => {
    const wish = { ...WISH, orderId: 'o-3', token: 'tok_error' }
    expect(await pay('k-3', wish)).toMatchObject({ status: 502, body: { code: 'bank_unavailable' } })
    expect(await pay('k-3', wish)).toMatchObject({ status: 502 })
    const { items } = (await ask('GET', '/internal/payments?orderId=o-3')).body
    expect(items).toMatchObject([{ status: 'failed', idempotencyKey: 'k-3' }])
    expect(await service.sample('payment_bank_errors_total')).toBe(2)
  })

  it('are given back once', async () => {
    const { id } = (await pay('k-4', { ...WISH, orderId: 'o-4', method: 'paypal' })).body
    const answers = await Promise.all([1, 2, 3].map(() => ask('POST', `/internal/payments/${id}/refund`)))
    expect(answers.map(each => each.body.status)).toEqual(['refunded', 'refunded', 'refunded'])
    expect(await booked(`refund-${id}`)).toHaveLength(1)
    expect(await service.sample('refunds_total')).toBe(1)
    await until('the events', () => told('o-4').length === 2)
    expect(told('o-4')).toEqual(['payment.succeeded', 'payment.refunded'])
    const declined = (await pay('k-5', { ...WISH, orderId: 'o-5', token: 'tok_declined_fraud' })).body
    expect((await ask('POST', `/internal/payments/${declined.id}/refund`)).body.code).toBe('not_paid')
    expect((await ask('POST', '/internal/payments/pay-none/refund')).status).toBe(404)
  })

  it('can be called off before they come, and not after', async () => {
    const callOff = (key: string) =>
      ask('POST', '/internal/payments/call-off', { orderId: 'o-6' }, { 'idempotency-key': key })
    expect((await callOff('k-6')).body.status).toBe('void')
    expect(await pay('k-6', { ...WISH, orderId: 'o-6' })).toMatchObject({
      status: 409,
      body: { code: 'payment_called_off' },
    })
    await pay('k-7', { ...WISH, orderId: 'o-6' })
    expect((await callOff('k-7')).body.status).toBe('succeeded')
  })

  it('refuse what is not valid, and who is not of the house', async () => {
    const bad = [
      { ...WISH, amountCents: 0 },
      { ...WISH, amountCents: 0.5 },
      { ...WISH, method: 'cash' },
      { ...WISH, token: '4111 1111 1111 1111' },
      { ...WISH, orderId: "o'; DROP TABLE payments; --" },
      {},
    ]
    for (const wish of bad) expect((await pay('k-8', wish)).body.code).toBe('invalid_request')
    expect((await ask('POST', '/internal/payments', WISH)).status).toBe(400)
    const stranger = { 'idempotency-key': 'k-9', 'x-internal-token': 'guessed' }
    expect((await ask('POST', '/internal/payments', WISH, stranger)).status).toBe(403)
    const key = "';DELETE/**/FROM/**/payments;--"
    expect((await pay(key, { ...WISH, orderId: 'o-8' })).body).toMatchObject({ idempotencyKey: key })
  })

  it('keep what customers pay with to themselves', async () => {
    const rows = await service.kit.database.all('SELECT * FROM payments')
    const all = JSON.stringify([service.lines, events, rows, await service.kit.registry.metrics()])
    expect(rows.length).toBeGreaterThan(5)
    expect(all.includes('tok_')).toBe(false)
  })
})
