import { decodeLabelKey, encodeLabelKey, labelsFrom, METRIC_NAME } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CollectingSink, createCollectingSink } from '../../../testing/collecting-sink.ts'
import type { OtlpMetric, OtlpNumberPoint, OtlpPoint, OtlpResourceMetrics } from '../../wire/otlp-metrics.ts'
import type { OtlpAttribute, OtlpValue } from '../../wire/otlp-value.ts'
import { formatDecimal } from './decimal.ts'
import { Draft } from './draft.ts'
import { encodedName, pointKeys } from './series-key.ts'
import { createTranslator } from './translate.ts'
import { DEFAULT_TRANSLATION, type OtlpTranslation } from './translation.ts'

const T = 1_732_000_000_000

function attributes(record: Record<string, OtlpValue>): OtlpAttribute[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }))
}

function head(record: Record<string, OtlpValue> = {}, timeMs = T): OtlpPoint {
  const times = { startMs: T - 60_000, startSubNs: 0, timeMs, timeSubNs: 5 }
  return { attributes: attributes(record), ...times, noRecordedValue: false }
}

const number = (
  value: number | undefined,
  record?: Record<string, OtlpValue>,
  timeMs?: number,
): OtlpNumberPoint => ({
  ...head(record, timeMs),
  value,
  exemplars: [],
})

function gauge(name: string, unit: string, ...points: OtlpNumberPoint[]): OtlpMetric {
  return { name, unit, description: `about ${name}`, data: { kind: 'gauge', points } }
}

function counter(name: string, unit: string, ...points: OtlpNumberPoint[]): OtlpMetric {
  const data = { kind: 'sum', monotonic: true, temporality: 'cumulative', points } as const
  return { name, unit, description: `about ${name}`, data }
}

function resource(record: Record<string, OtlpValue>, ...metrics: OtlpMetric[]): OtlpResourceMetrics {
  const scope = { name: 'my.scope', version: '1.2', schemaUrl: 'https://schema', metrics }
  return { attributes: attributes(record), scopes: [{ ...scope, attributes: attributes({ 'team.id': 7 }) }] }
}

const SERVICE = { 'service.name': 'checkout', 'service.namespace': 'shop', 'service.instance.id': 'c-1' }

async function translated(
  resources: OtlpResourceMetrics | OtlpResourceMetrics[],
  settings: Partial<OtlpTranslation> = {},
): Promise<{ sink: CollectingSink; draft: Draft }> {
  const draft = new Draft({ project: 'default', origin: 'test', maxLabelBytes: 1e6 })
  const translator = createTranslator({ ...DEFAULT_TRANSLATION, ...settings })
  for (const one of [resources].flat()) translator.translate(one, draft)
  const sink = createCollectingSink()
  await sink.sink(draft.batch.build())
  return { sink, draft }
}

