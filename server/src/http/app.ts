/**
 * One HTTP server: limits, access, errors, metrics and compression, in front of the routes that the rooms bring along.
 *
 * buildApp does not listen, so that `inject()` tests it; listen.ts does. A process has one app for each address it listens on.
 * Bodies reach the routes as raw bytes: most doors take something compressed or binary, and a route that wants JSON says so itself.
 */
import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'
import type { Access, NeededScope } from './access.ts'
import { refuseBrokenRequests } from './broken-request.ts'
import { compressAnswers } from './compression.ts'
import { createErrorHandler, type ErrorShape, sendError } from './error-reply.ts'
import { lingerForLateBodies } from './late-body.ts'
import { countRequests } from './request-metrics.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; `open` needs nothing, not even on a listener that wants tokens. Default: what its plugin says. */
    scope?: NeededScope | 'open'
    errors?: ErrorShape
    /** Refused with 503 until everything is up. */
    needsReady?: boolean
  }
}

/** A room's routes and what holds for all of them, unless a route's own `config` says otherwise. */
export interface AppPlugin {
  readonly routes: FastifyPluginAsync
  readonly scope: NeededScope | 'open'
  readonly errors?: ErrorShape
  readonly needsReady?: boolean
}

export interface Readiness {
  readonly ready: boolean
  /** What is not there yet, in words: `the store`. */
  readonly waitingFor: readonly string[]
}

export interface HttpLimits {
  readonly bodyBytes: number
  /** The setting that moves bodyBytes. */
  readonly bodyLimitSetting: string
  readonly headerTimeoutMs: number
  /** For a whole request, its body included. */
  readonly bodyTimeoutMs: number
  readonly keepAliveMs: number
  /** Without a byte in either direction. */
  readonly idleTimeoutMs: number
  readonly connections: number
  /** How long the rest of a body is read after it was refused for its size. */
  readonly lateBodyMs: number
}

export const DEFAULT_LIMITS: HttpLimits = {
  bodyBytes: 32 * 1024 * 1024,
  bodyLimitSetting: 'http.body_limit',
  headerTimeoutMs: 10_000,
  bodyTimeoutMs: 60_000,
  keepAliveMs: 75_000,
  idleTimeoutMs: 300_000,
  connections: 4096,
  lateBodyMs: 5_000,
}

export interface AppOptions {
  readonly plugins: readonly AppPlugin[]
  readonly access: Access
  readonly log: Log
  readonly limits?: Partial<HttpLimits>
  /** Default: always ready. */
  readonly readiness?: () => Readiness
}

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { access } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const readiness = options.readiness ?? (() => ({ ready: true, waitingFor: [] }))
  let closing = false

  const app = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.bodyTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionTimeout: limits.idleTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: request => wantedRequestId(request.headers['x-request-id']) ?? newRequestId(),
    http: {
      headersTimeout: limits.headerTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, Math.ceil(limits.headerTimeoutMs / 2)),
      maxHeaderSize: 32 * 1024,
    },
    routerOptions: { maxParamLength: 2048, ignoreDuplicateSlashes: true },
    frameworkErrors: (error, request, reply) =>
      sendError(new VedetteError('bad-request', error.message), request, reply),
    clientErrorHandler: refuseBrokenRequests(limits),
  })
  app.server.maxConnections = limits.connections
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.setErrorHandler(createErrorHandler({ log: options.log, ...limits }))
  countRequests(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS).header('X-Request-Id', request.id)
    if (closing)
      throw new VedetteError('shutting-down', 'Vedette is stopping; try again in a moment.', {
        retryAfterSec: 5,
      })
    const { scope = 'any', needsReady = false } = request.routeOptions.config
    if (scope !== 'open') await access.admit(request, scope)
    if (!needsReady) return
    const { ready, waitingFor } = readiness()
    if (!ready)
      throw new VedetteError(
        'not-ready',
        `Vedette is starting; it still waits for ${waitingFor.join(', ')}.`,
        {
          retryAfterSec: 1,
        },
      )
  })
  compressAnswers(app)
  lingerForLateBodies(app, limits.lateBodyMs)
  app.addHook('onSend', async (_request, reply) => {
    // Otherwise a client that keeps its connection would keep the server from closing.
    if (closing) reply.header('Connection', 'close')
  })
  app.addHook('preClose', done => {
    closing = true
    done()
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const allowed = app.supportedMethods.filter(method => app.hasRoute({ method, url: path }))
    const error =
      allowed.length === 0
        ? new VedetteError('not-found', `There is nothing at ${path.slice(0, 200)}.`)
        : new VedetteError(
            'method-not-allowed',
            `${path} takes ${allowed.join(' and ')}, not ${request.method}.`,
          )
    if (allowed.length > 0) reply.header('Allow', allowed.join(', '))
    sendError(error, request, reply)
  })

  for (const { routes, scope, errors = 'vedette', needsReady = false } of options.plugins)
    await app.register(async child => {
      child.addHook('onRoute', route => {
        route.config = { scope, errors, needsReady, ...route.config }
      })
      await child.register(routes)
    })
  return app
}

/** What holds for every answer. A page's own policy comes on top. */
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const

/** 64 random bits. Node draws the bytes of many UUIDs at once; bytes drawn for each request took a twelfth of a short question's time. */
function newRequestId(): string {
  const id = randomUUID()
  return id.slice(0, 8) + id.slice(28)
}

/** A client's own id, where it looks like one, so that its log and ours speak of the same request. */
function wantedRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : undefined
}
