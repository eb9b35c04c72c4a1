import type { ActiveTarget } from '@vedette/api'
import { relabelRule, relabelSteps } from '@vedette/model/relabel'
import { describe, expect, it } from 'vitest'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { NO_SCRAPING, prometheusApiApp } from '../../../testing/prometheus-api.ts'
import type { PrometheusApiOptions } from './options.ts'

async function ask(path: string, options: Partial<PrometheusApiOptions> = {}) {
  const app = await prometheusApiApp(options)
  const reply = await app.inject(`/api/v1/${path}`)
  return [reply.statusCode, reply.json()] as const
}

const good = (data: unknown) => [200, { status: 'success', data }]
const bad = (error: string) => [400, { status: 'error', errorType: 'bad_data', error }]

const TARGET: ActiveTarget = {
  discoveredLabels: { __address__: 'a:1' },
  labels: { job: 'a', instance: 'a:1' },
  scrapePool: 'a',
  scrapeUrl: 'http://a:1/metrics',
  globalUrl: 'http://a:1/metrics',
  lastError: '',
  lastScrape: '2026-11-21T00:00:00Z',
  lastScrapeDuration: 0.01,
  health: 'up',
  scrapeInterval: '15s',
  scrapeTimeout: '10s',
}

const SCRAPING: PrometheusApiOptions['scraping'] = {
  targets: () => ({
    activeTargets: [TARGET, { ...TARGET, scrapePool: 'b' }],
    droppedTargets: [{ discoveredLabels: { __address__: 'c:1' }, scrapePool: 'a' }],
    droppedTargetCounts: { a: 1, b: 0 },
  }),
  pools: () => ['b', 'a'],
  targetMetadata: () => [
    {
      labels: { job: 'a', instance: 'a:1' },
      metadata: [
        { metric: 'x_total', type: 'counter', help: 'Xs.', unit: '' },
        { metric: 'y', type: 'gauge', help: 'Y.', unit: 'bytes' },
      ],
    },
    {
      labels: { job: 'b', instance: 'b:1' },
      metadata: [{ metric: 'y', type: 'gauge', help: 'Y.', unit: 'bytes' }],
    },
  ],
  relabelSteps: (pool, discovered) => (pool === 'a' ? relabelSteps(discovered, RULES) : undefined),
}

const RULES = [
  relabelRule({ sourceLabels: ['__address__'], regex: '([^:]+):\\d+', targetLabel: 'node' }),
  relabelRule({ sourceLabels: ['node'], regex: 'c', action: 'drop' }),
  relabelRule({ regex: 'node', action: 'labeldrop' }),
]

