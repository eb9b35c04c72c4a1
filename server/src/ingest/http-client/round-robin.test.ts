import type { LookupAddress } from 'node:dns'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { httpClientConfig } from '../../../testing/http-client-config.ts'
import { listen } from '../../../testing/loopback.ts'
import { createHttpClient } from '../http-client.ts'
import { createRoundRobinLookup } from './round-robin.ts'

const ADDRESSES: LookupAddress[] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map(address => ({
  address,
  family: 4,
}))

describe('createRoundRobinLookup', () => {
  it('gives all addresses in an order by chance', () => {
    let seed = 1
    const random = (): number => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const lookup = createRoundRobinLookup((_, __, done) => done(null, ADDRESSES), random)
    const firsts = new Map<string, number>()
    for (let i = 0; i < 300; i++) {
      lookup('receiver', { all: true }, (_, found) => {
        const addresses = (found as LookupAddress[]).map(({ address }) => address)
        expect([...addresses].sort()).toEqual(ADDRESSES.map(({ address }) => address))
        firsts.set(addresses[0]!, (firsts.get(addresses[0]!) ?? 0) + 1)
      })
    }
    expect(firsts.size).toBe(3)
    for (const count of firsts.values()) expect(count).toBeGreaterThan(60)
  })

  it('gives one address to who asks for one, and passes an error on', () => {
    const seen: unknown[] = []
    const one = createRoundRobinLookup(
      (_, __, done) => done(null, ADDRESSES),
      () => 0,
    )
    one('receiver', {}, (...found) => seen.push(found))
    const none = createRoundRobinLookup((_, __, done) => done(new Error('no such host'), []))
    none('receiver', {}, error => seen.push(error?.message))
    expect(seen).toEqual([[null, '10.0.0.2', 4], 'no such host'])
  })

  it('serves the client', async () => {
    const listening = await listen(createServer((_, response) => response.end('hello')))
    const client = createHttpClient(httpClientConfig(), { roundRobinDns: true })
    const answer = await client.fetch({
      url: `http://localhost:${listening.port}/`,
      timeoutMs: 60_000,
      maxBodyBytes: 100,
    })
    expect(answer.body.toString()).toBe('hello')
    await client.close()
    await listening.close()
  })
})
