import { Counter } from 'prom-client'
import { expect, it } from 'vitest'
import type { Cache } from '../../../kit/cache/cache.ts'
import type { Served } from './proxy.ts'
import { createLimiter } from './rate-limit.ts'
import { createResponseCache } from './response-cache.ts'

const away = async () => {
  throw new Error('ECONNREFUSED')
}
const cache: Cache = {
  kind: 'redis',
  get: away,
  set: away,
  delete: away,
  clear: away,
  count: away,
  close: away,
}
const counter = (name: string) => new Counter({ name, help: name, registers: [] })

it('lets everybody through while nobody can be counted', async () => {
  const limiter = createLimiter(
    { cache, nowMs: Date.now, metrics: { limited: () => {} } },
    { name: 'test', perMinute: 1 },
  )
  const [request, reply] = [{ ip: '10.0.0.1' }, {}] as unknown as Parameters<typeof limiter>
  await limiter(request, reply)
  await limiter(request, reply)
})

it('asks the service while nothing can be kept', async () => {
  const served: Served = { status: 200, type: 'application/json', bytes: Buffer.from('{}') }
  const responses = createResponseCache({
    cache,
    faults: { grade: () => 0, hits: () => false },
    metrics: { cacheHits: counter('hits'), cacheMisses: counter('misses') },
  })
  expect(await responses.get('/x', 1_000, async () => served)).toBe(served)
  expect(await responses.get('/x', 1_000, async () => served)).toBe(served)
})