describe('targets', () => {
  it('belong to the default project: whoever asks for another sees none', async () => {
    const app = await prometheusApiApp({ scraping: SCRAPING, projectOf: () => 'shop' })
    const data = async (path: string) => (await app.inject(`/api/v1/${path}`)).json().data
    expect(await data('targets')).toEqual({ activeTargets: [], droppedTargets: [], droppedTargetCounts: {} })
    expect(await data('targets/metadata')).toEqual([])
    expect(await data('scrape_pools')).toEqual({ scrapePools: [] })
  })

  it('are listed by state and pool', async () => {
    expect(await ask('targets', { scraping: SCRAPING })).toEqual(good(SCRAPING.targets()))
    expect(await ask('targets?state=active&scrapePool=b', { scraping: SCRAPING })).toEqual(
      good({ activeTargets: [{ ...TARGET, scrapePool: 'b' }], droppedTargets: [], droppedTargetCounts: {} }),
    )
    expect((await ask('targets?state=DROPPED', { scraping: SCRAPING }))[1].data.activeTargets).toEqual([])
    expect(await ask('targets?state=odd', { scraping: SCRAPING })).toEqual(
      good({ activeTargets: [], droppedTargets: [], droppedTargetCounts: {} }),
    )
    expect(await ask('scrape_pools', { scraping: SCRAPING })).toEqual(good({ scrapePools: ['a', 'b'] }))
  })

  it('tell what each rule of relabelling made of them, up to the one that dropped them', async () => {
    const steps = (labels: object) =>
      ask(`targets/relabel_steps?scrapePool=a&labels=${encodeURIComponent(JSON.stringify(labels))}`, {
        scraping: SCRAPING,
      })
    expect(await steps({ __address__: 'c:1' })).toEqual(
      good({
        steps: [
          {
            rule: {
              source_labels: ['__address__'],
              separator: ';',
              regex: '([^:]+):\\d+',
              target_label: 'node',
              replacement: '$1',
              action: 'replace',
            },
            output: { __address__: 'c:1', node: 'c' },
            keep: true,
          },
          {
            rule: { source_labels: ['node'], separator: ';', regex: 'c', replacement: '$1', action: 'drop' },
            output: {},
            keep: false,
          },
        ],
      }),
    )
    const kept = (await steps({ __address__: 'd:1' }))[1].data.steps
    expect(kept).toHaveLength(3)
    expect(kept[2].output).toEqual({ __address__: 'd:1' })
  })

  it('refuse to relabel what is no label set of a pool', async () => {
    const scraping = SCRAPING
    const labels = encodeURIComponent('{"__address__":"c:1"}')
    expect(await ask('targets/relabel_steps')).toEqual(bad('no scrapePool parameter provided'))
    expect(await ask('targets/relabel_steps?scrapePool=a')).toEqual(bad('no labels parameter provided'))
    expect(await ask(`targets/relabel_steps?scrapePool=x&labels=${labels}`, { scraping })).toEqual(
      bad('no scrape pool "x"'),
    )
    expect(await ask(`targets/relabel_steps?scrapePool=a&labels=${labels}%`, { scraping })).toEqual(
      bad('error parsing form values: invalid URL escape "%"'),
    )
    for (const wrong of ['[]', 'null', '{"a":1}'])
      expect(
        await ask(`targets/relabel_steps?scrapePool=a&labels=${encodeURIComponent(wrong)}`, { scraping }),
      ).toEqual(bad('invalid parameter "labels": expected a JSON object whose values are text'))
    expect((await ask('targets/relabel_steps?scrapePool=a&labels=x', { scraping }))[0]).toBe(400)
    const other = await prometheusApiApp({ scraping, projectOf: () => 'shop' })
    const reply = await other.inject(`/api/v1/targets/relabel_steps?scrapePool=a&labels=${labels}`)
    expect(reply.statusCode).toBe(400)
  })

  it('tell their metadata', async () => {
    const scraping = SCRAPING
    const y = { type: 'gauge', help: 'Y.', unit: 'bytes' }
    expect((await ask('targets/metadata', { scraping }))[1].data).toHaveLength(3)
    expect(await ask('targets/metadata?metric=y', { scraping })).toEqual(
      good([
        { target: { job: 'a', instance: 'a:1' }, ...y },
        { target: { job: 'b', instance: 'b:1' }, ...y },
      ]),
    )
    expect(await ask('targets/metadata?match_target={job="b"}', { scraping })).toEqual(
      good([{ target: { job: 'b', instance: 'b:1' }, metric: 'y', ...y }]),
    )
    expect(
      (await ask('targets/metadata?match_target={job!="b"}&limit=1', { scraping }))[1].data,
    ).toHaveLength(2)
    expect(await ask('targets/metadata?limit=0', { scraping })).toEqual(good([]))
    expect(await ask('targets/metadata?limit=x')).toEqual(bad('limit must be a number'))
    expect(await ask('targets/metadata?match_target=foo{')).toEqual(
      bad('invalid parameter "match_target": 1:5: parse error: unexpected end of input inside braces'),
    )
  })
})

