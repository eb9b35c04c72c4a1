import { expect, it } from 'vitest'
import { bootGateway } from '../testing/booted-gateway.ts'

const STAMPEDE = {
  fault: 'cache-stampede',
  target: 'api-gateway',
  grade: 1,
  startMs: 0,
  endMs: 4e12,
} as const
const LISTING = '/api/products/products?category=audio&limit=5'

/** Its clock stands still: what is kept for some seconds is kept for the test, however long that takes. */
const bootTimelessGateway = () => bootGateway({}, { nowMs: () => Date.parse('2026-01-01T12:00:00Z') })

it('answers from the cache what was asked before, whatever the order of the question', async () => {
  await using shop = await bootTimelessGateway()
  shop.services.answer(({ url }) => ({ body: { url } }))
  const first = await (await shop.fetch(LISTING)).text()
  const second = await shop.fetch('/api/products/products?limit=5&x=1&category=audio')
  expect(await second.text()).toBe(first)
  expect(second.headers.get('content-type')).toBe('application/json; charset=utf-8')
  await (await shop.fetch('/api/products/products?limit=6')).text()
  expect(shop.services.asked).toHaveLength(2)
  expect(await shop.gateway.sample('cache_hits_total')).toBe(1)
  expect(await shop.gateway.sample('cache_misses_total')).toBe(2)
})

it('asks once for many who come at the same moment', async () => {
  await using shop = await bootTimelessGateway()
  const arrived = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  shop.services.answer(async () => {
    arrived.resolve()
    await go.promise
    return { body: { items: [] } }
  })
  const all = Array.from({ length: 50 }, () => shop.fetch(LISTING))
  await arrived.promise
  while ((await shop.gateway.sample('cache_misses_total')) !== 50) await new Promise(setImmediate)
  go.resolve()
  for (const answer of await Promise.all(all)) expect(await answer.json()).toEqual({ items: [] })
  expect(shop.services.asked).toHaveLength(1)
})

it('keeps neither failures nor what belongs to one person', async () => {
  await using shop = await bootTimelessGateway()
  shop.services.answer(() => ({ status: 503, headers: { 'retry-after': '7' }, body: {} }))
  const failed = await shop.fetch(LISTING)
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '7'])
  shop.services.answer(() => ({ body: {} }))
  expect((await shop.fetch(LISTING)).status).toBe(200)
  const headers = await shop.as('customer')
  for (let i = 0; i < 2; i++) await shop.fetch('/api/orders/orders', { headers })
  for (let i = 0; i < 2; i++) await shop.fetch('/api/products/products/p-001')
  expect(shop.services.asked).toHaveLength(6)
})

it('forgets under the fault cache-stampede, and everybody asks', async () => {
  await using shop = await bootTimelessGateway()
  await (await shop.fetch(LISTING)).text()
  await shop.break({ faults: [STAMPEDE] })
  const waiting = Promise.withResolvers<void>()
  shop.services.answer(async () => {
    if (shop.services.asked.length === 11) waiting.resolve()
    await waiting.promise
    return { body: {} }
  })
  const answers = await Promise.all(Array.from({ length: 10 }, () => shop.fetch(LISTING)))
  expect(answers.map(each => each.status)).toEqual(Array(10).fill(200))
  expect(shop.services.asked).toHaveLength(11)
  await shop.break({})
  expect((await shop.fetch(LISTING)).status).toBe(200)
  expect(shop.services.asked).toHaveLength(11)
})
