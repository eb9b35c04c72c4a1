/**
 * The catalogue of errors that reach a person: a stable code, the HTTP status, the sentence. Decide by code, never by text.
 *
 * A refusal names the limit that was hit, its value and the setting that moves it.
 */
export type ErrorCode =
  | 'bad-request'
  | 'unsupported-media-type'
  | 'body-too-large'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'overloaded'
  | 'store-unavailable'
  | 'shutting-down'
  | 'not-ready'
  | 'timeout'
  | 'canceled'
  | 'limit-exceeded'
  | 'config-invalid'
  | 'data-directory-locked'
  | 'schema-incompatible'
  | 'internal'

const STATUS: Record<ErrorCode, number> = {
  'bad-request': 400,
  'unsupported-media-type': 415,
  'body-too-large': 413,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  overloaded: 429,
  'store-unavailable': 503,
  'shutting-down': 503,
  'not-ready': 503,
  timeout: 503,
  canceled: 499,
  'limit-exceeded': 422,
  'config-invalid': 400,
  'data-directory-locked': 500,
  'schema-incompatible': 500,
  internal: 500,
}

export class VedetteError extends Error {
  override name = 'VedetteError'
  readonly code: ErrorCode
  readonly status: number
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfterSec: number | undefined

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterSec?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = STATUS[code]
    this.retryAfterSec = options.retryAfterSec
  }
}

const PROMETHEUS_TYPES = {
  unauthenticated: 'unauthorized',
  forbidden: 'forbidden',
  'not-found': 'not_found',
  overloaded: 'unavailable',
  'limit-exceeded': 'execution',
  timeout: 'timeout',
  canceled: 'canceled',
} as const

type PrometheusType = (typeof PROMETHEUS_TYPES)[keyof typeof PROMETHEUS_TYPES] | 'bad_data' | 'internal'

/** Prometheus's word for an error, where its API answers. */
export function prometheusErrorType({ code, status }: VedetteError): PrometheusType {
  const named = (PROMETHEUS_TYPES as Partial<Record<ErrorCode, PrometheusType>>)[code]
  return named ?? (status === 503 ? 'unavailable' : status < 500 ? 'bad_data' : 'internal')
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
