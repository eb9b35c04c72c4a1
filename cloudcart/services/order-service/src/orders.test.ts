/** Stories of orders, told by HTTP to three real services, on SQLite and on PostgreSQL. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StoredEvent } from '../../../kit/events/events.ts'
import { inBothDatabases } from '../../../testing/both-databases.ts'
import { type Company, openCompany } from '../../../testing/order-company.ts'
import { until } from '../../../testing/until.ts'

const TWO = { items: [{ productId: 'p-001', quantity: 2 }] }
const OK = { method: 'card', token: 'tok_ok' }

inBothDatabases('orders', databaseUrl => {
  let company: Company
  const events: StoredEvent[] = []
  beforeAll(async () => {
    company = await openCompany({ settings: { databaseUrl: databaseUrl() } })
    await company.service('order-service').kit.events.subscribe({
      group: 'test',
      topics: ['orders'],
      from: 'beginning',
      handle: async event => void events.push(event),
    })
  })
  afterAll(() => company[Symbol.asyncDispose]())

  const place = async (user: string, body: unknown = TWO) => {
    const { status, body: order } = await company.ask(user, 'POST', '/orders', body)
    expect(status).toBe(201)
    return order
  }
  const levelOf = async (productId: string) =>
    (await company.internal('inventory-service', 'GET', `/internal/levels/${productId}`)).body
  const paymentsOf = async (orderId: string) =>
    (await company.internal('payment-service', 'GET', `/internal/payments?orderId=${orderId}`)).body.items
  const orders = (name: string, labels?: Record<string, string>) =>
    company.service('order-service').sample(name, labels)

  it('keep names and prices, reserve stock, and sell it when they are paid', async () => {
    const before = await levelOf('p-001')
    const order = await place('ann')
    expect(order).toMatchObject({
      userId: 'ann',
      status: 'awaiting_payment',
      items: [
        { productId: 'p-001', name: 'Pocket Projector Lumen Mini', quantity: 2, unitPriceCents: 18_900 },
      ],
      totalCents: 37_800,
      history: [{ status: 'awaiting_payment' }],
    })
    expect(await levelOf('p-001')).toMatchObject({ onHand: before.onHand, reserved: before.reserved + 2 })

    const paid = await company.ask('ann', 'POST', `/orders/${order.id}/payments`, OK)
    expect(paid.status).toBe(200)
    expect(paid.body.status).toBe('confirmed')
    expect(paid.body.history.map(each => each.status)).toEqual(['awaiting_payment', 'confirmed'])
    expect(await levelOf('p-001')).toMatchObject({ onHand: before.onHand - 2, reserved: before.reserved })
    expect(await paymentsOf(order.id)).toMatchObject([{ status: 'succeeded', amountCents: 37_800 }])
  })

  it('go all the way to the customer and back', async () => {
    const before = await levelOf('p-002')
    const { id } = await place('bob', {
      items: [{ productId: 'p-002', quantity: 1 }],
      shippingAddress: 'Elm St 1',
    })
    await company.ask('bob', 'POST', `/orders/${id}/payments`, OK)
    const tooEarly = await company.ask('bob', 'POST', `/orders/${id}/return`)
    expect(tooEarly).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'cannot_return' },
    })

    expect((await company.ask('bob', 'POST', `/orders/${id}/ship`)).status).toBe(403)
    expect((await company.ask('admin', 'POST', `/orders/${id}/ship`)).body.status).toBe('shipped')
    expect((await company.ask('admin', 'POST', `/orders/${id}/deliver`)).body.status).toBe('delivered')
    const cancelled = await company.ask('bob', 'POST', `/orders/${id}/cancel`)
    expect(cancelled.status).toBe(409)
    expect(cancelled.body.detail).toBe(
      "The order can't be cancelled: it is delivered. You can return it instead.",
    )

    const returned = await company.ask('bob', 'POST', `/orders/${id}/return`)
    expect(returned.body).toMatchObject({ status: 'returned', shippingAddress: 'Elm St 1' })
    expect(returned.body.history).toHaveLength(5)
    expect(await levelOf('p-002')).toEqual(before)
    expect(await paymentsOf(id)).toMatchObject([{ status: 'refunded' }])
    expect(await orders('orders_completed_total')).toBe(1)
  })

  it('give stock and money back when they are cancelled', async () => {
    const before = await levelOf('p-003')
    const three = { items: [{ productId: 'p-003', quantity: 3 }] }
    const unpaid = await place('cat', three)
    const paid = await place('cat', three)
    await company.ask('cat', 'POST', `/orders/${paid.id}/payments`, OK)
    expect(await levelOf('p-003')).toMatchObject({ available: before.available - 6 })
    for (const { id } of [unpaid, paid]) {
      expect((await company.ask('cat', 'POST', `/orders/${id}/cancel`)).body.status).toBe('cancelled')
    }
    expect(await levelOf('p-003')).toEqual(before)
    expect(await paymentsOf(paid.id)).toMatchObject([{ status: 'refunded' }])
    const again = await company.ask('cat', 'POST', `/orders/${paid.id}/payments`, OK)
    expect(again.body).toMatchObject({
      code: 'cannot_pay',
      detail: "The order can't be paid: it was cancelled.",
    })
  })

  it('are one order when they are sent twice, one after the other or at once', async () => {
    const send = (body: unknown = TWO) => company.ask('dan', 'POST', '/orders', body, 'cart-1')
    const first = await send()
    const second = await send()
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    const other = await send({ items: [{ productId: 'p-001', quantity: 3 }] })
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    const stranger = await company.ask('eve', 'POST', '/orders', TWO, 'cart-1')
    expect(stranger.body.id).not.toBe(first.body.id)

    const before = await levelOf('p-001')
    const twins = await Promise.all(
      Array.from({ length: 8 }, () => company.ask('dan', 'POST', '/orders', TWO, 'cart-2')),
    )
    expect(new Set(twins.map(each => each.body.id)).size).toBe(1)
    expect((await levelOf('p-001')).available).toBe(before.available - 2)
  })

  it('are paid once, however often and however many at once', async () => {
    const { id } = await place('fay')
    const pay = (key?: string) => company.ask('fay', 'POST', `/orders/${id}/payments`, OK, key)
    const answers = await Promise.all([pay('a'), pay('a'), pay('b'), pay(), pay('a')])
    expect(answers.map(each => each.status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(answers.map(each => JSON.stringify(each.body))).size).toBe(1)
    expect((await pay()).body).toEqual(answers[0]!.body)
    expect(await paymentsOf(id)).toHaveLength(1)

    const next = await place('fay')
    const payNext = (wish: unknown) => company.ask('fay', 'POST', `/orders/${next.id}/payments`, wish, 'c')
    const first = await payNext(OK)
    expect((await payNext(OK)).body).toEqual(first.body)
    expect((await payNext({ ...OK, method: 'paypal' })).body.code).toBe('idempotency_conflict')
  })

  it('stay unpaid when the payment is declined, and can be paid in another way', async () => {
    const { id } = await place('gus')
    for (const reason of ['insufficient_funds', 'expired_card', 'fraud']) {
      const wish = { method: 'card', token: `tok_declined_${reason}` }
      const declined = await company.ask('gus', 'POST', `/orders/${id}/payments`, wish, reason)
      expect(declined).toMatchObject({ status: 402, body: { code: 'payment_declined', reason } })
      const again = await company.ask('gus', 'POST', `/orders/${id}/payments`, wish, reason)
      expect(again.body).toEqual(declined.body)
    }
    expect(await paymentsOf(id)).toHaveLength(3)
    const broken = await company.ask(
      'gus',
      'POST',
      `/orders/${id}/payments`,
      { method: 'card', token: 'tok_error' },
      'x',
    )
    expect(broken).toMatchObject({ status: 502, body: { code: 'payment_unavailable' } })
    for (const method of ['paypal', 'bank_transfer', 'gift_card']) {
      const paid = await company.ask('gus', 'POST', `/orders/${id}/payments`, { ...OK, method })
      expect(paid.body.status).toBe('confirmed')
    }
    expect(await orders('order_payments_processed_total', { status: 'declined' })).toBe(3)
    expect(await orders('order_payments_processed_total', { status: 'failed' })).toBe(1)
  })

  it('sell the last 5 pieces to 5 of 200 buyers who come at once', async () => {
    const { available } = await levelOf('p-030')
    await company.internal('inventory-service', 'POST', '/internal/levels/p-030/adjust', {
      change: 5 - available,
      reason: 'correction',
    })
    const one = { items: [{ productId: 'p-030', quantity: 1 }] }
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, buyer) => {
        const user = `buyer-${buyer}`
        const placed = await company.ask(user, 'POST', '/orders', one)
        if (placed.status !== 201) return placed.body.code
        return (await company.ask(user, 'POST', `/orders/${placed.body.id}/payments`, OK)).body.status
      }),
    )
    expect(answers.filter(each => each === 'confirmed')).toHaveLength(5)
    expect(answers.filter(each => each === 'out_of_stock')).toHaveLength(195)
    expect(await levelOf('p-030')).toMatchObject({ onHand: 0, reserved: 0 })
  })

  it('are seen by their customers and by admins only', async () => {
    const { id } = await place('hal')
    expect((await company.ask('ivy', 'GET', `/orders/${id}`)).status).toBe(404)
    expect((await company.ask('ivy', 'POST', `/orders/${id}/cancel`)).status).toBe(404)
    expect((await company.ask('ivy', 'POST', `/orders/${id}/payments`, OK)).status).toBe(404)
    expect((await company.ask('admin', 'GET', `/orders/${id}`)).body.userId).toBe('hal')
    expect((await company.ask('hal', 'GET', '/orders')).body).toMatchObject({ total: 1, items: [{ id }] })
    expect((await company.ask('hal', 'GET', '/orders?all=1')).status).toBe(403)
    const all = await company.ask('admin', 'GET', '/orders?all=1&status=awaiting_payment&limit=100')
    expect(all.body.items.map(each => each.id)).toContain(id)
    expect((await company.ask('admin', 'GET', '/orders')).body.total).toBe(0)
    const nobody = await fetch(`${company.urlOf('order-service')}/orders`)
    expect(nobody.status).toBe(401)
  })

  it('refuse what is not valid, unknown or not there', async () => {
    const bad = [
      {},
      { items: [] },
      { items: [{ productId: 'p-001', quantity: 0 }] },
      { items: [{ productId: 'p-001', quantity: 1.5 }] },
      { items: [{ productId: "p-001'; DROP TABLE orders; --", quantity: 1 }] },
      { items: [{ productId: 'p-001', quantity: 1 }], shippingAddress: '' },
    ]
    for (const body of bad) {
      expect(await company.ask('jim', 'POST', '/orders', body)).toMatchObject({
        status: 400,
        type: 'application/problem+json',
        body: { code: 'invalid_request' },
      })
    }
    const unknown = await company.ask('jim', 'POST', '/orders', {
      items: [{ productId: 'p-999', quantity: 1 }],
    })
    expect(unknown).toMatchObject({ status: 422, body: { code: 'unknown_product', productIds: ['p-999'] } })
    const hoarder = { items: Array.from({ length: 11 }, () => ({ productId: 'p-001', quantity: 100 })) }
    expect(await company.ask('ann', 'POST', '/orders', hoarder)).toMatchObject({
      status: 422,
      body: { code: 'too_many' },
    })
    const robot = { productId: 'p-027', quantity: 100 }
    const tooMany = await company.ask('jim', 'POST', '/orders', {
      items: [robot, { productId: 'p-001', quantity: 1 }],
    })
    expect(tooMany.body).toMatchObject({
      code: 'out_of_stock',
      missing: [{ productId: 'p-027', wanted: 100, available: 40 }],
    })
    expect((await company.ask('jim', 'GET', "/orders/1'%20OR%20'1'='1")).status).toBe(400)
    expect((await company.ask('jim', 'GET', '/orders/ord-unknown')).status).toBe(404)
    const card = { method: 'card', token: '4111111111111111' }
    expect((await company.ask('jim', 'POST', '/orders/ord-unknown/payments', card)).status).toBe(400)
    expect(await orders('orders_failed_total', { reason: 'ValidationError' })).toBe(bad.length)
    expect(await orders('orders_failed_total', { reason: 'UnknownProduct' })).toBe(1)
    expect(await orders('orders_failed_total', { reason: 'OutOfStock' })).toBe(196)
    expect(await orders('order_errors_total', { error_type: 'out_of_stock', endpoint: '/orders' })).toBe(196)
  })

  it('keep SQL in a field as the text that it is', async () => {
    const shippingAddress = `'; DROP TABLE orders; --", "$1 ${'%'} \\ 🎈`
    const { id } = await place('kim', { ...TWO, shippingAddress })
    expect((await company.ask('kim', 'GET', `/orders/${id}`)).body.shippingAddress).toBe(shippingAddress)
    const key = `';DELETE/**/FROM/**/orders;--`
    const twice = await Promise.all([1, 2].map(() => company.ask('kim', 'POST', '/orders', TWO, key)))
    expect(twice[0]!.body.id).toBe(twice[1]!.body.id)
  })

  it('are told to the others and to the log, without what customers pay with', async () => {
    const { id } = await place('lea')
    await company.ask('lea', 'POST', `/orders/${id}/payments`, OK)
    const told = () => events.filter(event => event.key === id)
    await until('the events', () => told().length === 2)
    expect(told().map(event => event.type)).toEqual(['order.created', 'order.confirmed'])
    expect(told()[1]!.payload).toEqual({
      orderId: id,
      userId: 'lea',
      totalCents: 37_800,
      lines: [
        { productId: 'p-001', name: 'Pocket Projector Lumen Mini', quantity: 2, unitPriceCents: 18_900 },
      ],
    })
    expect(
      await orders('order_kafka_publish_duration_seconds_count', { event_type: 'order.created' }),
    ).toBeGreaterThan(0)
    const lines = company.service('order-service').lines.filter(line => line.order_id === id)
    expect(lines.map(line => line.message)).toEqual(['order created', 'order confirmed'])
    for (const name of ['order-service', 'payment-service'] as const) {
      expect(JSON.stringify(company.service(name).lines).includes('tok_')).toBe(false)
    }
  })

  it('are counted by what became of them', async () => {
    const attempts = (await orders('orders_total'))!
    const failed = await company
      .service('order-service')
      .kit.registry.getSingleMetric('orders_failed_total')!
      .get()
    expect(failed.values.reduce((sum, each) => sum + each.value, 0)).toBeLessThan(attempts)
    const created = await orders('orders_created_total')
    expect(await orders('order_value_dollars_count')).toBe(created)
    expect(await orders('order_processing_duration_seconds_count')).toBeGreaterThan(created!)
    expect(
      await orders('order_http_requests_total', { method: 'POST', endpoint: '/orders', status: '201' }),
    ).toBe(await orders('http_requests_total', { method: 'POST', endpoint: '/orders', status_code: '201' }))
    expect(
      await orders('order_db_query_duration_seconds_count', { query_type: 'transaction' }),
    ).toBeGreaterThan(0)
    await until('active orders', async () => (await orders('active_orders', { status: 'pending' }))! > 0)
  })
})
