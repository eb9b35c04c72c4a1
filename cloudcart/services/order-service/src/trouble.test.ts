/** What orders do when others are away, slow, or gone. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Company, openCompany, TEST_SECRET } from '../../../testing/order-company.ts'
import { until } from '../../../testing/until.ts'
import { createInventoryService } from '../../inventory-service/src/app.ts'
import { createPaymentService } from '../../payment-service/src/app.ts'

const ITEMS = { items: [{ productId: 'p-020', quantity: 1 }] }
const OK = { method: 'card', token: 'tok_ok' }
const MINUTE_MS = 60_000

const place = (company: Company) => company.ask('ann', 'POST', '/orders', ITEMS)
const pay = (company: Company, id: string) => company.ask('ann', 'POST', `/orders/${id}/payments`, OK)
const statusOf = async (company: Company, id: string) =>
  (await company.ask('ann', 'GET', `/orders/${id}`)).body.status
const level = async (company: Company) =>
  (await company.internal('inventory-service', 'GET', '/internal/levels/p-020')).body
const sample = (company: Company, name: string, labels?: Record<string, string>) =>
  company.service('order-service').sample(name, labels)

/** Passes requests on and loses the answers, until it is repaired. */
async function openLossyLine(target: string) {
  let lossy = true
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method!,
      headers: {
        'content-type': 'application/json',
        'x-internal-token': TEST_SECRET,
        'idempotency-key': String(request.headers['idempotency-key']),
      },
      body: Buffer.concat(chunks),
    })
    const text = await answer.text()
    if (lossy) response.destroy()
    else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    repair() {
      lossy = false
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('orders in trouble', () => {
  it('are refused while the inventory is away, and leave nothing behind', async () => {
    await using company = await openCompany({ without: ['inventory-service'] })
    const refused = await place(company)
    expect(refused).toMatchObject({ status: 503, body: { code: 'inventory_service_unavailable' } })
    expect((await company.ask('ann', 'GET', '/orders')).body.total).toBe(0)
    expect(await sample(company, 'orders_failed_total', { reason: 'InventoryUnavailable' })).toBe(1)
    expect(await sample(company, 'order_upstream_retries_total')).toBeGreaterThanOrEqual(1)

    await company.start(createInventoryService({ lookMs: 50 }))
    expect((await place(company)).status).toBe(201)
    await until('what is owed to be told', async () => {
      const row = await company.service('order-service').kit.database.one('SELECT COUNT(*) AS n FROM duties')
      return row?.n === 0
    })
    expect((await level(company)).reserved).toBe(1)
  })

  it('are refused while nobody knows the prices', async () => {
    await using company = await openCompany()
    company.place('product-service', 'http://127.0.0.1:9')
    expect(await place(company)).toMatchObject({ status: 503, body: { code: 'product_service_unavailable' } })
  })

  it('stay unpaid while payments are away, and can be paid later', async () => {
    await using company = await openCompany({ without: ['payment-service'] })
    const { id } = (await place(company)).body
    expect(await pay(company, id)).toMatchObject({ status: 502, body: { code: 'payment_unavailable' } })
    expect(await statusOf(company, id)).toBe('awaiting_payment')
    await company.start(createPaymentService())
    expect((await pay(company, id)).body.status).toBe('confirmed')
  })

  it('find out what became of a payment whose answer was lost', async () => {
    let aheadMs = 0
    await using company = await openCompany({ nowMs: () => Date.now() + aheadMs })
    const { id } = (await place(company)).body
    await using line = await openLossyLine(company.urlOf('payment-service'))
    company.place('payment-service', line.url)

    expect(await pay(company, id)).toMatchObject({ status: 503, body: { code: 'payment_unknown' } })
    const cancel = await company.ask('ann', 'POST', `/orders/${id}/cancel`)
    expect(cancel).toMatchObject({ status: 409, body: { code: 'in_progress' } })
    line.repair()
    // Only now is it taken for stuck: while it is asked for, a slow answer would be called off.
    aheadMs = MINUTE_MS
    await until('the order to be confirmed', async () => (await statusOf(company, id)) === 'confirmed')
    // Counted when its stock is told too.
    const settled = { what: 'payment' }
    await until('the recovery to be counted', () => sample(company, 'order_saga_recoveries_total', settled))
    expect(await sample(company, 'order_saga_recoveries_total', settled)).toBe(1)
  })

  it('give the money back when their stock has expired before it was paid', async () => {
    await using company = await openCompany()
    const { id } = (await place(company)).body
    await company.internal('inventory-service', 'POST', `/internal/reservations/${id}/release`, {})
    const paid = await pay(company, id)
    expect(paid).toMatchObject({ status: 409, body: { code: 'sold_out' } })
    expect(await statusOf(company, id)).toBe('cancelled')
    const path = `/internal/payments?orderId=${id}`
    expect((await company.internal('payment-service', 'GET', path)).body.items).toMatchObject([
      { status: 'refunded' },
    ])
  })

  it('are cancelled when nobody pays them within a quarter of an hour', async () => {
    let nowMs = Date.now()
    await using company = await openCompany({ nowMs: () => nowMs })
    const { id } = (await place(company)).body
    expect((await level(company)).reserved).toBe(1)
    nowMs += 15 * MINUTE_MS
    await until('the order to be cancelled', async () => (await statusOf(company, id)) === 'cancelled')
    await until('its stock to be free', async () => (await level(company)).reserved === 0)
    expect(await sample(company, 'orders_cancelled_total')).toBe(1)
  })

  it('are shipped and delivered by themselves', async () => {
    await using company = await openCompany({ settings: { shippingMs: 0, deliveryMs: 0 } })
    const { id } = (await place(company)).body
    await pay(company, id)
    await until('the order to arrive', async () => (await statusOf(company, id)) === 'delivered')
    expect(await sample(company, 'orders_completed_total')).toBe(1)
  })

  it('make a retry storm worse by trying six times', async () => {
    await using company = await openCompany()
    await company.fault('retry-storm', 1)
    expect(await place(company)).toMatchObject({
      status: 503,
      body: { code: 'inventory_service_unavailable' },
    })
    expect(await sample(company, 'order_upstream_retries_total')).toBe(5)
    await company.fault('retry-storm', 0)
    await until('an order to be possible again', async () => (await place(company)).status === 201)
  })

  it('can be paid again after the bank was away', async () => {
    await using company = await openCompany()
    const { id } = (await place(company)).body
    await company.fault('payment-outage', 1)
    expect(await pay(company, id)).toMatchObject({ status: 502, body: { code: 'payment_unavailable' } })
    await company.fault('payment-outage', 0)
    expect((await pay(company, id)).body.status).toBe('confirmed')
    const payments = await company.internal('payment-service', 'GET', `/internal/payments?orderId=${id}`)
    expect(payments.body.items.map(each => each.status)).toEqual(['failed', 'succeeded'])
  })
})