describe('numbers', () => {
  it('become a series with job and instance of the resource', async () => {
    const { sink } = await translated(
      resource(
        SERVICE,
        counter(
          'http.requests',
          '1',
          number(5, { 'http.method': 'GET' }),
          number(7, { 'http.method': 'PUT' }),
        ),
        gauge('queue.fill', '1', number(0.5)),
      ),
    )
    expect(sink.samples()).toEqual({
      'http_requests_total{http_method="GET", instance="c-1", job="shop/checkout"}': [[T, 5]],
      'http_requests_total{http_method="PUT", instance="c-1", job="shop/checkout"}': [[T, 7]],
      'queue_fill_ratio{instance="c-1", job="shop/checkout"}': [[T, 0.5]],
    })
    expect(sink.metadata).toEqual([
      { family: 'http_requests_total', type: 'counter', unit: '', help: 'about http.requests' },
      { family: 'queue_fill_ratio', type: 'gauge', unit: '', help: 'about queue.fill' },
    ])
  })

  it('write the stale marker where there is no recorded value', async () => {
    const point = { ...number(undefined), noRecordedValue: true }
    const { sink } = await translated(resource(SERVICE, gauge('up.time', 's', point)))
    expect(Object.values(sink.samples())).toEqual([[[T, 'stale']]])
  })

  it('keep the exemplars of sums, with ids before what is too long', async () => {
    const exemplar = {
      timeMs: T - 5,
      value: 1,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    }
    const long = attributes({ 'user.agent': 'x'.repeat(120) })
    const points = [
      {
        ...number(5),
        exemplars: [
          { ...exemplar, attributes: attributes({ user: 'ann' }) },
          { ...exemplar, timeMs: 0, attributes: long },
          { ...exemplar, value: undefined, attributes: [] },
        ],
      },
    ]
    const { sink } = await translated(resource(SERVICE, counter('hits', '', ...points)))
    const [series] = sink.series().values()
    expect(series!.exemplars).toEqual([
      {
        timeMs: T - 5,
        value: 1,
        labels: '{span_id="b7ad6b7169203331", trace_id="0af7651916cd43dd8448eb211c80319c", user="ann"}',
      },
      {
        timeMs: T,
        value: 1,
        labels: '{span_id="b7ad6b7169203331", trace_id="0af7651916cd43dd8448eb211c80319c"}',
      },
    ])
  })

  it('are refused one by one, with a reason, and the others go on', async () => {
    const { sink, draft } = await translated(
      resource(
        SERVICE,
        gauge('good', '', number(1), number(undefined), number(2, {}, 0), number(3, { ß: 'x' })),
        gauge('@', '', number(1), number(1)),
        {
          ...counter('unclear', ''),
          data: { kind: 'sum', monotonic: true, temporality: 'unspecified', points: [number(1)] },
        },
      ),
    )
    expect(Object.keys(sink.samples())).toEqual(['good{instance="c-1", job="shop/checkout"}'])
    expect(draft.points).toBe(7)
    expect(draft.refusals.count).toBe(6)
    expect(draft.refusals.list()).toEqual([
      { reason: 'no-value', count: 1, detail: 'a point of good has no value' },
      { reason: 'no-time', count: 1, detail: 'a point of good has no time' },
      { reason: 'invalid-labels', count: 1, detail: 'good: nothing of the attribute "ß" can be a label' },
      { reason: 'invalid-name', count: 2, detail: 'nothing of the name "@" can be the name of a metric' },
      { reason: 'temporality', count: 1, detail: 'unclear does not say whether it is cumulative or delta' },
    ])
  })
})

