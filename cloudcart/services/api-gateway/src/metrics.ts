/** The gateway's own metrics, by the names of the catalogue. */
import { Counter, Histogram } from 'prom-client'
import { fewLabels } from '../../../kit/few-labels.ts'
import type { Kit } from '../../../kit/kit.ts'
import { LATENCY_BUCKETS } from '../../../kit/metrics.ts'
import { TOKEN_FAULTS, type TokenFault } from '../../../kit/tokens.ts'
import { ROUTES } from './route-table.ts'

const SIZE_BUCKETS = [100, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000]
const DELAY_BUCKETS = [50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000]
/** More addresses than this are `other`: anybody can have another one. */
const MOST_ADDRESSES = 100

export interface UpstreamDone {
  readonly service: string
  readonly endpoint: string
  /** 502 and 504 where there was no answer. */
  readonly status: number
  readonly seconds: number
}

export interface Metrics {
  upstream(done: UpstreamDone): void
  tokenRefused(reason: TokenFault): void
  limited(address: string): void
  readonly cacheHits: Counter
  readonly cacheMisses: Counter
  readonly delays: Histogram
  readonly errors: Counter
  readonly timeouts: Counter
}

export function createMetrics(kit: Kit): Metrics {
  const registers = [kit.registry]
  measurePayloads(kit)

  const latency = new Histogram({
    name: 'upstream_service_latency_seconds',
    help: 'Seconds that a service took to answer the gateway.',
    labelNames: ['service', 'endpoint'],
    buckets: LATENCY_BUCKETS,
    registers,
  })
  for (const { service, to } of ROUTES) latency.zero({ service, endpoint: to })
  const errors = new Counter({
    name: 'upstream_service_errors_total',
    help: 'Answers of 4xx and 5xx from services; 502 and 504 where there was none.',
    labelNames: ['service', 'status_code'],
    registers,
  })
  for (const service of new Set(ROUTES.map(route => route.service))) {
    for (const status_code of ['500', '502', '504']) errors.inc({ service, status_code }, 0)
  }
  const proxied = new Histogram({
    name: 'proxy_request_duration_seconds',
    help: 'Seconds of requests that the gateway passed on, by service and status.',
    labelNames: ['target_service', 'status_code'],
    buckets: LATENCY_BUCKETS,
    registers,
  })
  const refused = new Counter({
    name: 'jwt_validation_failures_total',
    help: 'Tokens that the gateway refused, by reason.',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of TOKEN_FAULTS) refused.inc({ reason }, 0)
  const limited = new Counter({
    name: 'rate_limit_exceeded_total',
    help: 'Requests refused because one address sent too many.',
    labelNames: ['ip_address'],
    registers,
  })
  limited.inc({ ip_address: 'other' }, 0)
  const addressLabel = fewLabels(MOST_ADDRESSES)

  return {
    upstream({ service, endpoint, status, seconds }) {
      const status_code = String(status)
      latency.observe({ service, endpoint }, seconds)
      proxied.observe({ target_service: service, status_code }, seconds)
      if (status >= 400) errors.inc({ service, status_code })
    },
    tokenRefused: reason => refused.inc({ reason }),
    limited: address => limited.inc({ ip_address: addressLabel(address) }),
    cacheHits: new Counter({
      name: 'cache_hits_total',
      help: "Requests answered from the gateway's cache.",
      registers,
    }),
    cacheMisses: new Counter({
      name: 'cache_misses_total',
      help: "Requests that the gateway's cache had no answer for.",
      registers,
    }),
    delays: new Histogram({
      name: 'chaos_injected_latency_ms',
      help: 'Milliseconds that chaos held requests back.',
      buckets: DELAY_BUCKETS,
      registers,
    }),
    errors: new Counter({
      name: 'chaos_injected_errors_total',
      help: 'Requests that chaos failed.',
      registers,
    }),
    timeouts: new Counter({
      name: 'chaos_injected_timeouts_total',
      help: 'Requests that chaos left without an answer.',
      registers,
    }),
  }
}

function measurePayloads({ registry, on }: Kit): void {
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, labelNames: ['route'], buckets: SIZE_BUCKETS, registers: [registry] })
  const requests = histogram('request_payload_bytes', 'Size of request bodies.')
  const responses = histogram('response_payload_bytes', 'Size of response bodies.')
  on.request(({ route, request, requestBytes, responseBytes }) => {
    const { body } = request
    requests.observe({ route }, Buffer.isBuffer(body) ? body.length : requestBytes)
    responses.observe({ route }, responseBytes)
  })
}
