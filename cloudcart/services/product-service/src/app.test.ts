import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OtlpReceiver, startOtlpReceiver } from '../../../gameday/otlp-receiver.ts'
import { type Booted, bootForTest } from '../../../testing/booted.ts'
import { type StandIn, startStandIn } from '../../../testing/stand-in.ts'
import { until } from '../../../testing/until.ts'
import { productService } from './app.ts'

let shop: Booted
let others: StandIn
let backend: OtlpReceiver

beforeEach(async () => {
  others = await startStandIn(() => ({ status: 404, body: {} }))
  backend = await startOtlpReceiver()
  shop = await bootForTest(productService, {
    settings: { urlOf: () => others.url, otlpEndpoint: backend.url },
  })
})
afterEach(async () => {
  await shop.stop()
  await others[Symbol.asyncDispose]()
  await backend[Symbol.asyncDispose]()
})

const PROBLEM = 'application/problem+json; charset=utf-8'

/** What any of the answers may have. */
interface Body {
  readonly id: string
  readonly stock: number
  readonly code: string
  readonly total: number
  readonly items: readonly { readonly id: string; readonly priceCents: number }[]
}

const asked = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${shop.url}${path}`, init)
  const body = (await answer.json()) as Body
  return { status: answer.status, type: answer.headers.get('content-type'), body }
}
const send = async (method: string, path: string, body: unknown, role?: 'admin' | 'customer') =>
  asked(path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(role === undefined
        ? {}
        : { authorization: `Bearer ${await shop.kit.tokens.sign({ userId: 'u-1', role })}` }),
    },
    body: JSON.stringify(body),
  })

/** What the inventory tells. */
const changed = (id: string, productId: string, onHand: number, reserved = 0) =>
  shop.kit.events.publish('inventory', [
    {
      id,
      type: 'inventory.changed',
      key: productId,
      payload: { productId, change: -1, reason: 'purchase', onHand, reserved },
    },
  ])
const stockOf = async (id: string) => (await asked(`/products/${id}`)).body.stock

describe('a visitor', () => {
  it('browses by category, sorted, page by page', async () => {
    const all = await asked('/products?limit=3&sort=price_asc')
    expect(all.body.total).toBe(60)
    const prices = all.body.items.map(each => each.priceCents)
    expect(prices).toEqual([...prices].sort((a, b) => a - b))
    const books = await asked('/products?category=books&limit=5&offset=5')
    expect(books.body).toMatchObject({ total: 7 })
    expect(books.body.items).toHaveLength(2)
    expect((await asked('/categories')).body.items).toHaveLength(8)
    expect(await shop.sample('product_list_time_seconds_count', { category: 'books' })).toBe(1)
  })

  it('looks at a product, and is counted', async () => {
    const { body } = await asked('/products/p-001')
    expect(body).toMatchObject({ id: 'p-001', category: 'electronics', stock: 80 })
    expect(await shop.sample('product_views_total', { product_id: 'p-001', category: 'electronics' })).toBe(1)
    expect(await shop.sample('products_viewed_total', { product_id: 'p-001' })).toBe(1)
    const missing = await asked('/products/p-999')
    expect(missing).toMatchObject({ status: 404, type: PROBLEM })
    expect(missing.body.code).toBe('unknown_product')
    const errors = { error_type: 'not_found', endpoint: '/products/:id' }
    expect(await shop.sample('product_errors_total', errors)).toBe(1)
  })

  it.each([
    ['KETTLE GOOSE', 1],
    ['100%', 1],
    ['%', 1],
    ['_', 0],
    ['!', 0],
    ["'; DROP TABLE products; --", 0],
    [`x' OR '1'='1`, 0],
    ['$1', 0],
    ['\\', 0],
  ])('searches for %s and finds %i, for what it is', async (text, found) => {
    const { status, body } = await asked(`/products/search?q=${encodeURIComponent(text)}`)
    expect({ status, total: body.total }).toEqual({ status: 200, total: found })
    expect((await asked('/products')).body.total).toBe(60)
  })

  it.each([
    '/products?category=weapons',
    '/products?limit=0',
    '/products?limit=100000',
    '/products?sort=stock;DROP',
    '/products/search',
    '/products/search?q=%00',
    `/products/search?q=${'x'.repeat(101)}`,
    `/products/${encodeURIComponent("p-1' OR 1=1")}`,
  ])('is told that %s makes no sense', async path => {
    expect(await asked(path)).toMatchObject({
      status: 400,
      type: PROBLEM,
      body: { code: 'invalid_request' },
    })
  })
})

describe('an admin', () => {
  const lamp = { name: 'Lamp <b>', category: 'home', description: 'Bright', priceCents: 1_990 }

  it('adds a product and changes it; others are told', async () => {
    const told: string[] = []
    await using _ = await subscribed(told)
    const { status, body } = await send('POST', '/products', lamp, 'admin')
    expect({ status, body }).toMatchObject({ status: 201, body: { ...lamp, stock: 0 } })
    expect(await shop.sample('products_created_total')).toBe(1)
    const dearer = await send('PUT', `/products/${body.id}`, { priceCents: 2_490 }, 'admin')
    expect(dearer.body).toMatchObject({ ...lamp, priceCents: 2_490 })
    await until('product.created', () => told.includes('product.created'))
    const labels = { event_type: 'product.created', status: 'success' }
    await until(
      'the count of it',
      async () => (await shop.sample('product_kafka_events_published_total', labels)) === 1,
    )
  })

  it('is the only one who may', async () => {
    expect((await send('POST', '/products', lamp)).status).toBe(401)
    expect((await send('POST', '/products', lamp, 'customer')).status).toBe(403)
    expect((await send('PUT', '/products/p-001', { priceCents: 1 }, 'customer')).status).toBe(403)
    expect((await send('POST', '/products/p-001/stock', { change: 1 }, 'customer')).status).toBe(403)
  })

  it('is refused what no product can be', async () => {
    for (const wrong of [{ ...lamp, priceCents: -1 }, { ...lamp, category: 'weapons' }, { name: 'x' }, []]) {
      expect((await send('POST', '/products', wrong, 'admin')).status).toBe(400)
    }
    expect((await send('PUT', '/products/p-001', {}, 'admin')).status).toBe(400)
    expect((await send('PUT', '/products/p-404', { priceCents: 1 }, 'admin')).status).toBe(404)
  })

  it('changes stock through the inventory service', async () => {
    const level = { productId: 'p-001', onHand: 90, reserved: 0, available: 90 }
    others.answer(({ url }) => (url.includes('adjust') ? { body: level } : { status: 404, body: {} }))
    const answer = await send('POST', '/products/p-001/stock', { change: 10, reason: 'restock' }, 'admin')
    expect(answer).toMatchObject({ status: 200, body: level })
    const adjust = others.asked.find(each => each.url.includes('adjust'))
    expect(adjust).toMatchObject({ method: 'POST', url: '/internal/levels/p-001/adjust' })
    expect(JSON.parse(adjust?.body ?? '')).toEqual({ change: 10, reason: 'restock' })

    const problem = { code: 'out_of_stock', detail: 'Only 3 are left.' }
    others.answer(() => ({ status: 409, body: problem }))
    const refused = await send('POST', '/products/p-001/stock', { change: -10 }, 'admin')
    expect(refused).toMatchObject({ status: 409, body: problem })
    others.answer(() => ({ status: 500, body: {} }))
    expect((await send('POST', '/products/p-001/stock', { change: 1 }, 'admin')).status).toBe(502)
  })
})

describe('stock', () => {
  it('follows the inventory, each event once', async () => {
    await changed('e-1', 'p-002', 50, 8)
    await until('the first event', async () => (await stockOf('p-002')) === 42)
    await changed('e-1', 'p-002', 1)
    await changed('e-2', 'p-002', 41)
    await until('the second event', async () => (await stockOf('p-002')) === 41)
    const labels = { product_id: 'p-002', reason: 'purchase' }
    expect(await shop.sample('product_stock_updates_total', labels)).toBe(2)
  })

  it('raises an alert when it crosses a line, and not again before it was up', async () => {
    const told: string[] = []
    await using _ = await subscribed(told)
    const alerts = async () => [
      await shop.sample('inventory_alerts_total', { product_id: 'p-003', severity: 'warning' }),
      await shop.sample('inventory_alerts_total', { product_id: 'p-003', severity: 'critical' }),
    ]
    expect(await alerts()).toEqual([0, 0])
    for (const [index, left] of [9, 8, 4, 3, 60, 4].entries()) await changed(`e-${index}`, 'p-003', left)
    await until('the alerts', async () => (await alerts()).join() === '1,2')
    await until('product.stock_low', () => told.filter(type => type === 'product.stock_low').length === 3)
    expect(shop.lines.filter(line => line.message === 'stock is low')).toHaveLength(3)
  })

  it('is measured from the database', async () => {
    await changed('e-1', 'p-004', 2)
    await until('low stock', async () => (await shop.sample('low_stock_products_count')) === 1)
    const labels = { product_id: 'p-004', product_name: 'Solar Power Bank 20k' }
    expect(await shop.sample('product_stock_level', labels)).toBe(2)
    expect(await shop.sample('products_count_by_category', { category: 'audio' })).toBe(8)
    expect(await shop.sample('product_average_price_dollars', { category: 'audio' })).toBeCloseTo(144.85, 5)
    expect(await shop.sample('product_db_connection_pool_size')).toBe(1)
  })

  it('leaves products that it does not know and events that make no sense', async () => {
    await changed('e-1', 'p-404', 2)
    await shop.kit.events.publish('inventory', [{ type: 'inventory.teleported', key: 'p-005', payload: {} }])
    await changed('e-2', 'p-005', 7)
    await until('the last event', async () => (await stockOf('p-005')) === 7)
  })
})

describe('other services', () => {
  it('look products up by id', async () => {
    const { status, body } = await asked('/internal/products/lookup', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-internal-token': shop.kit.settings.internalToken },
      body: JSON.stringify({ ids: ['p-001', 'p-777', 'p-002'] }),
    })
    expect(status).toBe(200)
    expect(body.items.map(each => each.id)).toEqual(['p-001', 'p-002'])
    expect(Object.keys(body.items[0] ?? {}).sort()).toEqual(['category', 'id', 'name', 'priceCents'])
  })

  it('have to say who they are', async () => {
    expect((await send('POST', '/internal/products/lookup', { ids: ['p-001'] }, 'admin')).status).toBe(403)
  })
})

describe('faults', () => {
  const broken = (fault: string, grade: number) => () => ({
    body: {
      chaos: { enabled: false },
      faults: [{ fault, target: 'product-service', grade, startMs: 0, endMs: Date.now() + 60_000 }],
      injections: [],
    },
  })
  const whole = () => ({ body: { chaos: { enabled: false }, faults: [], injections: [] } })

  it('bad-deployment: a new version fails, and is rolled back', async () => {
    expect(await shop.sample('product_build_info', { version: '1.0.0' })).toBe(1)
    others.answer(broken('bad-deployment', 1))
    await until(
      'the new version',
      async () => (await shop.sample('product_build_info', { version: '1.1.0' })) === 1,
    )
    const failed = await asked('/products')
    expect(failed).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(JSON.stringify(failed.body)).not.toContain('discountCents')
    expect(await shop.sample('product_build_info', { version: '1.0.0' })).toBeUndefined()
    const line = shop.lines.find(each => each.level === 'error')
    expect(line).toMatchObject({ version: '1.1.0' })
    expect(line?.stack).toContain('discountCents')
    await until('the version in a trace', () =>
      backend.spans.some(span => span.failed && span.attributes['service.version'] === '1.1.0'),
    )
    others.answer(whole)
    await until('the rollback', async () => (await asked('/products')).status === 200)
    expect(await shop.sample('product_build_info', { version: '1.0.0' })).toBe(1)
  })

  it('log-flood: lines that say nothing, at info', async () => {
    others.answer(broken('log-flood', 1))
    const noise = () => shop.lines.filter(each => each.message === 'debug: product cache entry checked')
    await until('100 lines', () => noise().length >= 100)
    expect(noise()[0]?.level).toBe('info')
    others.answer(whole)
  })
})

/** Types of the events of the topic products. */
async function subscribed(told: string[]): Promise<AsyncDisposable> {
  const subscription = await shop.kit.events.subscribe({
    group: 'test',
    topics: ['products'],
    from: 'beginning',
    handle: async ({ type }) => void told.push(type),
  })
  return { [Symbol.asyncDispose]: () => subscription.close() }
}
