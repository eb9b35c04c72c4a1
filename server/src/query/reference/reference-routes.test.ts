import type { ReferenceAnswer } from '@vedette/api'
import type { MetricMetadata } from '@vedette/model'
import { readReference } from '@vedette/model/reference'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildTestApp, openAccess } from '../../../testing/app.ts'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { NO_SCRAPING } from '../../../testing/prometheus-api.ts'
import { referenceRoutes } from './reference-routes.ts'

const T = Date.UTC(2026, 10, 21)
const HOUR = 3_600_000
const DOCUMENT = `# Shop
| Metric | Type | Labels | Description |
|---|---|---|---|
| \`orders_total\` | Counter | \`status\` | Orders. |
| \`order_seconds\` | Histogram | \`method\` | Seconds of an order. |
| \`carts\` | Counter | - | Open carts. |
| \`stock\` | Gauge | \`product\`, \`shelf\` | Pieces. |
| \`refunds_total\` | Counter | - | Refunds. |
| \`never_total\` | Counter | - | Never. |
| \`waiting_total\` | Counter | \`reason\` | Waits. |
| \`old_seconds\` | Histogram | - | Old. |
| \`old.room\` | Gauge | - | Old room. |
`

function series(name: string, labels: Record<string, string> = {}, lastMs = T - 1000, project = 'default') {
  return {
    labels: { __name__: name, job: 'shop', instance: 'a:1', env: 'test', ...labels },
    samples: [[lastMs - 15_000, 1] as const, [lastMs, 2] as const],
    project,
  }
}

const SERIES = [
  series('orders_total', { status: 'paid' }),
  series('orders_total', { status: 'failed' }, T - 5000),
  ...['1', '+Inf'].map(le => series('order_seconds_bucket', { method: 'card', le })),
  series('order_seconds_sum', { method: 'card' }),
  series('order_seconds_count', { method: 'card' }),
  series('carts'),
  series('stock', { product: 'p-1', colour: 'red' }),
  series('refunds_total', {}, T - 30 * HOUR),
  series('old_seconds_count', {}, T - 40 * HOUR),
  series('old_room_bytes', {}, T - 50 * HOUR),
  series('stray_bytes', { job: 'other' }),
  series('up'),
  series('secret_total', {}, T - 1000, 'bank'),
]

const metadata = (family: string, type: MetricMetadata['type']): MetricMetadata => ({
  family,
  type,
  unit: '',
  help: `What ${family} is.`,
})
const CURRENT = [metadata('orders_total', 'counter'), metadata('order_seconds', 'histogram')]
const EVER = [metadata('carts', 'gauge'), metadata('stock', 'gauge'), metadata('refunds_total', 'counter')]

let app: FastifyInstance
let ignoreLabels: readonly string[] = []
beforeAll(async () => {
  const access = openAccess()
  const routes = referenceRoutes({
    files: {
      read: async () => ({
        files: [{ file: 'M.md', metrics: 9, error: '', changedMs: 1 }],
        ...readReference(DOCUMENT, 'M.md'),
      }),
    },
    ignoreLabels: () => ignoreLabels,
    store: createMemoryMetrics(SERIES, EVER),
    scraping: {
      targets: () => ({
        ...NO_SCRAPING.targets(),
        activeTargets: [
          {
            labels: { job: 'shop', instance: 'a:1', env: 'test' },
            discoveredLabels: {},
            scrapePool: 'shop',
            scrapeUrl: 'http://a:1/metrics',
            globalUrl: 'http://a:1/metrics',
            lastError: '',
            lastScrape: '',
            lastScrapeDuration: 0,
            health: 'up',
            scrapeInterval: '15s',
            scrapeTimeout: '10s',
          },
        ],
      }),
      targetMetadata: () => [
        {
          labels: { job: 'shop', instance: 'a:1', env: 'test' },
          metadata: [...CURRENT, metadata('waiting_total', 'counter')].map(({ family, ...rest }) => ({
            metric: family,
            ...rest,
          })),
        },
      ],
    },
    mostSeries: 20,
    projectOf: request => access.grantOf(request).project,
    nowMs: () => T,
  })
  app = await buildTestApp({ access, plugins: [{ scope: 'read', routes }] })
})
afterAll(() => app.close())

async function ask(query = '', headers: Record<string, string> = {}): Promise<ReferenceAnswer> {
  const reply = await app.inject({ url: `/api/v1/reference${query}`, headers })
  expect(reply.statusCode).toBe(200)
  return reply.json()
}

async function statuses(query: string): Promise<string[]> {
  return (await ask(query)).metrics.map(({ name, status }) => `${name} ${status}`)
}

