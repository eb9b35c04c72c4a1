import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { ActiveFault } from '../contracts/chaos-state.ts'
import type { FaultName, Grade } from '../contracts/faults.ts'
import type { WebAnswer } from './gateway-client.ts'
import { type Load, type LoadOptions, startLoad } from './load.ts'
import { createSteppedClock, type SteppedClock } from './testing/stepped-clock.ts'
import { answered, createStubShop, type StubShop } from './testing/stub-shop.ts'

const START_MS = new Date(2026, 0, 6, 15).getTime()
const MINUTE_MS = 60_000
const SOUND = { faults: [] }

interface Running {
  readonly load: Load
  readonly clock: SteppedClock
  readonly shop: StubShop
}

function running(options: Partial<LoadOptions> = {}): Running {
  const clock = createSteppedClock(START_MS)
  const shop = createStubShop()
  const load = startLoad({
    gatewayUrl: 'http://127.0.0.1:9',
    clock,
    client: shop,
    faults: () => SOUND,
    intensity: () => 1,
    ...options,
  })
  return { load, clock, shop }
}

function activeFault(fault: FaultName, grade: Exclude<Grade, 0>): ActiveFault {
  return { fault, target: 'load', grade, startMs: START_MS, endMs: START_MS + 60 * MINUTE_MS }
}

