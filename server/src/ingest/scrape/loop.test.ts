import type { IncomingHttpHeaders } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/free-port.ts'
import { createScrapingFixture, INTERVAL_MS, type ScrapingFixture } from '../../../testing/scraping.ts'
import type { ScrapeConfig } from '../../config/prometheus/types.ts'
import { registry } from '../../self/metrics.ts'

let fixture: ScrapingFixture
beforeEach(() => {
  fixture = createScrapingFixture()
})
afterEach(() => fixture.close())

interface Exposed {
  status?: number
  type?: string
  encoding?: string
  body: string | Uint8Array
}

/** A target that exposes what `exposed` says at the time. */
async function target(exposed: Exposed, change: Partial<ScrapeConfig> = {}) {
  const seen: IncomingHttpHeaders[] = []
  const server = await fixture.serve((request, response) => {
    seen.push(request.headers)
    response.writeHead(exposed.status ?? 200, {
      'content-type': exposed.type ?? 'text/plain; version=0.0.4',
      ...(exposed.encoding === undefined ? {} : { 'content-encoding': exposed.encoding }),
    })
    response.end(exposed.body)
  })
  fixture.discover('job', { __address__: server.host })
  fixture.apply(fixture.config(change))
  return { seen, server, exposed }
}

const active = () => fixture.scraping.targets().activeTargets[0]!

async function metric(name: string): Promise<number> {
  const { values } = await registry.getSingleMetric(name)!.get()
  return values.reduce((sum, { value }) => sum + value, 0)
}

