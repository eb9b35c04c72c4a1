import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { SERVICE_NAMES, type ServiceName } from '../../../contracts/services.ts'
import { bootForTest } from '../../../testing/booted.ts'
import { until } from '../../../testing/until.ts'
import { createMetricsAggregator } from './app.ts'

interface Shown extends AsyncDisposable {
  readonly url: string
  asked: string[]
  text: string
  status: number
}

/** Stands for a service, and shows what it is told to. */
async function showing(text: string): Promise<Shown> {
  const server: Server = createServer((request, response) => {
    shown.asked.push(request.url ?? '')
    response.writeHead(shown.status).end(shown.text)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const shown: Shown = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    text,
    status: 200,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
  return shown
}

const requests = (ok: number, failed: number) => `process_start_time_seconds 1
http_requests_total{status="200"} ${ok}
http_requests_total{status="500"} ${failed}
http_request_duration_seconds_bucket{le="0.1"} ${ok}
http_request_duration_seconds_bucket{le="+Inf"} ${ok + failed}
http_request_duration_seconds_sum ${ok * 0.05}
http_request_duration_seconds_count ${ok + failed}
`

const watching = (urls: Partial<Record<ServiceName, string>>) =>
  bootForTest(createMetricsAggregator({ lookEveryMs: 20 }), {
    settings: { urlOf: service => urls[service] ?? 'http://127.0.0.1:9' },
  })

interface Answer {
  services: { service: string; up: boolean; requests: number; lookedAt: string | null }[]
}

describe('metrics-aggregator', () => {
  it('says the same of every service, and of those that are away', async () => {
    await using order = await showing(requests(10, 0))
    await using aggregator = await watching({ 'order-service': order.url })
    const of = (name: string, service = 'order-service') => aggregator.sample(name, { service })

    await until('the first look', () => of('service_up'))
    expect(order.asked[0]).toBe(
      '/metrics?name%5B%5D=http_requests_total&name%5B%5D=http_request_duration_seconds&name%5B%5D=process_start_time_seconds',
    )
    expect(await of('service_requests_total')).toBe(0)
    expect(await of('service_latency_ms')).toBeUndefined()
    order.text = requests(18, 2)
    await until('what happened since', () => of('service_requests_total'))
    expect(await of('service_requests_total')).toBe(10)
    expect(await of('service_errors_total')).toBe(2)
    expect(await of('service_error_rate_percent')).toBe(20)
    expect(await of('service_latency_ms')).toBeCloseTo(40, 6)
    expect(await of('service_p95_latency_ms')).toBeCloseTo(100, 6)
    expect(await of('service_uptime_seconds')).toBeGreaterThan(1e9)
    expect(await of('service_up', 'user-service')).toBe(0)
    expect(await of('service_uptime_seconds', 'user-service')).toBe(0)

    // It starts again.
    order.text = requests(1, 0)
    await until('the restart', async () => (await of('service_requests_total')) === 11)

    const answer = await fetch(`${aggregator.url}/services`)
    const { services } = (await answer.json()) as Answer
    expect(services.map(each => each.service)).toEqual(SERVICE_NAMES)
    expect(services.find(each => each.service === 'order-service')).toMatchObject({
      up: true,
      requests: 11,
      errors: 2,
      lookedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(services.find(each => each.service === 'user-service')).toMatchObject({
      up: false,
      uptimeSeconds: 0,
      latencyMs: null,
    })
  })

  it.each([
    ['shows broken text', { text: 'http_requests_total{status="200} 12' }],
    ['shows endless labels', { text: `a{x="${'y'.repeat(1_000_000)}"} 1` }],
    ['shows more than is read', { text: 'a 1\n'.repeat(2_500_000) }],
    ['fails', { status: 500 }],
  ])('counts a service as away that %s, and carries on afterwards', async (_, broken) => {
    await using order = await showing(requests(10, 0))
    await using aggregator = await watching({ 'order-service': order.url })
    const of = (name: string) => aggregator.sample(name, { service: 'order-service' })
    await until('the first look', () => of('service_up'))

    Object.assign(order, broken)
    await until('that it is away', async () => (await of('service_up')) === 0)
    expect(await of('service_uptime_seconds')).toBe(0)
    expect(aggregator.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'order-service shows no metrics any more' }),
    )
    Object.assign(order, { status: 200, text: requests(15, 0) })
    await until('what happened since', async () => (await of('service_requests_total')) === 5)
    expect(await of('service_up')).toBe(1)
  })

  it('watches itself too', async () => {
    const urls: Partial<Record<ServiceName, string>> = {}
    await using aggregator = await watching(urls)
    urls['metrics-aggregator'] = aggregator.url
    const of = (name: string) => aggregator.sample(name, { service: 'metrics-aggregator' })
    await until('the first look', () => of('service_up'))
    await fetch(`${aggregator.url}/services`)
    await until('the request', () => of('service_requests_total'))
    expect(await of('service_errors_total')).toBe(0)
    expect(await of('service_uptime_seconds')).toBeGreaterThan(0)
    expect(await of('service_p95_latency_ms')).toBeGreaterThan(0)
  })

  it('refuses what it does not know as a problem', async () => {
    await using aggregator = await watching({})
    const answer = await fetch(`${aggregator.url}/nothing`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await answer.json()).toMatchObject({ code: 'not_found', status: 404 })
  })
})
