import { describe, expect, it } from 'vitest'
import { dependenciesIn, dependencyQuery } from './dependencies.ts'

describe('dependencies', () => {
  it('are asked for both ways in one question', () => {
    const query = dependencyQuery('orders', '{job="shop"}')
    expect(query).toContain(
      'label_replace(sum by (job, instance) (rate(upstream_service_latency_seconds_count{service="orders"}[3m])), "signal", "in rate", "", "")',
    )
    expect(query).toContain('upstream_service_errors_total{job="shop", status_code=~"5.."}[3m]')
    expect(dependencyQuery('orders', undefined)).not.toContain('"out ')
  })

  it('add up what the processes of a caller ask, and tell the worst of their latencies', () => {
    const at = (signal: string, labels: Record<string, string>, value: string) => ({
      metric: { signal, ...labels },
      value: [0, value] as const,
    })
    const found = dependenciesIn(
      [
        at('in rate', { job: 'edge', instance: 'a' }, '2'),
        at('in rate', { job: 'edge', instance: 'b' }, '3'),
        at('in p95', { job: 'edge', instance: 'a' }, '0.1'),
        at('in p95', { job: 'edge', instance: 'b' }, '0.4'),
        at('out rate', { service: 'pay' }, '2'),
        at('out failed', { service: 'pay' }, '1'),
        at('out p95', { service: 'pay' }, 'NaN'),
      ],
      ({ job = '' }) => job,
    )
    expect(found).toEqual([
      {
        direction: 'Called by',
        service: 'edge',
        requestsPerSecond: 5,
        p95Seconds: 0.4,
        errorShare: undefined,
      },
      {
        direction: 'Calls',
        service: 'pay',
        requestsPerSecond: 2,
        p95Seconds: undefined,
        errorShare: 0.5,
      },
    ])
  })
})