describe('a scrape', () => {
  it('asks as Prometheus does and stores what it gets', async () => {
    const { seen, server } = await target({ body: 'a{x="y"} 1.5\n' })
    expect(active()).toMatchObject({ health: 'unknown', lastScrape: '0001-01-01T00:00:00Z', lastError: '' })
    await fixture.round()
    expect(seen[0]).toMatchObject({
      accept: expect.stringMatching(
        /^application\/openmetrics-text;version=1\.0\.0;escaping=allow-utf-8;q=0\.6,/,
      ),
      'accept-encoding': 'gzip',
      'x-prometheus-scrape-timeout-seconds': '60',
      'user-agent': expect.stringMatching(/^Vedette\//),
    })
    const labels = `instance="${server.host}", job="job"`
    const { a, up, duration } = {
      a: fixture.store.samples()[`a{${labels}, x="y"}`]!,
      up: fixture.store.samples()[`up{${labels}}`]!,
      duration: fixture.store.samples()[`scrape_duration_seconds{${labels}}`]!,
    }
    expect(a).toEqual([[expect.any(Number), 1.5]])
    expect(up).toEqual([[a[0]![0], 1]])
    expect(duration).toHaveLength(1)
    expect(fixture.newest('scrape_samples_scraped')).toBe(1)
    expect(fixture.newest('scrape_series_added')).toBe(1)
    expect(active()).toMatchObject({
      scrapePool: 'job',
      scrapeUrl: `http://${server.host}/metrics`,
      labels: { instance: server.host, job: 'job' },
      health: 'up',
      lastScrape: new Date(a[0]![0]).toISOString(),
      scrapeInterval: '1m',
      scrapeTimeout: '1m',
    })
    expect(fixture.store.batches[0]).toMatchObject({
      door: 'scrape',
      origin: `http://${server.host}/metrics`,
    })
    await fixture.round()
    const times = fixture.store.samples()[`up{${labels}}`]!.map(([timeMs]) => timeMs)
    expect(times[1]! - times[0]!).toBe(INTERVAL_MS)
  })

  it('reads gzip, OpenMetrics and what the target says about its metrics', async () => {
    const body = '# TYPE a counter\n# HELP a Help.\na_total 3 # {trace_id="t"} 1\n# EOF\n'
    const type = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
    await target({ type, encoding: 'gzip', body: gzipSync(body) }, { extraScrapeMetrics: true })
    await fixture.round()
    expect(fixture.newest('a_total')).toBe(3)
    expect(fixture.newest('scrape_body_size_bytes')).toBe(body.length)
    const [metadata] = [...fixture.scraping.targetMetadata()]
    expect(metadata?.labels).toMatchObject({ job: 'job' })
    expect([...metadata!.metadata]).toEqual([{ metric: 'a', type: 'counter', help: 'Help.', unit: '' }])
  })

  it('does not ask for gzip where compression is off', async () => {
    const { seen } = await target({ body: 'a 1\n' }, { enableCompression: false })
    await fixture.round()
    expect(seen[0]?.['accept-encoding']).toBe('identity')
  })
})

describe('a scrape that fails', () => {
  const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0'
  const PROTOBUF =
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited'

  it.each<[string, Exposed, Partial<ScrapeConfig>, RegExp]>([
    [
      'an error status',
      { status: 503, body: 'a 1\n' },
      {},
      /^server returned HTTP status 503 Service Unavailable$/,
    ],
    [
      'OpenMetrics without its end',
      { type: OPEN_METRICS, body: 'b 1\n' },
      {},
      /^data does not end with # EOF$/,
    ],
    ['a line that is no metric', { body: 'a 1\nb\n' }, {}, /^line 2: expected value after metric/],
    [
      'invalid UTF-8',
      { body: Buffer.from('a{b="\xff"} 1\n', 'latin1') },
      {},
      /^line 1: invalid UTF-8 label value/,
    ],
    [
      'garbage for protobuf',
      { type: PROTOBUF, body: 'not protobuf at all' },
      {},
      /^protobuf: the message is cut off$/,
    ],
    [
      'a page for people',
      { type: 'text/html', body: '<html></html>' },
      {},
      /^received unsupported Content-Type/,
    ],
    [
      'gzip that is cut off',
      { encoding: 'gzip', body: gzipSync('a 1\n'.repeat(1000)).subarray(0, 30) },
      {},
      /not valid gzip/,
    ],
    [
      'more than body_size_limit',
      { body: 'a 1\n'.repeat(100) },
      { bodySizeLimitBytes: 100 },
      /^body size limit exceeded \(body_size_limit: 100 bytes\)$/,
    ],
    [
      'a gzip bomb',
      { encoding: 'gzip', body: gzipSync(Buffer.alloc(20_000_000, 'a')) },
      { bodySizeLimitBytes: 1_000_000 },
      /^body size limit exceeded \(body_size_limit: 1000000 bytes\)$/,
    ],
    ['too many samples', { body: 'a 1\nb 1\n' }, { sampleLimit: 1 }, /^sample limit exceeded/],
    [
      'a million labels',
      { body: `a{${Array.from({ length: 1_000_000 }, (_, i) => `l${i}="v"`).join(',')}} 1\n` },
      {},
      /^line 1: a line has more than 2000 labels/,
    ],
  ])(
    'because of %s marks what was there, and the next one is good again',
    async (_, bad, change, message) => {
      const { exposed } = await target({ body: 'ok 1\n' }, { extraScrapeMetrics: true, ...change })
      await fixture.round()
      expect(fixture.newest('ok')).toBe(1)
      const good = { ...exposed }
      Object.assign(exposed, bad)
      await fixture.round()
      expect(fixture.newest('up')).toBe(0)
      expect(fixture.newest('ok')).toBe('stale')
      expect(fixture.newest('b')).toBeUndefined()
      expect(active()).toMatchObject({ health: 'down', lastError: expect.stringMatching(message) })
      if (message.source.includes('body size')) expect(fixture.newest('scrape_body_size_bytes')).toBe(-1)
      for (const key of Object.keys(exposed)) delete exposed[key as keyof Exposed]
      Object.assign(exposed, good)
      await fixture.round()
      expect(fixture.newest('up')).toBe(1)
      expect(fixture.newest('ok')).toBe(1)
      expect(active()).toMatchObject({ health: 'up', lastError: '' })
    },
  )

  it('because nobody listens says so', async () => {
    fixture.discover('job', { __address__: `127.0.0.1:${await freePort()}` })
    fixture.apply(fixture.config())
    await fixture.round()
    expect(fixture.newest('up')).toBe(0)
    expect(active().lastError).toMatch(/connection refused/)
  })

  it('because the target is slow ends at the timeout', async () => {
    const server = await fixture.serve(() => {})
    fixture.discover('job', { __address__: server.host })
    fixture.apply(fixture.config({ scrapeTimeoutMs: 50 }))
    await fixture.round()
    expect(fixture.newest('up')).toBe(0)
    expect(active().lastError).toMatch(/^timed out after 50ms/)
  })

  it('because the answer breaks off in the middle says so', async () => {
    const server = await fixture.serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100 })
      response.write('a 1\n')
      setImmediate(() => response.destroy())
    })
    fixture.discover('job', { __address__: server.host })
    fixture.apply(fixture.config())
    await fixture.round()
    expect(fixture.newest('up')).toBe(0)
    expect(fixture.newest('a')).toBeUndefined()
  })

  it('because of target_limit asks nobody', async () => {
    const { seen, server } = await target({ body: 'a 1\n' }, { targetLimit: 1 })
    await fixture.round()
    fixture.discover('job', { __address__: server.host }, { __address__: server.host, extra: 'one' })
    await fixture.clock.waiters(2)
    await fixture.round(2)
    expect(seen).toHaveLength(1)
    expect(fixture.scraping.targets().activeTargets.map(each => each.lastError)).toEqual([
      'target_limit exceeded (number of targets: 2, limit: 1)',
      'target_limit exceeded (number of targets: 2, limit: 1)',
    ])
    expect(fixture.newest('a')).toBe('stale')
    fixture.discover('job', { __address__: server.host })
    await fixture.round()
    expect(fixture.newest('a')).toBe(1)
  })
})

describe('the store', () => {
  it('that refuses a scrape costs that scrape and no more', async () => {
    const lost = await metric('vedette_ingest_scrapes_lost_total')
    const { exposed } = await target({ body: 'a 1\nb 1\n' })
    await fixture.round()
    fixture.store.before = () => {
      throw new Error('overloaded')
    }
    exposed.body = 'a 2\n'
    await fixture.round()
    expect(await metric('vedette_ingest_scrapes_lost_total')).toBe(lost + 1)
    expect(active().health).toBe('up')
    fixture.store.before = () => {}
    exposed.body = 'a 3\n'
    await fixture.round()
    const values = Object.entries(fixture.store.samples()).map(([name, samples]) => [
      name.split('{')[0],
      samples.map(([, value]) => value),
    ])
    expect(Object.fromEntries(values)).toMatchObject({ a: [1, 3], b: [1, 'stale'], up: [1, 1] })
  })

  it('that is slow does not hold up the next scrape', async () => {
    await target({ body: 'a 1\n' })
    fixture.store.after = () => new Promise(() => {})
    await fixture.round()
    await fixture.round()
    await fixture.round()
    expect(Object.values(fixture.store.samples())[0]).toHaveLength(3)
  })
})
