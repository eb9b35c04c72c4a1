import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outsideProgram } from '../../testing/outside-program.ts'
import { createRedis, type RedisServer } from '../../testing/redis.ts'
import { until } from '../../testing/until.ts'
import { cacheContract } from './cache.contract.ts'
import { openRedisCache } from './redis.ts'

const program = outsideProgram('redis-server')
const LONG = 60_000

describe.skipIf(program === undefined)('the cache on Redis', () => {
  let server: RedisServer
  let client: Redis
  const said: string[] = []
  const log = {
    info: (message: string) => void said.push(`info: ${message}`),
    warn: (message: string) => void said.push(`warn: ${message}`),
  }
  // Whoever is slow for the machine's sake is not away.
  const open = (prefix = 'test:', patienceMs = LONG) =>
    openRedisCache({ url: server.url, prefix, log, patienceMs })

  beforeAll(async () => {
    server = await createRedis(program!)
    client = new Redis(server.url)
    client.on('error', () => {})
  })
  afterAll(async () => {
    client.disconnect()
    await server.stop()
  })
  beforeEach(() => {
    said.length = 0
  })

  /** By the server's clock, which is what ends keys. */
  const clock = async () => {
    const [seconds, microseconds] = await client.time()
    return Number(seconds) * 1000 + Number(microseconds) / 1000
  }
  const pass = async (ms: number) => {
    const end = (await clock()) + ms
    await until(`${ms} ms to pass`, async () => (await clock()) >= end)
  }
  describe('as every cache', () => cacheContract({ open: () => open(), pass }))

  it('shares with those of the same prefix, and with nobody else', async () => {
    const [a, b, other] = [await open('shop:'), await open('shop:'), await open('sh*p:')]
    await a.set('key', 'x', LONG)
    await a.count('door', LONG)
    expect((await b.get('key'))?.toString()).toBe('x')
    expect(await b.count('door', LONG)).toBe(2)
    expect(await other.get('key')).toBeUndefined()
    expect(await other.clear('')).toBe(0)
    expect(await a.clear('')).toBe(2)
    await Promise.all([a.close(), b.close(), other.close()])
    expect(said).toEqual([])
  })

  it('leaves nothing in Redis without an end', async () => {
    const cache = await open('ends:')
    // As if a server had ended between two commands of somebody who counts in two.
    await client.set('ends:window:orphan', '7')
    expect(await cache.count('orphan', LONG)).toBe(8)
    await cache.count('door', LONG)
    await cache.set('value', 'x', LONG)
    const keys = await client.keys('ends:*')
    expect(keys).toHaveLength(3)
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(0)
    await cache.close()
  })

  it('finds and counts nothing while Redis is away, says so once per outage, and recovers', async () => {
    const cache = await open()
    for (let outage = 1; outage <= 2; outage++) {
      await cache.set('a', 'x', LONG)
      await server.stop()
      await until('the outage to be said', () => said.length === 2 * outage - 1)
      for (let i = 0; i < 20; i++) {
        expect(await cache.get('a')).toBeUndefined()
        await cache.set('a', 'y', LONG)
        await cache.delete('a')
        expect(await cache.clear('')).toBe(0)
        expect(await cache.count('door', LONG)).toBe(0)
      }
      await server.start()
      await until('Redis to be used again', async () => (await cache.count('door', LONG)) > 0)
      expect(said).toHaveLength(2 * outage)
    }
    expect(said[0]).toMatch(/^warn: Redis can't be used, the shop goes on without it: /)
    expect(said[1]).toBe('info: Redis is back')
    await cache.close()
    expect(said).toHaveLength(4)
  })

  it('opens without Redis, and finds it when it comes', async () => {
    await server.stop()
    const cache = await open()
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/ECONNREFUSED/)
    expect(await cache.get('a')).toBeUndefined()
    await server.start()
    await until('Redis to be used', async () => (await cache.count('door', LONG)) > 0)
    await cache.close()
  })

  it('does not wait for a Redis that does not answer more than once', async () => {
    await client.set('frozen:value:a', 'x')
    const cache = await open('frozen:', 200)
    await until('Redis to be used', async () => (await cache.get('a'))?.toString() === 'x')
    // What this machine was too slow for before.
    said.length = 0
    const warnings: Error[] = []
    const onWarning = (warning: Error) => void warnings.push(warning)
    process.on('warning', onWarning)
    server.freeze()
    try {
      const answers = await Promise.all(Array.from({ length: 50 }, () => cache.get('a')))
      expect(answers.every(answer => answer === undefined)).toBe(true)
      expect(said).toHaveLength(1)
      expect(said[0]).toMatch(/Command timed out/)
      expect(await cache.get('a')).toBeUndefined()
    } finally {
      server.thaw()
      process.off('warning', onWarning)
    }
    // The connection is given up once, not by each of them.
    expect(warnings).toEqual([])
    await until('Redis to be used again', async () => (await cache.get('a'))?.toString() === 'x')
    await cache.close()
  })
})
