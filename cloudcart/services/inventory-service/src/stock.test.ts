/** Stories of stock, told by HTTP, on SQLite and on PostgreSQL. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CATALOGUE } from '../../../contracts/catalogue.ts'
import type { StoredEvent } from '../../../kit/events/events.ts'
import { type Booted, bootForTest } from '../../../testing/booted.ts'
import { inBothDatabases } from '../../../testing/both-databases.ts'
import { until } from '../../../testing/until.ts'
import { createInventoryService } from './app.ts'

const MINUTE_MS = 60_000
const SECRET = 'a secret of the tests'
inBothDatabases('stock', databaseUrl => {
  let service: Booted
  let nowMs = Date.now()
  const events: StoredEvent[] = []
  beforeAll(async () => {
    const definition = createInventoryService({ lookMs: 20, arrivalMs: [2 * MINUTE_MS, 3 * MINUTE_MS] })
    const settings = { databaseUrl: databaseUrl() }
    service = await bootForTest(definition, { settings, nowMs: () => nowMs })
    await service.kit.events.subscribe({
      group: 'test',
      topics: ['inventory'],
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
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const reserve = (orderId: string, ...items: [string, number][]) =>
    ask('POST', '/internal/reservations', {
      orderId,
      items: items.map(([productId, quantity]) => ({ productId, quantity })),
    })
  const settle = (orderId: string, how: string, body?: unknown) =>
    ask('POST', `/internal/reservations/${orderId}/${how}`, body)
  const level = async (productId: string) => (await ask('GET', `/internal/levels/${productId}`)).body
  const adjust = (productId: string, change: number, reason = 'correction') =>
    ask('POST', `/internal/levels/${productId}/adjust`, { change, reason })
  const leave = async (productId: string, pieces: number) => {
    const { available } = await level(productId)
    await adjust(productId, pieces - Number(available))
  }
  const told = (productId: string) =>
    events.filter(event => event.key === productId).map(({ payload }) => [payload.change, payload.reason])

  it('has the whole catalogue on its shelves', async () => {
    const { items, total } = (await ask('GET', '/internal/levels')).body as {
      items: object[]
      total: number
    }
    expect(total).toBe(CATALOGUE.length)
    const [first] = CATALOGUE
    const stock = first!.stock
    expect(items[0]).toEqual({ productId: 'p-001', onHand: stock, reserved: 0, available: stock })
  })

  it('is held, sold, and comes back', async () => {
    const { onHand } = (await level('p-004')) as { onHand: number }
    expect(await reserve('o-1', ['p-004', 3])).toMatchObject({ status: 201, body: { status: 'held' } })
    expect(await level('p-004')).toMatchObject({ onHand, reserved: 3, available: onHand - 3 })
    expect((await settle('o-1', 'commit')).body.status).toBe('committed')
    expect(await level('p-004')).toMatchObject({ onHand: onHand - 3, reserved: 0 })
    expect((await settle('o-1', 'commit')).status).toBe(200)
    expect((await settle('o-1', 'release', { reason: 'return' })).body.status).toBe('returned')
    expect((await settle('o-1', 'release')).body.status).toBe('returned')
    expect(await level('p-004')).toMatchObject({ onHand, reserved: 0 })
    await until('the events', () => told('p-004').length >= 2)
    expect(told('p-004')).toEqual([
      [-3, 'purchase'],
      [3, 'return'],
    ])
    expect(events.find(event => event.key === 'p-004')?.payload).toMatchObject({ onHand, reserved: 3 })
  })

  it('is held once per order', async () => {
    const before = await level('p-005')
    const answers = await Promise.all(Array.from({ length: 6 }, () => reserve('o-2', ['p-005', 1])))
    expect(answers.map(each => each.status)).toEqual([201, 201, 201, 201, 201, 201])
    expect(await level('p-005')).toMatchObject({ available: Number(before.available) - 1 })
    expect((await reserve('o-2', ['p-005', 2])).body.code).toBe('reserved_otherwise')
    await settle('o-2', 'release')
    expect(await level('p-005')).toEqual(before)
    expect((await reserve('o-2', ['p-005', 1])).body.code).toBe('reservation_over')
    expect((await settle('o-2', 'commit')).body.code).toBe('not_reserved')
  })

  it('is held all or nothing', async () => {
    await leave('p-006', 2)
    const before = await level('p-007')
    const refused = await reserve('o-3', ['p-007', 1], ['p-006', 3], ['p-404', 1])
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'out_of_stock',
        missing: [
          { productId: 'p-006', wanted: 3, available: 2 },
          { productId: 'p-404', wanted: 1, available: 0 },
        ],
      },
    })
    expect(await level('p-007')).toEqual(before)
    expect((await reserve('o-3', ['p-007', 1], ['p-006', 1], ['p-006', 1])).status).toBe(201)
    expect(await level('p-006')).toMatchObject({ available: 0 })
  })

  it('sells the last 5 of a product to 5 of 200 who come at once', async () => {
    await leave('p-008', 5)
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => reserve(`crowd-${i}`, ['p-009', 1], ['p-008', 1])),
    )
    expect(answers.filter(each => each.status === 201)).toHaveLength(5)
    expect(answers.filter(each => each.status === 409)).toHaveLength(195)
    expect(await level('p-008')).toMatchObject({ reserved: 5, available: 0 })
    expect(await level('p-009')).toMatchObject({ reserved: 5 })
    expect(await service.sample('inventory_out_of_stock_total')).toBe(196)
  })

  it('is for sale again when nobody pays for a quarter of an hour', async () => {
    const before = await level('p-010')
    await reserve('o-4', ['p-010', 4])
    nowMs += 14 * MINUTE_MS
    await until('a look', async () => (await service.sample('inventory_reserved_units'))! >= 4)
    expect(await level('p-010')).toMatchObject({ reserved: 4 })
    nowMs += MINUTE_MS
    await until('the reservation to expire', async () => (await level('p-010')).reserved === 0)
    expect(await level('p-010')).toEqual(before)
    expect((await settle('o-4', 'commit')).status).toBe(409)
    expect((await settle('o-4', 'release')).body.status).toBe('expired')
  })

  it('is not held for an order that was called off before', async () => {
    expect((await settle('o-5', 'release')).body.status).toBe('released')
    expect((await reserve('o-5', ['p-010', 1])).status).toBe(409)
    expect(await level('p-010')).toMatchObject({ reserved: 0 })
  })

  it('is filled up by the supplier a while after it ran out', async () => {
    await leave('p-011', 1)
    const due = () =>
      service.kit.database.one<{ ms: number | null }>(
        'SELECT restock_due_ms AS "ms" FROM levels WHERE product_id = $1',
        ['p-011'],
      )
    await until('the supplier to be called', async () => (await due())?.ms)
    expect(await level('p-011')).toMatchObject({ available: 1 })
    nowMs += 3 * MINUTE_MS
    const shelf = CATALOGUE.find(each => each.id === 'p-011')!.stock
    await until('the supplier', async () => (await level('p-011')).available === shelf)
    await until('the event', () =>
      told('p-011').some(([change, reason]) => change === shelf - 1 && reason === 'restock'),
    )
  })

  it('is corrected, but never below what is promised', async () => {
    await leave('p-012', 4)
    await reserve('o-6', ['p-012', 3])
    expect(await adjust('p-012', -2)).toMatchObject({ status: 409, body: { code: 'stock_too_low' } })
    expect((await adjust('p-012', -1)).body).toMatchObject({ onHand: 3, reserved: 3, available: 0 })
    expect((await adjust('new-product', 7, 'restock')).body).toMatchObject({ onHand: 7, available: 7 })
    expect((await adjust('nobody-knows', -1)).status).toBe(404)
  })

  it('is nobody else’s business', async () => {
    const stranger = { 'x-internal-token': 'guessed' }
    expect((await ask('POST', '/internal/reservations', {}, stranger)).status).toBe(403)
    expect((await ask('GET', '/levels', undefined, stranger)).status).toBe(401)
    const token = await service.kit.tokens.sign({ userId: 'boss', role: 'admin' })
    const admin = await ask('GET', '/levels/p-001', undefined, { authorization: `Bearer ${token}` })
    expect(admin.body.productId).toBe('p-001')
  })

  it('refuses what is not valid', async () => {
    const drop = "x'; DROP TABLE levels; --"
    expect((await reserve(drop, ['p-001', 1])).status).toBe(400)
    expect((await reserve('o-7', [drop, 1])).status).toBe(400)
    expect((await reserve('o-7')).status).toBe(400)
    expect((await reserve('o-7', ['p-001', -1])).status).toBe(400)
    expect((await adjust('p-001', 1, drop)).status).toBe(400)
    expect((await ask('GET', `/internal/levels/${encodeURIComponent(drop)}`)).status).toBe(400)
    expect((await ask('GET', '/internal/levels/p-404')).status).toBe(404)
    expect((await ask('GET', '/internal/levels')).status).toBe(200)
  })
})