describe('labels', () => {
  const labelsOf = async (
    ofResource: Record<string, OtlpValue>,
    ofPoint: Record<string, OtlpValue>,
    settings: Partial<OtlpTranslation> = {},
  ) => {
    const { sink } = await translated(resource(ofResource, gauge('x', '', number(1, ofPoint))), settings)
    return [...sink.series().keys()].filter(name => name.startsWith('x') || name.includes('"x"'))
  }

  it('join the values of attributes that become one label, in the order of their keys', async () => {
    expect(await labelsOf({}, { 'a.b': '2', a_b: '3', 'a-b': '1' })).toEqual(['x{a_b="1;2;3"}'])
    expect(await labelsOf({}, { 'a.b': '', a_b: '3' })).toEqual(['x{a_b="3"}'])
  })

  it('write values of every kind as text, and none at all for empty ones', async () => {
    const kinds = {
      b: true,
      d: 1.5,
      i: 200,
      l: ['a', 1],
      m: { entries: attributes({ k: null }) },
      n: null,
      s: '',
    }
    expect(await labelsOf({}, kinds)).toEqual([
      'x{b="true", d="1.5", i="200", l="[\\"a\\",1]", m="{\\"k\\":null}"}',
    ])
  })

  it('never let an attribute stand for job, instance or the name', async () => {
    expect(await labelsOf(SERVICE, { job: 'mine', instance: 'mine', __name__: 'mine' })).toEqual([
      'x{instance="c-1", job="shop/checkout"}',
    ])
    expect(await labelsOf({ 'service.name': 'api' }, {})).toEqual(['x{job="api"}'])
    expect(await labelsOf({}, { job: 'mine' })).toEqual(['x{job="mine"}'])
  })

  it('take promoted resource attributes where the point has none of that name', async () => {
    const shop = { ...SERVICE, 'k8s.pod.name': 'pod-1', 'cloud.region': 'eu' }
    const promoteResourceAttributes = ['k8s.pod.name', 'cloud.region', 'absent']
    expect(await labelsOf(shop, { cloud_region: 'own' }, { promoteResourceAttributes })).toEqual([
      'x{cloud_region="own", instance="c-1", job="shop/checkout", k8s_pod_name="pod-1"}',
    ])
    const promoteAll = { promoteAllResourceAttributes: true, ignoreResourceAttributes: ['service.name'] }
    expect(await labelsOf(shop, {}, promoteAll)).toEqual([
      'x{cloud_region="eu", instance="c-1", job="shop/checkout", k8s_pod_name="pod-1", ' +
        'service_instance_id="c-1", service_namespace="shop"}',
    ])
  })

  it('tell the scope where that is set', async () => {
    expect(await labelsOf({}, { 'otel.scope.name': 'mine' }, { promoteScopeMetadata: true })).toEqual([
      'x{otel_scope_name="my.scope", otel_scope_schema_url="https://schema", otel_scope_team_id="7", otel_scope_version="1.2"}',
    ])
  })

  it('stay as they are where UTF-8 is allowed', async () => {
    expect(
      await labelsOf({}, { 'http.method': 'GET', größe: '1' }, { translationStrategy: 'NoTranslation' }),
    ).toEqual(['x{"größe"="1", "http.method"="GET"}'])
  })

  it('are in the canonical order, whatever stands before and behind the name and the bucket', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })),
        fc.boolean(),
        (record, withLe) => {
          const labels = labelsFrom(
            Object.entries(withLe ? { ...record, le: 'own' } : record).filter(
              ([name]) => name !== METRIC_NAME,
            ),
          )
          const keys = pointKeys(labels, 'le')
          const plain = decodeLabelKey(keys.key(encodedName('m')))
          const bucket = decodeLabelKey(
            keys.key(encodedName('m'), encodeLabelKey([{ name: 'le', value: '5' }])),
          )
          const pairs = labels.map(({ name, value }): [string, string] => [name, value])
          expect(plain).toEqual({ canonical: true, labels: labelsFrom([...pairs, [METRIC_NAME, 'm']]) })
          expect(bucket).toEqual({
            canonical: true,
            labels: labelsFrom([...pairs, [METRIC_NAME, 'm'], ['le', '5']]),
          })
        },
      ),
    )
  })
})

describe('target_info', () => {
  it('has the other attributes of the resource, from its earliest to its latest point', async () => {
    const shop = { ...SERVICE, 'host.name': 'h-1', 'process.command_args': ['node', 'x'] }
    const { sink } = await translated(
      resource(shop, gauge('x', '', number(1, {}, T - 200_000), number(2, {}, T))),
    )
    expect(sink.samples()).toMatchObject({
      'target_info{host_name="h-1", instance="c-1", job="shop/checkout", process_command_args="[\\"node\\",\\"x\\"]"}':
        [
          [T - 200_000, 1],
          [T - 50_000, 1],
          [T, 1],
        ],
    })
    expect(sink.metadata).toContainEqual({
      family: 'target_info',
      type: 'gauge',
      unit: '',
      help: 'Target metadata',
    })
  })

  it('is left out where it would say nothing, or where nothing identifies the resource', async () => {
    const { sink } = await translated([
      resource(SERVICE, gauge('x', '', number(1))),
      resource({ 'host.name': 'h-1' }, gauge('y', '', number(1))),
      resource({ ...SERVICE, 'host.name': 'h-1' }),
    ])
    expect(Object.keys(sink.samples()).filter(name => name.startsWith('target_info'))).toEqual([])
  })

  it('keeps what identifies the resource where that is set', async () => {
    const { sink } = await translated(
      resource({ 'service.name': 'api', 'host.name': 'h' }, gauge('x', '', number(1))),
      { keepIdentifyingResourceAttributes: true },
    )
    expect(Object.keys(sink.samples())).toContain('target_info{host_name="h", job="api", service_name="api"}')
  })

  it('is bounded, however far apart the points are', async () => {
    const { sink } = await translated(
      resource({ ...SERVICE, host: 'h' }, gauge('x', '', number(1, {}, 1), number(1, {}, T))),
    )
    const [, samples] = Object.entries(sink.samples()).find(([name]) => name.startsWith('target_info'))!
    expect(samples).toHaveLength(1152)
    expect(samples.at(-1)).toEqual([T, 1])
  })
})

