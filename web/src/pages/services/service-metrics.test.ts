import { expect, it } from 'vitest'
import { serviceMetrics } from './service-metrics.ts'

it('the metrics of a service are told by family, each with the question that fits', () => {
  const names = ['took_seconds_bucket', 'took_seconds_sum', 'took_seconds_count', 'a_total', 'up', 'my.gauge']
  expect(serviceMetrics(names, '{job="a"}')).toEqual([
    { name: 'a_total', query: 'rate(a_total{job="a"}[5m])' },
    { name: 'my.gauge', query: '{"my.gauge", job="a"}' },
    {
      name: 'took_seconds',
      query: 'histogram_quantile(0.95, sum by (le) (rate(took_seconds_bucket{job="a"}[5m])))',
    },
    { name: 'up', query: 'up{job="a"}' },
  ])
})
