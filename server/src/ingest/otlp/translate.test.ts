import { decodeLabelKey, encodeLabelKey, labelsFrom, METRIC_NAME } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attributes,
  counter,
  gauge,
  head,
  number,
  resource,
  SERVICE,
  T,
} from '../../../testing/otlp-points.ts'
import { translated } from '../../../testing/translated.ts'
import type { OtlpValue } from '../../wire/otlp-value.ts'
import { formatDecimal } from './decimal.ts'
import { createKeyWriter, encodedName } from './series-key.ts'
import type { OtlpTranslation } from './translation.ts'

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
          const keys = createKeyWriter().of(labels, 'le')
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
