import { expect, it } from 'vitest'
import { unitOfBounds, unitOfQuery } from './query-unit.ts'

it.each([
  ['up', 'short'],
  ['process_resident_memory_bytes', 'bytes'],
  ['sum by (job) (rate(http_requests_total[5m]))', 'reqps'],
  ['rate(orders_created_total[5m])', 'cps'],
  ['rate(orders_created_total[$__rate_interval])', 'cps'],
  ['rate(node_network_receive_bytes_total[5m])', 'binBps'],
  ['rate(process_cpu_seconds_total[5m])', 'short'],
  ['histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))', 's'],
  ['max by (le) (http_request_duration_seconds_bucket)', 'short'],
  ['sum by (le) (rate(http_request_duration_seconds_bucket[5m]))', 'cps'],
  ['sum(rate(a_seconds_bucket{le="0.5"}[5m])) / sum(rate(a_seconds_count[5m]))', 'percentunit'],
  ['rate(a_seconds_sum[5m]) / rate(a_seconds_count[5m])', 's'],
  ['rate(a_seconds_count[5m])', 'cps'],
  ['sum(rate(a_total{code="500"}[5m])) / sum(rate(a_total[5m]))', 'percentunit'],
  ['100 * (sum(rate(a_total[5m])) / sum(rate(a_total[5m])))', 'percent'],
  ['increase(a_bytes_total[1h])', 'bytes'],
  ['a_bytes > 100', 'bytes'],
  ['a_bytes / 1024', 'short'],
  ['count(a_bytes)', 'short'],
  ['cache_hit_ratio', 'percentunit'],
  ['process_start_time_seconds', 'dateTimeAsIso'],
  ['time() - process_start_time_seconds', 'short'],
  ['max_over_time(sum(a_bytes)[1h:1m])', 'bytes'],
  ['sum(', 'short'],
])('%s is in %s', (query, unit) => {
  expect(unitOfQuery(query)).toBe(unit)
})

it('tells the unit of a histogram’s bounds', () => {
  expect(unitOfBounds('sum by (le) (rate(a_seconds_bucket[5m]))')).toBe('s')
  expect(unitOfBounds('sum by (le) (increase(a_bytes_bucket[5m]))')).toBe('bytes')
  expect(unitOfBounds('sum(')).toBe('short')
})
