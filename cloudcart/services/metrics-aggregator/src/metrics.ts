/** The synthesized metrics: the same six of every service, whatever it does. */
import { Counter, Gauge, type Registry } from 'prom-client'
import { SERVICE_NAMES } from '../../../contracts/services.ts'
import type { Increase } from './reading.ts'
import type { Summary } from './watched-service.ts'

export interface AggregatedMetrics {
  grew(service: string, increase: Increase): void
  show(summary: Summary): void
}

export function createMetrics(registry: Registry): AggregatedMetrics {
  const common = { labelNames: ['service' as const], registers: [registry] }
  const up = new Gauge({
    name: 'service_up',
    help: '1 when the service answered the last look at its metrics, else 0.',
    ...common,
  })
  const uptime = new Gauge({
    name: 'service_uptime_seconds',
    help: 'Seconds since the process of the service began, as observed; 0 while it does not answer.',
    ...common,
  })
  const requests = new Counter({
    name: 'service_requests_total',
    help: 'HTTP requests that the service answered since the aggregator began to look.',
    ...common,
  })
  const errors = new Counter({
    name: 'service_errors_total',
    help: 'Of service_requests_total, those answered with 5xx.',
    ...common,
  })
  const errorRate = new Gauge({
    name: 'service_error_rate_percent',
    help: 'Percentage of requests answered with 5xx over the last minute; 0 without requests.',
    ...common,
  })
  const latency = new Gauge({
    name: 'service_latency_ms',
    help: 'Mean milliseconds of a request over the last minute; absent without requests.',
    ...common,
  })
  const p95 = new Gauge({
    name: 'service_p95_latency_ms',
    help: 'Milliseconds within which 95 % of requests of the last minute were answered, from buckets; absent without requests.',
    ...common,
  })
  for (const service of SERVICE_NAMES) {
    requests.inc({ service }, 0)
    errors.inc({ service }, 0)
  }
  return {
    grew(service, increase) {
      requests.inc({ service }, increase.requests)
      errors.inc({ service }, increase.errors)
    },
    show({ service, ...summary }) {
      up.set({ service }, summary.up ? 1 : 0)
      uptime.set({ service }, summary.uptimeSeconds)
      errorRate.set({ service }, summary.errorRatePercent)
      setOrRemove(latency, service, summary.latencyMs)
      setOrRemove(p95, service, summary.p95LatencyMs)
    },
  }
}

function setOrRemove(gauge: Gauge<'service'>, service: string, value: number | undefined): void {
  if (value === undefined) gauge.remove({ service })
  else gauge.set({ service }, value)
}
