import { parseQuery } from '@vedette/promql'
import { describe, expect, it } from 'vitest'
import { familiesOf, searchFamilies } from './metric-families.ts'
import { examplesFrom, suggestionsFor } from './suggestions.ts'

const NAMES = [
  'up',
  'http_requests_total',
  'http_request_duration_seconds_bucket',
  'http_request_duration_seconds_sum',
  'http_request_duration_seconds_count',
  'rpc_seconds_sum',
  'rpc_seconds_count',
  'rpc_seconds',
  'queue_latency',
  'memory_bytes',
  'build_info',
  'plain_bucket',
  'plain_count',
  'orders_count',
  'k8s.pods',
]
const METADATA = {
  http_requests: [{ type: 'counter', help: 'Requests that were answered.' }],
  http_request_duration_seconds: [{ type: 'histogram', help: 'How long they took.', unit: 'seconds' }],
  rpc_seconds: [{ type: 'summary', help: '' }],
  queue_latency: [{ type: 'histogram', help: 'A native one.' }],
  memory_bytes: [{ type: 'gauge', help: 'Memory in use.' }],
  'k8s.pods': [{ type: 'gauge', help: 'Pods.' }],
  orders_count: [{ type: 'gauge', help: 'Open orders.' }],
}
const families = familiesOf(NAMES, METADATA)
const family = (name: string) => families.find(each => each.name === name)!

describe('families of metrics', () => {
  it('take the parts of a histogram and of a summary together', () => {
    expect(family('http_request_duration_seconds').stored).toHaveLength(3)
    expect(family('rpc_seconds').stored).toHaveLength(3)
    expect(family('plain')).toMatchObject({
      type: 'histogram',
      guessed: true,
      stored: ['plain_bucket', 'plain_count'],
    })
  })

  it('leave a gauge alone that ends like a part', () => {
    expect(family('orders_count')).toMatchObject({ type: 'gauge', guessed: false })
  })

  it('know a counter by its family without _total', () => {
    expect(family('http_requests_total')).toMatchObject({
      type: 'counter',
      help: 'Requests that were answered.',
    })
  })

  it('are found by name first, then by help', () => {
    expect(searchFamilies(families, 'requests').map(each => each.name)).toEqual(['http_requests_total'])
    expect(searchFamilies(families, 'memory use').map(each => each.name)).toEqual(['memory_bytes'])
    expect(searchFamilies(families, 'seconds http').map(each => each.name)).toEqual([
      'http_request_duration_seconds',
    ])
    expect(searchFamilies(families, '')).toHaveLength(families.length)
    expect(searchFamilies(families, 'nothing like it')).toEqual([])
  })
})

describe('questions that fit a metric', () => {
  it('ask counters for their rate, by the label that tells most', () => {
    const labels = [
      { name: 'instance', values: 300 },
      { name: 'zone', values: 2 },
      { name: 'route', values: 8 },
    ]
    expect(suggestionsFor(family('http_requests_total'), labels)[0]!.query).toBe(
      'sum by (route) (rate(http_requests_total[5m]))',
    )
    expect(suggestionsFor(family('http_requests_total'))[0]!.query).toBe('sum(rate(http_requests_total[5m]))')
  })

  it('ask classic and native histograms each in their way', () => {
    const classic = suggestionsFor(family('http_request_duration_seconds')).map(each => each.query)
    expect(classic[1]).toBe(
      'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))',
    )
    expect(classic.at(-1)).toBe('sum by (le) (rate(http_request_duration_seconds_bucket[5m]))')
    const native = suggestionsFor(family('queue_latency')).map(each => each.query)
    expect(native[1]).toBe('histogram_quantile(0.95, sum (rate(queue_latency[5m])))')
    expect(native.at(-1)).toBe('sum (rate(queue_latency[5m]))')
  })

  it('are all PromQL, for whatever names and labels', () => {
    const labels = [{ name: 'k8s.node "x"', values: 3 }]
    for (const each of families)
      for (const { query } of [...suggestionsFor(each), ...suggestionsFor(each, labels)])
        expect(() => parseQuery(query), query).not.toThrow()
  })

  it('begin a page with one of each kind that is there', () => {
    const examples = examplesFrom(families)
    expect(examples.map(each => each.query)).toContain('up == 0')
    expect(examples.map(each => each.view)).toContain('heatmap')
    for (const { query } of examples) expect(() => parseQuery(query), query).not.toThrow()
    expect(examplesFrom([])).toEqual([])
  })
})
