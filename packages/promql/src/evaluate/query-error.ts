/** Why a query has no answer. The kinds are those of Prometheus's HTTP API (`errorType`); the messages are worded as it words them. */
export type QueryErrorKind = 'bad_data' | 'execution' | 'timeout' | 'canceled' | 'internal'

export class QueryError extends Error {
  override name = 'QueryError'
  readonly kind: QueryErrorKind

  constructor(kind: QueryErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}

export function executionError(message: string): QueryError {
  return new QueryError('execution', message)
}
