import { describe, expect, it } from 'vitest'
import { NO_CHAOS } from '../../../contracts/events.ts'
import { until } from '../../../testing/until.ts'
import { bootGateway } from '../testing/booted-gateway.ts'

const injection = (kind: 'latency' | 'error' | 'timeout') => ({
  kind,
  latencyMs: 300,
  code: 503,
  endMs: 4e12,
})
const CATEGORIES = '/api/products/categories'

describe('chaos at the gateway', () => {
  it('really holds requests back', async () => {
    await using shop = await bootGateway()
    await shop.break({ injections: [injection('latency')] })
    const began = performance.now()
    expect((await shop.fetch(CATEGORIES)).status).toBe(200)
    expect(performance.now() - began).toBeGreaterThan(280)
    expect(await shop.gateway.sample('chaos_injected_latency_ms_sum')).toBe(300)
    expect(await shop.gateway.sample('chaos_injected_latency_ms_count')).toBe(1)
  })

  it('fails them with the codes that were asked for', async () => {
    await using shop = await bootGateway()
    const error = { probability: 1, codes: [503] }
    const rest = { latency: { ...NO_CHAOS.latency, probability: 0 }, timeout: { probability: 0 } }
    await shop.break({ chaos: { enabled: true, error, ...rest } })
    const failed = await shop.fetch(CATEGORIES)
    expect(failed.status).toBe(503)
    expect(await failed.json()).toMatchObject({ code: 'chaos_error' })
    expect(await shop.gateway.sample('chaos_injected_errors_total')).toBe(1)
    expect(shop.services.asked).toEqual([])
    await shop.break({ chaos: { enabled: false, error, ...rest } })
    expect((await shop.fetch(CATEGORIES)).status).toBe(200)
  })

  it('leaves them without an answer until patience is over', async () => {
    await using shop = await bootGateway({ holdMs: 200 })
    await shop.break({ injections: [injection('timeout')] })
    const late = await shop.fetch(CATEGORIES)
    expect(late.status).toBe(504)
    expect(await late.json()).toMatchObject({ code: 'chaos_timeout' })
    expect(await shop.gateway.sample('chaos_injected_timeouts_total')).toBe(1)
  })

  it('lets go of those who give up', async () => {
    await using shop = await bootGateway({ holdMs: 60_000 })
    await shop.break({ injections: [injection('timeout')] })
    const giving = new AbortController()
    const asked = shop.fetch(CATEGORIES, { signal: giving.signal }).catch(error => error.name)
    await until('the hold', async () => (await shop.gateway.sample('chaos_injected_timeouts_total')) === 1)
    giving.abort()
    expect(await asked).toBe('AbortError')
    const labels = { route: CATEGORIES, status: '499' }
    await until('the end of it', async () => (await shop.gateway.sample('http_requests_total', labels)) === 1)
  })

  it('spares the way to its own switch, the pages and the machines', async () => {
    await using shop = await bootGateway()
    await shop.break({ injections: [injection('error')] })
    const headers = { ...(await shop.as('admin')), 'content-type': 'application/json' }
    expect((await shop.fetch('/api/chaos/disable', { method: 'POST', headers, body: '{}' })).status).toBe(200)
    expect(
      (await shop.fetch('/api/chaos/faults', { method: 'DELETE', headers: await shop.as('admin') })).status,
    ).toBe(200)
    const login = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    expect((await shop.fetch('/api/users/login', login)).status).toBe(200)
    expect((await shop.fetch('/health')).status).toBe(200)
    expect((await shop.fetch('/api/users/register', login)).status).toBe(503)
  })
})