describe('histograms', () => {
  const histogram = (name: string, point: object): OtlpMetric => ({
    name,
    unit: 's',
    description: '',
    data: {
      kind: 'histogram',
      temporality: 'cumulative',
      points: [
        {
          ...head({ route: '/' }),
          count: 6,
          sum: 12.5,
          bounds: [0.005, 1, 1e21],
          bucketCounts: [1, 2, 0, 3],
          exemplars: [],
          ...point,
        },
      ],
    },
  })

  it('become buckets, sum and count', async () => {
    const exemplars = [0.2, 7, 1e300].map(value => ({
      timeMs: T,
      value,
      traceId: 'ab',
      spanId: '',
      attributes: [],
    }))
    const { sink } = await translated(resource({}, histogram('latency', { exemplars })))
    expect(sink.samples()).toEqual({
      'latency_seconds_count{route="/"}': [[T, 6]],
      'latency_seconds_sum{route="/"}': [[T, 12.5]],
      'latency_seconds_bucket{le="0.005", route="/"}': [[T, 1]],
      'latency_seconds_bucket{le="1", route="/"}': [[T, 3]],
      'latency_seconds_bucket{le="1000000000000000000000", route="/"}': [[T, 3]],
      'latency_seconds_bucket{le="+Inf", route="/"}': [[T, 6]],
    })
    expect(sink.metadata).toEqual([
      { family: 'latency_seconds', type: 'histogram', unit: 'seconds', help: '' },
    ])
    const withExemplars = [...sink.series()].filter(([, series]) => series.exemplars.length > 0)
    expect(withExemplars.map(([name, { exemplars }]) => [name, exemplars[0]!.value])).toEqual([
      ['latency_seconds_bucket{le="1", route="/"}', 0.2],
      ['latency_seconds_bucket{le="1000000000000000000000", route="/"}', 7],
      ['latency_seconds_bucket{le="+Inf", route="/"}', 1e300],
    ])
  })

  it('do without a sum or without buckets', async () => {
    const { sink } = await translated(
      resource({}, histogram('bare', { sum: undefined, bounds: [], bucketCounts: [] })),
    )
    expect(sink.samples()).toEqual({
      'bare_seconds_count{route="/"}': [[T, 6]],
      'bare_seconds_bucket{le="+Inf", route="/"}': [[T, 6]],
    })
  })

  it('write the stale marker to every series', async () => {
    const { sink } = await translated(resource({}, histogram('gone', { noRecordedValue: true, sum: 0 })))
    expect(Object.values(sink.samples())).toEqual(Array.from({ length: 6 }, () => [[T, 'stale']]))
  })

  it('become native histograms with custom buckets where that is set', async () => {
    const { sink } = await translated(resource({}, histogram('latency', {})), {
      convertHistogramsToNhcb: true,
    })
    const series = sink.series().get('latency_seconds{route="/"}')!
    expect(sink.series().size).toBe(1)
    expect(series.histograms).toMatchObject([
      [
        T,
        {
          schema: -53,
          count: 6,
          sum: 12.5,
          positiveSpans: [{ offset: 0, length: 4 }],
          positiveCounts: Float64Array.of(1, 2, 0, 3),
          customValues: Float64Array.of(0.005, 1, 1e21),
        },
      ],
    ])
  })
})