describe('startLoad', () => {
  it('keeps its rate, with sessions that end in all ways', async () => {
    const { load, clock } = running({ rate: 20 })
    await clock.advance(15 * MINUTE_MS)
    const { requests, outcomes, sessions, visitors, inFlight } = load.stats()
    expect(requests / (15 * 60) / 20).toBeGreaterThan(0.93)
    expect(requests / (15 * 60) / 20).toBeLessThan(1.07)
    expect(outcomes.ok / requests).toBeGreaterThan(0.9)
    expect(sessions.bought).toBeGreaterThan(30)
    expect(sessions.abandoned).toBeGreaterThan(30)
    expect(sessions.bounced).toBeGreaterThan(sessions.bought)
    expect(visitors).toBeGreaterThan(20)
    expect(inFlight).toBe(0)
    await load.stop()
  })

  it('does the same in the same order, however the shop answers', async () => {
    const orders: string[][] = []
    for (const status of [undefined, 503, 0, 401]) {
      const told: string[] = []
      const { load, clock, shop } = running({
        seed: 11,
        onAction: ({ atMs, visitor, step }) =>
          told.push(`${atMs} ${visitor.number} ${JSON.stringify({ ...step, thinkMs: 0 })}`),
      })
      if (status !== undefined) shop.answer = () => answered(status)
      await clock.advance(2 * MINUTE_MS)
      await load.stop()
      orders.push(told)
    }
    expect(orders[0]!.length).toBeGreaterThan(2_000)
    for (const order of orders.slice(1)) expect(order).toEqual(orders[0])
  })

  it('lets so many wait at once and no more, and comes back when the shop does', async () => {
    const { load, clock, shop } = running({ mostInFlight: 10 })
    const waiting: ((answer: WebAnswer) => void)[] = []
    shop.answer = () => new Promise(resolve => void waiting.push(resolve))
    await clock.advance(MINUTE_MS)
    expect(load.stats().inFlight).toBe(10)
    expect(waiting.length).toBeLessThanOrEqual(10)
    expect(load.stats().outcomes.dropped).toBeGreaterThan(1_000)
    shop.answer = () => undefined
    for (const resolve of waiting) resolve(answered(503))
    const before = load.stats().outcomes.ok
    await clock.advance(MINUTE_MS)
    expect(load.stats().inFlight).toBe(0)
    expect(load.stats().outcomes.ok - before).toBeGreaterThan(1_000)
    await load.stop()
  })

  it('lives with nonsense', async () => {
    const { load, clock, shop } = running()
    const nonsense = [undefined, null, 'text', [], [null], { token: 7, id: {} }, { items: [{ id: 1 }, 'x'] }]
    let asked = 0
    shop.answer = () => answered([200, 201, 402, 500, 0][asked % 5]!, nonsense[asked++ % nonsense.length])
    await clock.advance(5 * MINUTE_MS)
    expect(load.stats().requests).toBeGreaterThan(5_000)
    await load.stop()
  })

  it('does not catch up on a pause', async () => {
    const { load, clock } = running()
    await clock.advance(MINUTE_MS)
    const before = load.stats().requests
    clock.jump(60 * MINUTE_MS)
    await clock.advance(1_000)
    expect(load.stats().requests - before).toBeLessThan(80)
    await load.stop()
  })

  it('makes an account once, and logs in with it later, in another run too', async () => {
    const { load, clock, shop } = running()
    await clock.advance(10 * MINUTE_MS)
    await load.stop()
    const registrations = shop.seen.filter(({ path }) => path === '/api/users/register')
    expect(registrations.length).toBeGreaterThan(50)
    expect(new Set(registrations.map(({ body }) => JSON.stringify(body))).size).toBe(registrations.length)
    const again = startLoad({
      gatewayUrl: 'http://x',
      clock,
      client: shop,
      faults: () => SOUND,
      intensity: () => 1,
    })
    const from = shop.seen.length
    await clock.advance(10 * MINUTE_MS)
    await again.stop()
    const later = shop.seen.slice(from)
    expect(later.some(({ path, method }) => path === '/api/orders/orders' && method === 'POST')).toBe(true)
    expect(again.stats().sessions.bought).toBeGreaterThan(20)
  })

  it('orders with keys that differ, and pays only what it ordered', async () => {
    const { load, clock, shop } = running()
    await clock.advance(10 * MINUTE_MS)
    await load.stop()
    const orders = shop.seen.filter(({ path, method }) => path === '/api/orders/orders' && method === 'POST')
    expect(new Set(orders.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(orders.length)
    expect(orders.every(({ token }) => token !== undefined)).toBe(true)
  })

  it('counts for the registry that it is given', async () => {
    const registry = new Registry()
    const { load, clock } = running({ registry })
    await clock.advance(MINUTE_MS)
    await load.stop()
    const text = await registry.metrics()
    expect(text).toMatch(/^load_requests_total\{kind="view",outcome="ok"\} [1-9]/m)
    expect(text).toMatch(/^load_requests_total\{kind="return",outcome="ok"\} \d/m)
    expect(text).toMatch(/^load_sessions_total\{outcome="bounced"\} [1-9]/m)
    expect(text).toMatch(/^load_visitors_active [1-9]/m)
    expect(text).not.toMatch(/password|token of/)
  })

  it('ends with its signal, and at once', async () => {
    const ending = new AbortController()
    const { load, clock, shop } = running({ signal: ending.signal })
    await clock.advance(5_000)
    ending.abort()
    await load.stop()
    const { requests } = load.stats()
    await clock.advance(5_000)
    expect(load.stats().requests).toBe(requests)
    expect(shop.closed).toBe(true)
  })
})

describe('faults of the load', () => {
  it('tries stolen passwords from 40 addresses, by grade, and stops with the fault', async () => {
    let faults: readonly ActiveFault[] = [activeFault('credential-stuffing', 1)]
    const { load, clock, shop } = running({ rate: 1, faults: () => ({ faults }) })
    await clock.advance(MINUTE_MS)
    const tried = load.stats().kinds.stuffing!
    expect(tried).toBeGreaterThan(30 * 55)
    expect(tried).toBeLessThanOrEqual(30 * 60)
    const addresses = shop.seen.flatMap(({ origin }) =>
      origin.address.startsWith('192.0.2.') ? [origin.address] : [],
    )
    expect(new Set(addresses).size).toBe(40)
    faults = [activeFault('credential-stuffing', 0.1)]
    await clock.advance(MINUTE_MS)
    expect(load.stats().kinds.stuffing! - tried).toBeLessThanOrEqual(3 * 60 + 1)
    faults = []
    const after = load.stats().kinds.stuffing!
    await clock.advance(MINUTE_MS)
    expect(load.stats().kinds.stuffing).toBe(after)
    await load.stop()
  })

  it('sends a crowd at the scarcest product, at the same moment', async () => {
    let faults: readonly ActiveFault[] = []
    const { load, clock, shop } = running({ faults: () => ({ faults }) })
    await clock.advance(5 * MINUTE_MS)
    faults = [activeFault('oversell-attempt', 1)]
    const from = shop.seen.length
    await clock.advance(10_000)
    await load.stop()
    const orders = shop.seen
      .slice(from)
      .filter(({ idempotencyKey }) => idempotencyKey?.startsWith('crowd-') === true)
    expect(orders.length).toBeGreaterThanOrEqual(50)
    expect(orders.length % 50).toBe(0)
    expect(new Set(orders.map(({ body }) => JSON.stringify(body)))).toEqual(
      new Set([JSON.stringify({ items: [{ productId: 'p-001', quantity: 1 }] })]),
    )
  })

  it('asks the chaos service what is broken, as an admin, when nobody tells it', async () => {
    const clock = createSteppedClock(START_MS)
    const shop = createStubShop()
    shop.answer = ({ path, token }) => {
      if (path !== '/api/chaos/faults') return undefined
      return token === 'token of admin'
        ? answered(200, {
            faults: {},
            active: [activeFault('credential-stuffing', 1), { fault: 'nonsense' }],
          })
        : answered(401)
    }
    const load = startLoad({ gatewayUrl: 'http://x', clock, client: shop, rate: 1, intensity: () => 1 })
    await clock.advance(20_000)
    expect(load.stats().kinds.stuffing).toBeGreaterThan(300)
    expect(load.stats().kinds.watch).toBeGreaterThanOrEqual(9)
    // Nobody there any more: what was known is forgotten.
    shop.answer = ({ path }) => (path.startsWith('/api/chaos') ? answered(0) : undefined)
    await clock.advance(15_000)
    const after = load.stats().kinds.stuffing
    await clock.advance(15_000)
    expect(load.stats().kinds.stuffing).toBe(after)
    await load.stop()
  })
})
