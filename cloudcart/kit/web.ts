/** The HTTP side that all services share: a span and a measurement for each request, problems as problem+json, `/health` and `/metrics`. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import {
  type Context,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { FastifyBaseLogger } from 'fastify'
import fastify, { type FastifyInstance, type FastifyRequest, type RawServerDefault } from 'fastify'
import type { Registry } from 'prom-client'
import { badAddress, notHttp } from './garbled.ts'
import type { Log } from './logs.ts'
import { bodyOf, PROBLEM_TYPE, Problem, problemOf } from './problem.ts'
import type { Identity } from './tokens.ts'

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What became of a request; `route` is the pattern, so there are few. */
export interface RequestDone {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
  readonly request: FastifyRequest
  readonly requestBytes: number
  readonly responseBytes: number
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, where the route wanted to know. */
    identity: Identity | undefined
    /** The trace that the request is part of. */
    traceContext: Context | undefined
    beganMs: number
    /** Its span has ended, it is counted. */
    finished: boolean
  }
  interface FastifyContextConfig {
    /** Neither traced nor logged: what machines ask every few seconds. Counted only where that is said. */
    quiet?: boolean
    counted?: boolean
  }
}

export interface WebOptions {
  readonly service: string
  readonly tracer: Tracer
  readonly log: Log
  readonly registry: Registry
  readonly done: (done: RequestDone) => void
  readonly ready: () => boolean
  /** How long a request may take to come in. */
  readonly slowestMs?: number
}

/** Ten times the largest order. Each body is held whole, at the gateway and behind it, and anybody may send many at once. */
const LARGEST_BODY = 131_072

/** Who sends slower than this is no visitor. */
const SLOWEST_MS = 30_000
/** Those that become labels. Node reads three dozen, most of which only somebody who means harm would send. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** No status that anybody sees; nginx has made it the usual one in metrics. */
const CLIENT_GONE = 499

export function createWeb(options: WebOptions): App {
  const { service, tracer, log, registry, done, ready, slowestMs = SLOWEST_MS } = options
  const app = fastify({
    bodyLimit: LARGEST_BODY,
    // The load comes through one address and says whose it is; nobody else may.
    trustProxy: 'loopback',
    requestTimeout: slowestMs,
    // Longer than the whole request, Node would take the one for the other; and it only looks every 30 s.
    http: { headersTimeout: slowestMs / 2, connectionsCheckingInterval: slowestMs / 6 },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: badAddress,
    clientErrorHandler: notHttp,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.decorateRequest('identity', undefined)
  app.decorateRequest('traceContext', undefined)
  app.decorateRequest('beganMs', 0)
  app.decorateRequest('finished', false)

  app.addHook('onRequest', (request, _reply, next) => {
    request.beganMs = performance.now()
    if (request.routeOptions.config.quiet === true) return next()
    const parent = propagation.extract(context.active(), request.headers)
    const route = routeOf(request)
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.method': request.method,
          'http.url': pathOf(request.url),
          'http.route': route,
          'http.request.method': request.method,
          'url.path': pathOf(request.url),
          'client.address': request.ip,
        },
      },
      parent,
    )
    request.traceContext = trace.setSpan(parent, span)
    context.with(request.traceContext, next)
  })
  // A body comes in from the socket, outside of the context in which the request began.
  app.addHook('preValidation', (request, _reply, next) => {
    if (request.traceContext === undefined) next()
    else context.with(request.traceContext, next)
  })
  const finish = (request: FastifyRequest, status: number, responseBytes: number): void => {
    const { quiet, counted } = request.routeOptions.config
    if (request.finished || (quiet === true && counted !== true)) return
    request.finished = true
    const ms = performance.now() - request.beganMs
    if (quiet !== true) tell(request, status, ms, log)
    done({
      method: METHODS.has(request.method) ? request.method : 'other',
      route: routeOf(request),
      status,
      seconds: ms / 1000,
      request,
      requestBytes: Number(request.headers['content-length'] ?? 0),
      responseBytes,
    })
  }
  app.addHook('onResponse', (request, reply, next) => {
    finish(request, reply.statusCode, Number(reply.getHeader('content-length') ?? 0))
    next()
  })
  // Who hangs up first gets no answer, and Fastify calls no onResponse.
  app.addHook('onRequestAbort', (request, next) => {
    finish(request, CLIENT_GONE, 0)
    next()
  })
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) {
      const span = trace.getActiveSpan()
      if (error instanceof Error) span?.recordException(error)
      context.with(request.traceContext ?? context.active(), () =>
        log.error(`${request.method} ${routeOf(request)} failed: ${problem.code}`, error),
      )
    }
    return reply
      .code(problem.status)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(bodyOf(problem)))
  })
  app.setNotFoundHandler(request => {
    throw new Problem(404, 'not_found', `${service} has nothing at ${request.method} ${pathOf(request.url)}.`)
  })

  app.get('/health', { config: { quiet: true } }, (_request, reply) => {
    const ok = ready()
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'starting', service })
  })
  app.get<{ Querystring: { 'name[]'?: string | string[] } }>(
    '/metrics',
    // Services that nobody else asks are asked for this.
    { config: { quiet: true, counted: true } },
    async (request, reply) => {
      const wanted = request.query['name[]']
      return reply.type(registry.contentType).send(await metricsText(registry, wanted))
    },
  )
  return app
}

/** Ends the request's span and writes its line. */
function tell(request: FastifyRequest, status: number, ms: number, log: Log): void {
  const within = request.traceContext ?? context.active()
  const span = trace.getSpan(within)
  if (span !== undefined) {
    span.setAttributes({ 'http.status_code': status, 'http.response.status_code': status })
    if (request.identity !== undefined) span.setAttribute('user.id', request.identity.userId)
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }
  context.with(within, () => logAnswer(log, request, status, ms))
}

/** All, or only those asked for by `name[]`, as exporters of the ecosystem take it. */
async function metricsText(registry: Registry, wanted: string | string[] | undefined): Promise<string> {
  if (wanted === undefined) return registry.metrics()
  // Each once, however often it is asked for; and the registry takes every name for a property of an object.
  const names = new Set([wanted].flat())
  const known = registry.getMetricsAsArray().filter(({ name }) => names.has(name))
  const parts = await Promise.all(known.map(({ name }) => registry.getSingleMetricAsString(name)))
  return `${parts.join('\n')}\n`
}

/** The pattern; what no route knows has one name, else anybody could make up labels. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unmatched'
}

function logAnswer(log: Log, request: FastifyRequest, status: number, ms: number): void {
  const fields = {
    method: request.method,
    route: routeOf(request),
    status,
    duration_ms: Math.round(ms * 10) / 10,
    user_id: request.identity?.userId,
  }
  const message = `${request.method} ${routeOf(request)} ${status}`
  if (status >= 500) log.warn(message, fields)
  else log.info(message, fields)
}

function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}
