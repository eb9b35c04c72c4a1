import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/free-port.ts'
import { externalProgram } from '../../../testing/external-program.ts'
import { listen } from '../../../testing/loopback.ts'
import { createScrapingFixture, type ScrapingFixture } from '../../../testing/scraping.ts'
import { registry as ownRegistry } from '../../self/metrics.ts'

let fixture: ScrapingFixture
beforeEach(() => {
  fixture = createScrapingFixture()
})
afterEach(() => fixture.close())

function metricsOf(registry: Registry, enableExemplars = false) {
  const counter = new Counter({
    name: 'orders_total',
    help: 'Orders \\ "placed"\nso far.',
    labelNames: ['customer'],
    registers: [registry],
    enableExemplars,
  })
  const gauge = new Gauge({ name: 'queue_length', help: 'Jobs that wait.', registers: [registry] })
  const histogram = new Histogram({
    name: 'took_seconds',
    help: 'How long.',
    buckets: [0.1, 1, 10],
    registers: [registry],
  })
  const summary = new Summary({
    name: 'size_bytes',
    help: 'How large.',
    percentiles: [0.5],
    registers: [registry],
  })
  gauge.set(-1.5)
  histogram.observe(0.5)
  histogram.observe(20)
  summary.observe(7)
  return counter
}

describe('a service with prom-client', () => {
  it('is scraped in the Prometheus format', async () => {
    const registry = new Registry()
    const counter = metricsOf(registry)
    counter.inc({ customer: 'Ä "quoted" \\ and\nbroken' }, 3)
    await scrape(registry)
    expect(fixture.newest('up')).toBe(1)
    const instance = fixture.scraping.targets().activeTargets[0]!.labels.instance
    const all = fixture.store.samples()
    const value = (name: string, labels = '') =>
      all[`${name}{instance="${instance}", job="job"${labels}}`]?.[0]?.[1]
    expect(
      all[`orders_total{customer="Ä \\"quoted\\" \\\\ and\\nbroken", instance="${instance}", job="job"}`],
    ).toBeDefined()
    expect(value('queue_length')).toBe(-1.5)
    expect(value('took_seconds_bucket', ', le="1.0"')).toBe(1)
    expect(value('took_seconds_bucket', ', le="+Inf"')).toBe(2)
    expect(value('took_seconds_sum')).toBe(20.5)
    expect(value('size_bytes', ', quantile="0.5"')).toBe(7)
    expect(fixture.store.metadata).toContainEqual({
      family: 'orders_total',
      type: 'counter',
      unit: '',
      help: 'Orders \\ "placed"\nso far.',
    })
    registry.removeSingleMetric('queue_length')
    await fixture.round()
    expect(fixture.newest('queue_length')).toBe('stale')
  })

  it('is scraped in OpenMetrics, exemplars included', async () => {
    const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>()
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    const counter = metricsOf(registry as unknown as Registry, true)
    counter.inc({ labels: { customer: 'a' }, value: 2, exemplarLabels: { trace_id: 'abc' } } as never)
    await scrape(registry as unknown as Registry)
    expect(fixture.scraping.targets().activeTargets[0]!.lastError).toBe('')
    const orders = [...fixture.store.series()].find(([name]) => name.startsWith('orders_total'))?.[1]
    expect(orders?.samples[0]?.[1]).toBe(2)
    expect(orders?.exemplars).toEqual([{ timeMs: expect.any(Number), value: 2, labels: '{trace_id="abc"}' }])
    expect(fixture.newest('took_seconds_count')).toBe(2)
  })

  it('may be Vedette itself', async () => {
    await scrape(ownRegistry)
    expect(fixture.newest('up')).toBe(1)
    expect(fixture.newest('vedette_ingest_scraped_samples_total')).toBeDefined()
  })

  async function scrape(registry: Registry): Promise<void> {
    const server = await fixture.serve(async (_, response) => {
      response.setHeader('content-type', registry.contentType)
      response.end(await registry.metrics())
    })
    fixture.discover('job', { __address__: server.host })
    fixture.apply(fixture.config())
    await fixture.round()
  }
})

describe('the node exporter', () => {
  let exporter: ChildProcess | undefined
  afterEach(async () => {
    if (exporter === undefined || exporter.exitCode !== null) return
    const exited = once(exporter, 'exit')
    exporter.kill('SIGTERM')
    await exited
  })

  it('is scraped', async context => {
    const program = externalProgram(context, 'node-exporter')
    const port = await freePort()
    exporter = spawn(program, [`--web.listen-address=127.0.0.1:${port}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    await new Promise<void>((resolve, reject) => {
      exporter!.stderr!.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (/TLS is disabled/.test(said)) resolve()
      })
      exporter!.on('exit', () => reject(new Error(`the exporter ended: ${said}`)))
    })
    fixture.discover('job', { __address__: `127.0.0.1:${port}` })
    fixture.apply(fixture.config())
    await fixture.round()
    expect(fixture.scraping.targets().activeTargets[0]).toMatchObject({ health: 'up', lastError: '' })
    expect(fixture.newest('node_cpu_seconds_total')).toBeGreaterThanOrEqual(0)
    const scraped = fixture.newest('scrape_samples_scraped')
    expect(scraped).toBeGreaterThan(100)
    expect(fixture.newest('scrape_series_added')).toBe(scraped)
    await fixture.round()
    expect(fixture.newest('up')).toBe(1)
    expect(fixture.newest('scrape_series_added')).toBeLessThan(100)
  })
})

describe('a server that takes its time', () => {
  it('gives its body in many small pieces', async () => {
    const text = Array.from({ length: 500 }, (_, i) => `a{x="${i}"} ${i}\n`).join('')
    const server = await listen(
      createServer(async (_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' })
        for (let at = 0; at < text.length; at += 997) {
          if (!response.write(text.slice(at, at + 997))) await once(response, 'drain')
          await new Promise(resolve => setImmediate(resolve))
        }
        response.end()
      }),
    )
    fixture.discover('job', { __address__: server.host })
    fixture.apply(fixture.config())
    await fixture.round()
    expect(fixture.newest('scrape_samples_scraped')).toBe(500)
    await server.close()
  })
})
