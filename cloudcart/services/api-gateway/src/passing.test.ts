import { request as rawRequest } from 'node:http'
import { expect, it } from 'vitest'
import { settingsFrom } from '../../../kit/settings.ts'
import { createTokens } from '../../../kit/tokens.ts'
import { bootGateway } from '../testing/booted-gateway.ts'

it('passes a request on as it came, and the answer back', async () => {
  await using shop = await bootGateway()
  shop.services.answer(() => ({ status: 201, headers: { 'set-cookie': 'a=b' }, body: { id: 'o-1' } }))
  const body = '{"items": [{"productId":"p-001","quantity":2}], "odd":   "spaces"}'
  const answer = await shop.fetch('/api/orders/orders?evil=1', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'k-1',
      'x-internal-token': 'guessed',
      'x-request-id': 'click-0001',
      ...(await shop.as('customer')),
    },
  })
  expect(answer.status).toBe(201)
  expect(await answer.json()).toEqual({ id: 'o-1' })
  expect(answer.headers.get('x-request-id')).toBe('click-0001')
  expect(answer.headers.get('set-cookie')).toBeNull()
  const [asked] = shop.services.asked
  expect(asked).toMatchObject({ method: 'POST', url: '/orders', body })
  expect(asked?.headers).toMatchObject({ 'idempotency-key': 'k-1', 'x-request-id': 'click-0001' })
  expect(asked?.headers.authorization).toMatch(/^Bearer /)
  expect(asked?.headers['x-internal-token']).toBeUndefined()
  const labels = { service: 'order-service', endpoint: '/orders' }
  expect(await shop.gateway.sample('upstream_service_latency_seconds_count', labels)).toBe(1)
  const proxied = { target_service: 'order-service', status_code: '201' }
  expect(await shop.gateway.sample('proxy_request_duration_seconds_count', proxied)).toBe(1)
  const route = { route: '/api/orders/orders' }
  expect(await shop.gateway.sample('request_payload_bytes_sum', route)).toBe(body.length)
  expect(await shop.gateway.sample('response_payload_bytes_sum', route)).toBe(12)
})

it('has no way to what is not in its table', async () => {
  await using shop = await bootGateway()
  const admin = await shop.as('admin')
  for (const path of [
    '/api/payments/internal/payments',
    '/api/inventory/internal/levels/p-001/adjust',
    '/api/products/internal/products/lookup',
    '/api/products/products/..%2f..%2finternal',
    '/api/products/products/%252e%252e',
    '/api/products/internal',
    '/api/nothing',
  ]) {
    const answer = await shop.fetch(path, { headers: admin })
    expect([400, 404], path).toContain(answer.status)
    expect(answer.headers.get('content-type'), path).toContain('application/problem+json')
  }
  // As clients that don't tidy up their addresses send it.
  for (const id of ['..', '.', '%2e%2e', '..%2f..', 'p-1/../..']) {
    const answer = await rawGet(`${shop.gateway.url}`, `/api/products/products/${id}`)
    expect([400, 404], id).toContain(answer)
  }
  const wrongMethod = await shop.fetch('/api/products/products', { method: 'DELETE', headers: admin })
  expect(wrongMethod.status).toBe(404)
  expect(shop.services.asked).toEqual([])
})

function rawGet(url: string, path: string): Promise<number | undefined> {
  return new Promise((done, failed) => {
    const { hostname, port } = new URL(url)
    rawRequest({ hostname, port, path }, answer => {
      answer.resume()
      done(answer.statusCode)
    })
      .on('error', failed)
      .end()
  })
}

