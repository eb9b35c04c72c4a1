import { expect, it } from 'vitest'
import { bootGateway } from '../testing/booted-gateway.ts'

const NOON_MS = Date.parse('2026-01-01T12:00:00Z')

it('lets one address ask so often a minute, and says when it may again', async () => {
  let nowMs = NOON_MS + 15_000
  await using shop = await bootGateway({ perMinute: 5 }, { nowMs: () => nowMs })
  const ask = (address: string) =>
    shop.fetch('/api/products/categories', { headers: { 'x-forwarded-for': address } })
  for (let i = 0; i < 5; i++) expect((await ask('10.0.0.1')).status).toBe(200)
  const refused = await ask('10.0.0.1')
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('45')
  expect(refused.headers.get('content-type')).toContain('application/problem+json')
  expect(await refused.json()).toMatchObject({ code: 'rate_limited' })
  expect((await ask('10.0.0.2')).status).toBe(200)
  expect(await shop.gateway.sample('rate_limit_exceeded_total', { ip_address: '10.0.0.1' })).toBe(1)
  nowMs += 45_000
  expect((await ask('10.0.0.1')).status).toBe(200)
})

it('is stricter at the login', async () => {
  await using shop = await bootGateway({}, { nowMs: () => NOON_MS })
  const login = () =>
    shop.fetch('/api/users/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '2001:db8::1' },
      body: '{}',
    })
  for (let i = 0; i < 20; i++) expect((await login()).status).toBe(200)
  expect((await login()).status).toBe(429)
  expect(shop.services.asked).toHaveLength(20)
})

it('also limits those who ask for nothing, and names at most 100 addresses', async () => {
  await using shop = await bootGateway({ perMinute: 0 })
  await Promise.all(
    Array.from({ length: 130 }, (_, i) =>
      shop.fetch('/api/nothing', { headers: { 'x-forwarded-for': `10.1.0.${i}` } }),
    ),
  )
  expect(await shop.gateway.sample('rate_limit_exceeded_total', { ip_address: 'other' })).toBe(30)
})

it('limits nothing that is not the API', async () => {
  await using shop = await bootGateway({ perMinute: 0 })
  expect((await shop.fetch('/health')).status).toBe(200)
  expect((await shop.fetch('/metrics')).status).toBe(200)
})