describe('/metadata', () => {
  const store = createMemoryMetrics(
    [],
    [
      { family: 'a', type: 'counter', unit: '', help: 'A.' },
      { family: 'a', type: 'gauge', unit: '', help: 'Another A.' },
      { family: 'a', type: 'counter', unit: '', help: 'A.' },
      { family: '__proto__', type: 'gauge', unit: '', help: '' },
      { family: 'b', type: 'histogram', unit: 'seconds', help: 'B.' },
    ],
  )
  const a = [
    { type: 'counter', help: 'A.', unit: '' },
    { type: 'gauge', help: 'Another A.', unit: '' },
  ]
  const b = [{ type: 'histogram', help: 'B.', unit: 'seconds' }]

  it('groups by family, each different entry once', async () => {
    const [, body] = await ask('metadata', { store })
    expect(Object.keys(body.data)).toHaveLength(3)
    expect(body.data).toMatchObject({ a, b })
    expect(await ask('metadata?metric=b', { store })).toEqual(good({ b }))
    expect(await ask('metadata?metric=c', { store })).toEqual(good({}))
    expect(await ask('metadata?limit=1', { store })).toEqual(good({ a }))
    expect(await ask('metadata?limit=1&limit_per_metric=1', { store })).toEqual(good({ a: a.slice(0, 1) }))
    expect(await ask('metadata?limit=0', { store })).toEqual(good({}))
    expect(await ask('metadata?limit=x')).toEqual(bad('limit must be a number'))
    expect(await ask('metadata?limit_per_metric=x')).toEqual(bad('limit_per_metric must be a number'))
  })
})

describe('status', () => {
  it('tells of configuration, flags, build, runtime and the head', async () => {
    expect(await ask('status/config')).toEqual(good({ yaml: 'global: {}\n' }))
    expect(await ask('status/flags')).toEqual(good({ 'http.listen': '127.0.0.1:9090' }))
    expect((await ask('status/settings'))[1].data).toMatchObject([
      { name: 'http.listen', source: '--listen' },
    ])
    expect((await ask('status/buildinfo'))[1].data).toMatchObject({
      version: '3.5.0',
      application: 'Vedette',
    })
    expect((await ask('status/runtimeinfo'))[1].data).toMatchObject({
      storageRetention: '30d',
      reloadConfigSuccess: true,
    })
    expect(await ask('status/walreplay')).toEqual(good({ min: 0, max: 0, current: 0 }))
  })

  it('tells of cardinality', async () => {
    const store = createMemoryMetrics([
      { labels: { __name__: 'up', job: 'a' }, samples: [[1000, 1]] },
      { labels: { __name__: 'up', job: 'b' }, samples: [[5000, 1]] },
    ])
    expect(await ask('status/tsdb?limit=1', { store })).toEqual(
      good({
        headStats: { numSeries: 2, numLabelPairs: 3, chunkCount: 0, minTime: 1000, maxTime: 5000 },
        seriesCountByMetricName: [{ name: 'up', value: 2 }],
        labelValueCountByLabelName: [{ name: 'job', value: 2 }],
        memoryInBytesByLabelName: [{ name: 'job', value: 2 }],
        seriesCountByLabelValuePair: [{ name: '__name__=up', value: 2 }],
      }),
    )
    expect((await ask('status/tsdb'))[1].data.headStats).toMatchObject({
      numSeries: 0,
      minTime: 0,
      maxTime: 0,
    })
    expect(await ask('status/tsdb?limit=0')).toEqual(bad('limit must be a positive number'))
    expect(await ask('status/tsdb?limit=10001')).toEqual(bad('limit must not exceed 10000'))
  })

  it('has no rules, alerts or Alertmanagers yet, in the shapes that clients expect', async () => {
    expect(await ask('rules')).toEqual(good({ groups: [] }))
    expect(await ask('rules?type=alert')).toEqual(good({ groups: [] }))
    expect(await ask('rules?type=x')).toEqual(bad('invalid parameter "type": not supported value "x"'))
    expect(await ask('alerts')).toEqual(good({ alerts: [] }))
    expect(await ask('alertmanagers')).toEqual(good({ activeAlertmanagers: [], droppedAlertmanagers: [] }))
    expect(await ask('targets', { scraping: NO_SCRAPING })).toEqual(
      good({ activeTargets: [], droppedTargets: [], droppedTargetCounts: {} }),
    )
  })
})
