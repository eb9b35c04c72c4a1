/**
 * The one place where errors become HTTP: the catalogue's status and words, never a stack trace. What nobody foresaw goes to the log
 * under the request's id, and the reply names the id.
 */
import type { ErrorReply, PrometheusFailure } from '@vedette/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { prometheusErrorType, VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'

export type ErrorShape = 'vedette' | 'prometheus'

export interface ErrorReplyOptions {
  readonly log: Log
  /** The setting that moves the limit on bodies, for the refusal's words. */
  readonly bodyLimitSetting: string
  readonly bodyBytes: number
}

export function createErrorHandler(options: ErrorReplyOptions) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const known = inCatalogue(error, request, options)
    if (known.code === 'internal')
      options.log.error('A request failed unexpectedly', {
        request: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    sendError(known, request, reply)
  }
}

export function sendError(error: VedetteError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.retryAfterSec !== undefined) reply.header('Retry-After', String(Math.ceil(error.retryAfterSec)))
  if (error.code === 'unauthenticated') reply.header('WWW-Authenticate', challengeFor(request))
  // After these the rest of a body may still be under way; nobody will read it.
  if (error.code === 'body-too-large' || error.code === 'shutting-down') reply.header('Connection', 'close')
  const body: ErrorReply | PrometheusFailure =
    request.routeOptions.config.errors === 'prometheus'
      ? { status: 'error', errorType: prometheusErrorType(error), error: error.message }
      : {
          code: error.code,
          message: error.message,
          ...(error.code === 'internal' ? { requestId: request.id } : {}),
        }
  reply.status(error.status).type('application/json').send(JSON.stringify(body))
}

/** Browsers ask a person for a token where the challenge says Basic; others learn what to send. */
function challengeFor(request: FastifyRequest): string {
  const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
  return isPage
    ? 'Basic realm="Vedette (a token as the password)", charset="UTF-8"'
    : 'Bearer realm="Vedette"'
}

function inCatalogue(error: unknown, request: FastifyRequest, options: ErrorReplyOptions): VedetteError {
  if (error instanceof VedetteError && error.code !== 'internal') return error
  if (error instanceof Error) {
    const { code, statusCode } = error as Error & { code?: string; statusCode?: number }
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
      return new VedetteError('body-too-large', tooLarge(request.routeOptions.bodyLimit, options))
    if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
      return new VedetteError('bad-request', 'The body is shorter or longer than its Content-Length says.')
    if (error.name === 'AbortError')
      return new VedetteError('canceled', 'The client went away before the answer was ready.')
    if (statusCode === 415) return new VedetteError('unsupported-media-type', error.message)
    if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
      return new VedetteError('bad-request', error.message)
  }
  return new VedetteError(
    'internal',
    `Vedette failed to answer this for a reason that nobody foresaw. Its log says more under the request id ${request.id}.`,
    { cause: error },
  )
}

function tooLarge(limit: number, { bodyBytes, bodyLimitSetting }: ErrorReplyOptions): string {
  return limit === bodyBytes
    ? `The body is larger than ${limit} bytes; ${bodyLimitSetting} moves this limit.`
    : `The body is larger than ${limit} bytes, which is more than this endpoint takes.`
}
