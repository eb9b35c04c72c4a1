import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SERVICE_NAMES, SERVICE_PORTS } from './contracts/services.ts'
import { metricsReference } from './metrics-reference.ts'
import { scrapeConfig } from './scrape-config.ts'
import { type Shop, startShop } from './shop.ts'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')

let shop: Shop
let lines: Record<string, unknown>[]
beforeAll(async () => {
  lines = []
  shop = await startShop({
    env: {},
    ports: 'free',
    patience: 12,
    write: line => void lines.push(JSON.parse(line)),
  })
})
afterAll(() => shop.stop())

describe('the shop in one process', () => {
  it('is healthy, every service on its own port', async () => {
    const answers = await Promise.all(
      SERVICE_NAMES.map(async name => (await fetch(`${shop.urlOf(name)}/health`)).json()),
    )
    expect(answers).toEqual(SERVICE_NAMES.map(service => ({ status: 'ok', service })))
    expect(new Set(SERVICE_NAMES.map(shop.urlOf)).size).toBe(SERVICE_NAMES.length)
  })

  it('sells something, from the first click to the shipment', async () => {
    const gateway = shop.urlOf('api-gateway')
    const send = async (method: string, path: string, body: object | undefined, headers: object = {}) => {
      const response = await fetch(gateway + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return [
        response.status,
        (await response.json()) as { id: string; token: string; status: string },
      ] as const
    }
    const [, { token }] = await send('POST', '/api/users/register', {
      name: 'Ada',
      email: 'ada@example.com',
      password: 'a long enough password',
    })
    const authorization = `Bearer ${token}`
    const [created, order] = await send(
      'POST',
      '/api/orders/orders',
      { items: [{ productId: 'p-001', quantity: 1 }] },
      { authorization, 'idempotency-key': 'once' },
    )
    expect([created, order.status]).toEqual([201, 'awaiting_payment'])
    const payment = { method: 'card', token: 'tok_ok' }
    const [paid, { status }] = await send('POST', `/api/orders/orders/${order.id}/payments`, payment, {
      authorization,
    })
    expect([paid, status]).toEqual([200, 'confirmed'])
  })

  it('exposes what METRICS.md says', async () => {
    expect(await metricsReference(shop)).toBe(read('METRICS.md'))
  })

  it('is scraped by the file that npm start gives Vedette', () => {
    const generated = parse(
      scrapeConfig({
        urlOf: name => `http://localhost:${SERVICE_PORTS[name]}`,
        interval: '15s',
        timeout: '5s',
      }),
    )
    const file = parse(read('prometheus.yml'))
    expect(file.global).toEqual(generated.global)
    const shapeOf = (config: { scrape_configs: Job[] }) =>
      config.scrape_configs
        .filter(({ static_configs }) => static_configs !== undefined)
        .map(({ job_name, params, static_configs }) => ({
          job_name,
          params,
          targets: static_configs!.flatMap(each => each.targets),
        }))
    expect(shapeOf(file)).toEqual(shapeOf(generated))
  })
})

interface Job {
  readonly job_name: string
  readonly params?: object
  readonly static_configs?: readonly { readonly targets: readonly string[] }[]
}
