/** What the server said instead of an answer, in its own words. */
export class ApiError extends Error {
  /** 0 where nobody answered. */
  readonly status: number
  /** Prometheus's errorType, or the code of Vedette's own errors. */
  readonly kind: string

  constructor(status: number, kind: string, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.kind = kind
  }
}