it('asks who it is where that matters, and counts why a token is refused', async () => {
  await using shop = await bootGateway()
  const { kit } = shop.gateway
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  const status = async (path: string, init?: RequestInit) => (await shop.fetch(path, init)).status
  const customer = { headers: await shop.as('customer') }
  const secret = settingsFrom({ JWT_SECRET: 'a secret of the tests' }, 'api-gateway').jwtSecret
  const longAgo = createTokens(secret, () => Date.now() - 25 * 3_600_000)
  const identity = { userId: 'u-1', role: 'admin' } as const

  expect(await status('/api/products/products')).toBe(200)
  expect(await status('/api/orders/orders', customer)).toBe(200)
  expect(await status('/api/users/users', customer)).toBe(403)
  expect(await status('/api/users/users', { headers: await shop.as('admin') })).toBe(200)

  expect(await status('/api/orders/orders')).toBe(401)
  expect(await status('/api/orders/orders', as('nonsense'))).toBe(401)
  expect(await status('/api/orders/orders', as(await longAgo.sign(identity)))).toBe(401)
  expect(await status('/api/orders/orders', as(await createTokens('another').sign(identity)))).toBe(401)
  const [head, , signature] = (await kit.tokens.sign(identity)).split('.')
  const forged = Buffer.from('{"sub":"u-2","role":"admin","iss":"cloudcart"}').toString('base64url')
  expect(await status('/api/orders/orders', as(`${head}.${forged}.${signature}`))).toBe(401)

  const failures = async (reason: string) => shop.gateway.sample('jwt_validation_failures_total', { reason })
  expect(await failures('missing')).toBe(1)
  expect(await failures('malformed')).toBe(1)
  expect(await failures('expired')).toBe(1)
  expect(await failures('invalid_signature')).toBe(2)
})

it('says 502 when a service is away and 504 when it does not answer', async () => {
  await using shop = await bootGateway({}, { settings: { urlOf: () => 'http://127.0.0.1:9' } })
  const away = await shop.fetch('/api/products/categories')
  expect(away.status).toBe(502)
  expect(away.headers.get('content-type')).toContain('application/problem+json')
  expect(await away.json()).toMatchObject({ code: 'upstream_unreachable' })
  const errors = { service: 'product-service', status_code: '502' }
  expect(await shop.gateway.sample('upstream_service_errors_total', errors)).toBe(1)

  await using silent = await bootGateway({}, { patience: 1 })
  silent.services.answer(() => undefined)
  const late = await silent.fetch('/api/products/products/p-001')
  expect(late.status).toBe(504)
  expect(await late.json()).toMatchObject({ code: 'upstream_timeout' })
})

it('refuses bodies that are too large, of another type, or for nothing', async () => {
  await using shop = await bootGateway()
  const login = (body: string, type = 'application/json') =>
    shop.fetch('/api/users/login', { method: 'POST', body, headers: { 'content-type': type } })
  const large = await login(JSON.stringify({ email: 'x'.repeat(1_100_000) }))
  expect(large.status).toBe(413)
  expect(await large.json()).toMatchObject({ status: 413, title: 'Payload Too Large' })
  expect((await login('<x/>', 'application/xml')).status).toBe(415)
  expect(shop.services.asked).toEqual([])
})

it('is not impressed by hostile headers', async () => {
  await using shop = await bootGateway()
  const hostile = {
    'x-forwarded-for': '<script>alert(1)</script>',
    'x-request-id': 'a'.repeat(500),
    'x-internal-token': 'guessed',
    traceparent: '00-zzzz-zzzz-01',
    forwarded: 'for=1.2.3.4;by=x',
    host: 'evil.example',
    'transfer-coding': 'x',
  }
  const headers = await new Promise<Record<string, unknown>>((done, failed) => {
    rawRequest(`${shop.gateway.url}/api/products/categories`, { headers: hostile }, answer => {
      answer.resume()
      done({ status: answer.statusCode, ...answer.headers })
    })
      .on('error', failed)
      .end()
  })
  expect(headers.status).toBe(200)
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers['content-security-policy']).toContain("default-src 'self'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  const [asked] = shop.services.asked
  expect(asked?.headers['x-forwarded-for']).toBe('127.0.0.1')
  expect(asked?.headers.host).not.toContain('evil')
})
