/** How every endpoint that has no format of its own says that something went wrong. */
export interface ErrorReply {
  /** Stable: decide by it, not by the message. */
  readonly code: string
  readonly message: string
  /** Where the reason is only in the server's log: the id to look for. */
  readonly requestId?: string
}
