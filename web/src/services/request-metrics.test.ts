import { describe, expect, it } from 'vitest'
import {
  conventionsOf,
  errorQuery,
  largest,
  latencyQuery,
  operationLabels,
  operationQueries,
  rateQuery,
  requestMetrics,
  statusQuery,
  together,
} from './request-metrics.ts'

const asked = { window: '5m' }
const shop = requestMetrics([
  { __name__: 'http_requests_total', service: 'orders', job: 'shop', instance: 'a:1' },
  { __name__: 'http_requests_total', service: 'orders', job: 'shop', instance: 'a:2' },
  { __name__: 'http_request_duration_seconds_count', service: 'orders', job: 'shop', instance: 'a:1' },
  { __name__: 'http_requests_total', status: '200' },
  { __name__: 'http_request_duration_seconds_count', status: '200' },
])
const opentelemetry = requestMetrics([
  { __name__: 'http_server_request_duration_seconds_count', job: 'pay', instance: 'x' },
  { __name__: 'http_server_request_duration_seconds_count', http_response_status_code: '200' },
])

describe('request metrics', () => {
  it('are those with a label `service` first, and tell its processes', () => {
    expect(shop.conventions).toEqual([
      {
        requests: 'http_requests_total',
        isNative: false,
        duration: { name: 'http_request_duration_seconds', inMs: false, isNative: false },
        serviceLabel: 'service',
        without: [],
        statusLabel: 'status',
      },
    ])
    expect(shop.services.get('orders')).toEqual([
      { job: 'shop', instance: 'a:1' },
      { job: 'shop', instance: 'a:2' },
    ])
    expect(rateQuery(shop.conventions, asked)).toBe(
      'sum by (service) (rate(http_requests_total{service!=""}[5m]))',
    )
    expect(latencyQuery(shop.conventions, 0.95, asked)).toBe(
      'histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket{service!=""}[5m])))',
    )
  })

  it('answer a share of nothing failed with zero', () => {
    const all = 'sum by (service) (rate(http_requests_total{service!=""}[5m]))'
    expect(errorQuery(shop.conventions, asked)).toBe(
      `sum by (service) (rate(http_requests_total{service!="", status=~"5.."}[5m])) / ${all} or 0 * ${all}`,
    )
  })

  it('of OpenTelemetry are named by their job', () => {
    expect(rateQuery(opentelemetry.conventions, asked)).toBe(
      'label_replace(sum by (job) (rate(http_server_request_duration_seconds_count{job!=""}[5m])), "service", "$1", "job", "(.+)")',
    )
    expect(errorQuery(opentelemetry.conventions, asked)).toContain('http_response_status_code=~"5.."')
  })

  it('of an older OpenTelemetry are milliseconds', () => {
    const { conventions } = requestMetrics([
      { __name__: 'http_server_duration_milliseconds_count', service_name: 'pay', job: 'pay' },
    ])
    expect(latencyQuery(conventions, 0.5, asked)).toBe(
      'label_replace(histogram_quantile(0.5, sum by (service_name, le) (rate(http_server_duration_milliseconds_bucket{service_name!=""}[5m]))) / 1000, "service", "$1", "service_name", "(.+)")',
    )
  })

  it('can be native histograms', () => {
    const { conventions } = requestMetrics([{ __name__: 'http_server_request_duration_seconds', job: 'pay' }])
    expect(rateQuery(conventions, { ...asked, service: 'pay' })).toContain(
      'sum by (job) (histogram_count(rate(http_server_request_duration_seconds{job="pay"}[5m])))',
    )
    expect(latencyQuery(conventions, 0.99, asked)).toContain(
      'histogram_quantile(0.99, sum by (job) (rate(http_server_request_duration_seconds{job!=""}[5m])))',
    )
  })

  it('of both kinds at once never count a service twice', () => {
    const metrics = requestMetrics([
      { __name__: 'http_requests_total', service: 'orders', job: 'shop' },
      { __name__: 'http_requests_total', job: 'old' },
      { __name__: 'http_server_request_duration_seconds_count', job: 'orders' },
      { __name__: 'http_server_request_duration_seconds_count', job: 'pay' },
    ])
    const { conventions, services } = metrics
    expect([...services.keys()]).toEqual(['orders', 'old', 'pay'])
    expect(conventionsOf(metrics, 'pay')).toEqual([conventions[2]])
    expect(conventionsOf(metrics, 'unknown')).toBe(conventions)
    expect(conventions.map(({ requests, serviceLabel }) => [requests, serviceLabel])).toEqual([
      ['http_requests_total', 'service'],
      ['http_requests_total', 'job'],
      ['http_server_request_duration_seconds_count', 'job'],
    ])
    expect(rateQuery(conventions, asked)).toContain('rate(http_requests_total{job!="", service=""}[5m])')
  })

  it('of many services are asked for the largest, the same ones over all the time', () => {
    const queryOf = (one: { window: string }) => rateQuery(shop.conventions, one)
    expect(largest(queryOf, asked, 20)).toBe(queryOf(asked))
    expect(largest(queryOf, asked, 21)).toBe(
      `(${queryOf(asked)}) and topk(20, sum by (service) (rate(http_requests_total{service!=""}[5m] @ end())))`,
    )
  })

  it('are none where nobody counts', () => {
    const { conventions } = requestMetrics([{ __name__: 'up', job: 'a' }])
    expect(conventions).toEqual([])
    expect(together({ rate: rateQuery(conventions, asked) })).toBe('')
  })

  it('tell status classes and operations of one service, whatever it is called', () => {
    const one = { window: '$rate', service: 'a"b' }
    expect(statusQuery(shop.conventions, one)).toBe(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what PromQL calls a group.
      'sum by (class) (label_replace(rate(http_requests_total{service="a\\"b"}[$rate]), "class", "${1}xx", "status", "([1-5])[0-9][0-9]"))',
    )
    const labels = operationLabels(['endpoint', 'method', 'route', 'status'])!
    expect(labels).toEqual({ route: 'route', method: 'method' })
    expect(operationLabels(['status'])).toBeUndefined()
    expect(operationQueries(shop.conventions, labels, one).rate).toBe(
      'sum by (method, route) (rate(http_requests_total{service="a\\"b"}[$rate]))',
    )
  })
})
