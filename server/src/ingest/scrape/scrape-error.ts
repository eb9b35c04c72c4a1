/** Why a scrape failed. Its message is what `lastError` of the target shows. */
export type ScrapeErrorKind =
  /** Nothing came: no connection, an error status, a timeout. */
  | 'fetch'
  | 'body-limit'
  /** What came can't be read. */
  | 'format'
  | 'labels'
  | 'label-limit'
  | 'sample-limit'
  | 'bucket-limit'
  | 'target-limit'

export class ScrapeError extends Error {
  override name = 'ScrapeError'
  readonly kind: ScrapeErrorKind

  constructor(kind: ScrapeErrorKind, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
  }
}
