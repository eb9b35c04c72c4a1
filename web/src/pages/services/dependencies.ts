/** Who calls a service and whom it calls, as far as callers measure it: `upstream_service_latency_seconds{service}`. Pure. */
import { type Labels, numberOf, type VectorSample } from '../../api/prometheus.ts'
import { together } from '../../services/request-metrics.ts'

export interface Dependency {
  readonly direction: 'Called by' | 'Calls'
  readonly service: string
  readonly requestsPerSecond: number | undefined
  readonly p95Seconds: number | undefined
  /** Of all requests, 0 to 1. */
  readonly errorShare: number | undefined
}

/** `own` selects the series of the service's processes; undefined where they are not known. */
export function dependencyQuery(service: string, own: string | undefined): string {
  const towards = `{service=${JSON.stringify(service)}}`
  return together({
    ...questions('in', towards, 'job, instance'),
    ...(own === undefined ? {} : questions('out', own, 'service')),
  })
}

function questions(way: string, matchers: string, by: string): Record<string, string> {
  const failed = matchers.replace('}', ', status_code=~"5.."}')
  return {
    [`${way} rate`]: `sum by (${by}) (rate(upstream_service_latency_seconds_count${matchers}[3m]))`,
    [`${way} p95`]: `histogram_quantile(0.95, sum by (${by}, le) (rate(upstream_service_latency_seconds_bucket${matchers}[3m])))`,
    [`${way} failed`]: `sum by (${by}) (rate(upstream_service_errors_total${failed}[3m]))`,
  }
}

export function dependenciesIn(
  rows: readonly VectorSample[],
  ownerOf: (process: Labels) => string,
): Dependency[] {
  const found = new Map<string, Record<string, number | undefined>>()
  for (const { metric, value } of rows) {
    const [way, what = ''] = (metric.signal ?? '').split(' ')
    const key = way === 'in' ? `in ${ownerOf(metric)}` : `out ${metric.service ?? ''}`
    const number = value === undefined ? Number.NaN : numberOf(value[1])
    if (!Number.isFinite(number)) continue
    const values = found.get(key) ?? {}
    // Several processes of one caller: their requests add up, and of their latencies the worst counts.
    const before = values[what]
    values[what] = before === undefined ? number : what === 'p95' ? Math.max(before, number) : before + number
    found.set(key, values)
  }
  return [...found]
    .map(([key, { rate, p95, failed }]): Dependency => {
      const isIn = key.startsWith('in ')
      return {
        direction: isIn ? 'Called by' : 'Calls',
        service: key.slice(isIn ? 3 : 4),
        requestsPerSecond: rate,
        p95Seconds: p95,
        errorShare: rate === undefined || rate === 0 || failed === undefined ? undefined : failed / rate,
      }
    })
    .sort((a, b) => (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0))
}
