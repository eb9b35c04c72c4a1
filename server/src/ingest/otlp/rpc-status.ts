/** Errors of the catalogue as google.rpc.Status, by which senders over OTLP decide whether to try again. */
import { type ErrorCode, VedetteError } from '../../errors.ts'
import { RPC, type RpcStatus } from '../../wire/otlp-reply.ts'

/**
 * To try again makes sense after `unavailable` only: `resourceExhausted` without a RetryInfo is a request too large, which stays so.
 */
const CODES: Partial<Record<ErrorCode, number>> = {
  'bad-request': RPC.invalidArgument,
  'unsupported-media-type': RPC.invalidArgument,
  'body-too-large': RPC.resourceExhausted,
  'limit-exceeded': RPC.resourceExhausted,
  unauthenticated: RPC.unauthenticated,
  forbidden: RPC.permissionDenied,
  'not-found': RPC.notFound,
  'method-not-allowed': RPC.unimplemented,
  overloaded: RPC.unavailable,
  'store-unavailable': RPC.unavailable,
  'shutting-down': RPC.unavailable,
  'not-ready': RPC.unavailable,
  timeout: RPC.unavailable,
  canceled: RPC.cancelled,
}

const DEFAULT_RETRY_SEC = 5

export function rpcStatusOf(error: VedetteError): RpcStatus {
  const code = CODES[error.code] ?? RPC.internal
  return {
    code,
    message: error.message,
    retryAfterSec: code === RPC.unavailable ? (error.retryAfterSec ?? DEFAULT_RETRY_SEC) : undefined,
  }
}

/** What nobody foresaw stays in the log. */
export function inCatalogue(error: unknown): VedetteError {
  return error instanceof VedetteError
    ? error
    : new VedetteError(
        'internal',
        'Vedette failed to take this for a reason that nobody foresaw; its log says more.',
        {
          cause: error,
        },
      )
}

/** What both listeners say to the signals that Vedette does not keep. */
export function notTaken(signal: string): string {
  return (
    `Vedette takes metrics only, no ${signal}. Switch them off at the sender (OTEL_${signal.toUpperCase()}_EXPORTER=none) ` +
    'or send them elsewhere.'
  )
}

export const OTHER_SIGNALS = ['traces', 'logs'] as const