describe('exponential histograms', () => {
  const NONE = { offset: 0, counts: [] }
  const exponential = (point: object): OtlpMetric => ({
    name: 'latency',
    unit: 'ms',
    description: '',
    data: {
      kind: 'exponential-histogram',
      temporality: 'cumulative',
      points: [
        {
          ...head(),
          count: 0,
          sum: 1,
          scale: 0,
          zeroCount: 0,
          zeroThreshold: 0,
          positive: NONE,
          negative: NONE,
          exemplars: [],
          ...point,
        },
      ],
    },
  })
  const native = async (point: object) => {
    const { sink, draft } = await translated(resource({}, exponential(point)))
    return { histogram: [...sink.series().values()][0]?.histograms[0]?.[1], refused: draft.refusals.list() }
  }

  it('become native histograms, a bucket further and with empty ones left out', async () => {
    const { histogram } = await native({
      count: 13,
      zeroCount: 2,
      positive: { offset: -3, counts: [0, 1, 0, 2, 0, 0, 0, 4] },
      negative: { offset: 1, counts: [4] },
    })
    expect(histogram).toMatchObject({
      integer: true,
      resetHint: 'unknown',
      schema: 0,
      zeroThreshold: 1e-128,
      zeroCount: 2,
      count: 13,
      sum: 1,
      positiveSpans: [
        { offset: -1, length: 3 },
        { offset: 3, length: 1 },
      ],
      positiveCounts: Float64Array.of(1, 0, 2, 4),
      negativeSpans: [{ offset: 2, length: 1 }],
      negativeCounts: Float64Array.of(4),
    })
  })

  it('are merged down to the finest resolution that native histograms have', async () => {
    const { histogram } = await native({
      count: 21,
      scale: 10,
      zeroThreshold: 0.5,
      positive: { offset: -5, counts: [1, 2, 3, 4, 5, 6] },
    })
    // Four buckets become one: -5 | -4 -3 -2 -1 | 0.
    expect(histogram).toMatchObject({
      schema: 8,
      zeroThreshold: 0.5,
      positiveSpans: [{ offset: -1, length: 3 }],
      positiveCounts: Float64Array.of(1, 14, 6),
    })
  })

  it('are refused where no native histogram can hold them', async () => {
    const refusal = async (point: object) => (await native(point)).refused[0]
    expect(await refusal({ scale: -5 })).toEqual({
      reason: 'invalid-histogram',
      count: 1,
      detail: 'latency: an exponential histogram of scale -5, which is not between -4 and 52',
    })
    expect(await refusal({ count: 3, positive: { offset: 2 ** 30, counts: [3] } })).toMatchObject({
      detail: expect.stringContaining('beyond what a number can be'),
    })
    expect(await refusal({ count: 3, positive: { offset: 0, counts: [2] } })).toMatchObject({
      detail: 'latency: a histogram that counts 3 observations and has 2 in its buckets',
    })
    expect(await refusal({ count: 3, sum: Number.NaN, positive: { offset: 0, counts: [2] } })).toBeUndefined()
  })

  it('end with a stale marker', async () => {
    expect((await native({ noRecordedValue: true })).histogram).toBe('stale')
  })
})

describe('summaries', () => {
  it('become quantiles, sum and count', async () => {
    const point = {
      ...head({ quantile: 'own', a: 'b' }),
      count: 10,
      sum: 3,
      quantiles: [
        { quantile: 0.5, value: 0.2 },
        { quantile: 1, value: Number.NaN },
      ],
    }
    const { sink } = await translated(
      resource({}, { name: 'rpc', unit: 's', description: '', data: { kind: 'summary', points: [point] } }),
    )
    expect(sink.samples()).toEqual({
      'rpc_seconds_count{a="b", quantile="own"}': [[T, 10]],
      'rpc_seconds_sum{a="b", quantile="own"}': [[T, 3]],
      'rpc_seconds{a="b", quantile="0.5"}': [[T, 0.2]],
      'rpc_seconds{a="b", quantile="1"}': [[T, Number.NaN]],
    })
    expect(sink.metadata[0]).toMatchObject({ family: 'rpc_seconds', type: 'summary' })
  })
})

it('refuses a request whose labels would take far more memory than it did', async () => {
  const big = { 'service.name': 'x'.repeat(10_000) }
  const points = Array.from({ length: 200 }, (_, i) => number(i, { i }))
  await expect(translated(resource(big, gauge('x', '', ...points)))).rejects.toMatchObject({
    code: 'body-too-large',
    message: expect.stringContaining("The labels of this request's series take more than 1000000 bytes"),
  })
})

it.each([
  [0.005, '0.005'],
  [10, '10'],
  [1e21, '1000000000000000000000'],
  [1.5e-7, '0.00000015'],
  [-2.5e22, '-25000000000000000000000'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [-0, '-0'],
])('writes the bound %d as %s', (value, text) => {
  expect(formatDecimal(value)).toBe(text)
})
