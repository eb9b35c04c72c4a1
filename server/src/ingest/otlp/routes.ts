/**
 * OTLP over HTTP: `POST /v1/metrics`, which is what SDKs append to an endpoint, and Prometheus's own path for the same. Answers are in the
 * request's encoding, errors are a google.rpc.Status.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { VedetteError } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import {
  encodeExportResponse,
  encodeStatus,
  metricsResponseJson,
  type RpcStatus,
  statusJson,
} from '../../wire/otlp-reply.ts'
import type { OtlpEncoding, OtlpMetricsDoor } from './door.ts'
import { inCatalogue, notTaken, OTHER_SIGNALS, rpcStatusOf } from './rpc-status.ts'

export interface OtlpRoutesOptions {
  readonly door: OtlpMetricsDoor
  readonly projectOf: (request: FastifyRequest) => string
  readonly log: Log
}

const PREFIXES = ['', '/api/v1/otlp']

export function otlpRoutes({ door, projectOf, log }: OtlpRoutesOptions): FastifyPluginAsync {
  return async app => {
    app.setErrorHandler((error, request, reply) => {
      const known = foreseen(error, request, door.bodyLimitBytes)
      if (known.code === 'internal') log.error('An OTLP request failed unexpectedly', { reason: error })
      // After these the rest of a body may still be under way; nobody will read it.
      if (known.code === 'body-too-large' || known.code === 'shutting-down')
        reply.header('Connection', 'close')
      if (known.code === 'unauthenticated') reply.header('WWW-Authenticate', 'Bearer realm="Vedette"')
      answerStatus(request, reply.status(known.status), rpcStatusOf(known))
    })

    for (const prefix of PREFIXES) {
      app.post(
        `${prefix}/v1/metrics`,
        { bodyLimit: door.bodyLimitBytes, config: { scope: 'ingest', needsReady: true } },
        async (request, reply) => {
          const encoding = encodingOf(request)
          const partial = await door.take(
            {
              body: request.body instanceof Uint8Array ? request.body : new Uint8Array(0),
              contentEncoding: request.headers['content-encoding'],
              encoding,
              project: projectOf(request),
              origin: request.ip,
            },
            clientGone(reply),
          )
          if (encoding === 'json') return reply.type('application/json').send(metricsResponseJson(partial))
          return reply.type('application/x-protobuf').send(Buffer.from(encodeExportResponse(partial)))
        },
      )
      // 404 rather than 501: some SDKs try again after any 5xx, for what will never be taken.
      for (const signal of OTHER_SIGNALS) {
        app.post(`${prefix}/v1/${signal}`, { config: { scope: 'ingest' } }, async () => {
          throw new VedetteError('not-found', notTaken(signal))
        })
      }
    }
  }
}

function encodingOf(request: FastifyRequest): OtlpEncoding {
  const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(/\s*;/, 1)
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf'
  if (type === 'application/json') return 'json'
  throw new VedetteError(
    'unsupported-media-type',
    `OTLP is application/x-protobuf or application/json, not ${JSON.stringify(type)}.`,
  )
}

/** Aborts when the client closes its connection before it has its answer. */
function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

function foreseen(error: unknown, request: FastifyRequest, bodyLimitBytes: number): VedetteError {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string }
  if (error instanceof VedetteError) return error
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new VedetteError(
      'body-too-large',
      `The body is larger than ${request.routeOptions.bodyLimit ?? bodyLimitBytes} bytes; otlp.body_limit moves this limit.`,
    )
  }
  if ((error as Error).name === 'AbortError') return new VedetteError('canceled', 'The client went away.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new VedetteError(statusCode === 415 ? 'unsupported-media-type' : 'bad-request', message ?? '')
  }
  return inCatalogue(error)
}

function answerStatus(request: FastifyRequest, reply: FastifyReply, status: RpcStatus): void {
  if (status.retryAfterSec !== undefined) reply.header('Retry-After', String(Math.ceil(status.retryAfterSec)))
  const wantsProtobuf = request.headers['content-type']?.includes('protobuf') ?? false
  if (wantsProtobuf) reply.type('application/x-protobuf').send(Buffer.from(encodeStatus(status)))
  else reply.type('application/json').send(statusJson(status))
}
