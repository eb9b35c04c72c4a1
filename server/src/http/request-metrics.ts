/** Counts and times every request by its route's pattern, so that no client can make up label values. */
import { finished } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { counter, gauge, histogram } from '../self/metrics.ts'

const requests = counter(
  'vedette_http_requests_total',
  'HTTP requests by route, method and status (499: the client went away before the answer was complete).',
  ['route', 'method', 'status'],
)
const duration = histogram(
  'vedette_http_request_duration_seconds',
  'Time from the first byte of a request to the last of its answer, by route.',
  [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ['route'],
)
const inFlight = gauge('vedette_http_requests_in_flight', 'HTTP requests being answered now.')

/** Anything else that a client may call a method. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])

export function countRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const startedMs = performance.now()
    const route = request.routeOptions.url ?? '(none)'
    const method = METHODS.has(request.method) ? request.method : 'other'
    inFlight.inc()
    // Not the onResponse hook: it never runs where the client went away before there was an answer.
    finished(reply.raw, broken => {
      inFlight.dec()
      requests.inc({ route, method, status: broken ? '499' : String(reply.statusCode) })
      duration.observe({ route }, (performance.now() - startedMs) / 1000)
    })
    done()
  })
}