describe('GET /api/v1/reference', () => {
  it('judges every metric, documented or not', async () => {
    const answer = await ask()
    expect(answer.metrics.map(({ name, status, message }) => [name, status, message])).toEqual([
      ['orders_total', 'ok', ''],
      ['order_seconds', 'ok', ''],
      ['carts', 'type-drift', 'is documented as a counter and is a gauge'],
      ['stock', 'label-drift', 'never has the documented label shelf and has the undocumented label colour'],
      ['refunds_total', 'missing', 'is documented and not there'],
      ['never_total', 'missing', 'is documented and not there'],
      ['waiting_total', 'idle', 'is declared and has no series yet'],
      ['old_seconds', 'missing', 'is documented and not there'],
      ['old.room', 'missing', 'is documented and not there'],
      ['stray_bytes', 'undocumented', 'is there (type unknown, 1 series) and not documented'],
    ])
    expect(answer).toMatchObject({
      files: [{ file: 'M.md', metrics: 9, error: '' }],
      problems: [],
      counts: {
        ok: 2,
        idle: 1,
        missing: 4,
        'type-drift': 1,
        'label-drift': 1,
        undocumented: 1,
      },
      found: 10,
      atMs: T,
      windowMs: HOUR,
    })
  })

  it('tells what is documented and what is there', async () => {
    const { metrics } = await ask()
    expect(metrics[1]).toEqual({
      name: 'order_seconds',
      status: 'ok',
      message: '',
      documented: [
        {
          type: 'histogram',
          labels: ['method'],
          help: 'Seconds of an order.',
          group: 'Shop',
          file: 'M.md',
          line: 5,
        },
      ],
      real: {
        name: 'order_seconds',
        types: ['histogram'],
        help: 'What order_seconds is.',
        labels: ['env', 'instance', 'job', 'le', 'method'],
        series: 4,
        seriesNames: ['order_seconds_bucket', 'order_seconds_count', 'order_seconds_sum'],
      },
      missingLabels: [],
      extraLabels: [],
      lastSeenMs: T - 1000,
    })
  })

  it('remembers when a missing metric was there last', async () => {
    const { metrics } = await ask('?status=missing')
    expect(metrics.map(({ name, lastSeenMs, real }) => [name, lastSeenMs, real])).toEqual([
      ['refunds_total', T - 30 * HOUR, undefined],
      ['never_total', undefined, undefined],
      ['old_seconds', T - 40 * HOUR, undefined],
      ['old.room', T - 50 * HOUR, undefined],
    ])
    expect(await statuses('?window=2d&search=REFUND')).toEqual(['refunds_total ok'])
  })

  it('counts what the scope holds', async () => {
    expect(await statuses('?job=other&status=ok,undocumented')).toEqual(['stray_bytes undocumented'])
    expect(await statuses('?match={job="shop",__name__=~"o.*"}&status=ok')).toEqual([
      'orders_total ok',
      'order_seconds ok',
    ])
    expect(await statuses('?job=other&status=idle')).toEqual([])
    const { metrics } = await ask('?status=undocumented', { 'x-vedette-project': 'bank' })
    expect(metrics.map(({ name }) => name)).toEqual(['secret_total'])
  })

  it("leaves out labels that the configuration says are nobody's", async () => {
    ignoreLabels = ['colour', 'shelf']
    try {
      expect(await statuses('?search=pieces')).toEqual(['stock ok'])
    } finally {
      ignoreLabels = []
    }
  })

  it('filters and cuts, and says how many there are', async () => {
    const answer = await ask('?status=ok&status=missing&limit=3')
    expect([answer.metrics.length, answer.found, answer.counts.missing]).toEqual([3, 6, 4])
    expect(await statuses('?search=pieces')).toEqual(['stock label-drift'])
    expect((await ask('?file=M.md')).counts.undocumented).toBe(0)
    expect((await ask('?file=other.md')).metrics).toEqual([])
  })

  it.each([
    ['match={', 'invalid parameter "match": 1:2: parse error: unexpected end of input inside braces'],
    ['match=a&match=b', 'match may be given once'],
    ['window=1', 'invalid parameter "window": expected a duration up to 1w such as 1h, got "1"'],
    ['window=8d', 'invalid parameter "window": expected a duration up to 1w such as 1h, got "8d"'],
    [
      'status=bad',
      'invalid parameter "status": expected ok, idle, missing, type-drift, label-drift, undocumented, got "bad"',
    ],
    // Left out, it would be the question about every job.
    ['job=%ZZ', 'error parsing form values: invalid URL escape "%ZZ"'],
    ['job=shop;window=1h', 'error parsing form values: invalid semicolon separator in query'],
    ['limit=x', 'invalid parameter "limit": strconv.Atoi: parsing "x": invalid syntax'],
  ])('refuses %s', async (query, message) => {
    const reply = await app.inject({ url: `/api/v1/reference?${query}` })
    expect([reply.statusCode, reply.json()]).toEqual([400, { code: 'bad-request', message }])
  })
})
