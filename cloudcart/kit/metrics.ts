/** The metrics that every service has: those of its process, and of the requests that it answers. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { RequestDone } from './web.ts'

/** Of a service's HTTP answers, in seconds: from what a cache answers at once to what people no longer wait for. */
export const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** `log_lines_total`, by level: whoever writes too much is found by it. */
export function countLines(registry: Registry): (level: string) => void {
  const lines = new Counter({
    name: 'log_lines_total',
    help: 'Log lines written, by level.',
    labelNames: ['level'],
    registers: [registry],
  })
  for (const level of ['debug', 'info', 'warn', 'error']) lines.inc({ level }, 0)
  return level => lines.inc({ level })
}

/**
 * `http_requests_total` and `http_request_duration_seconds`. Dashboards disagree on labels (`status` or `status_code`, `route` or `endpoint`):
 * both spellings are carried.
 */
export function countRequests(registry: Registry, service: string): (done: RequestDone) => void {
  const atTheEdge = service === 'api-gateway'
  const labelNames = atTheEdge
    ? (['method', 'route', 'status', 'status_code', 'service'] as const)
    : (['method', 'route', 'endpoint', 'status', 'status_code', 'service'] as const)
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'HTTP requests answered, by method, route and status.',
    labelNames,
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds from the first byte of an HTTP request to the last of its answer.',
    labelNames,
    buckets: LATENCY_BUCKETS,
    registers: [registry],
  })
  // A share of errors is 0 % before the first of them, and not nothing.
  const none = { method: 'GET', route: '/health', status: '500', status_code: '500', service }
  requests.inc(atTheEdge ? none : { ...none, endpoint: none.route }, 0)
  return ({ method, route, status, seconds }) => {
    const code = String(status)
    const labels = { method, route, status: code, status_code: code, service }
    const all = atTheEdge ? labels : { ...labels, endpoint: route }
    requests.inc(all)
    duration.observe(all, seconds)
  }
}
