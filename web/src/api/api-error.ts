/** What the server said instead of an answer, in its own words. */
export class ApiError extends Error {
  /** 0 where nobody answered. */
  readonly status: number
  /** Prometheus's errorType, or the code of Vedette's own errors. */
  readonly kind: string
  /** All that was said, where it was JSON: a conflict names what stands in the way. */
  readonly reply: unknown

  constructor(status: number, kind: string, message: string, reply?: unknown) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.kind = kind
    this.reply = reply
  }
}
