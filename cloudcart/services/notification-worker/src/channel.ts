/** A way to reach people. What it can't deliver it throws, with a reason that a metric can carry. */
import type { Message } from './message.ts'

export const FAILURES = [
  'timeout',
  'unreachable',
  'rate_limited',
  'client_error',
  'server_error',
  'refused',
] as const
export type Failure = (typeof FAILURES)[number]

export class NotDelivered extends Error {
  readonly reason: Failure
  constructor(reason: Failure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'NotDelivered'
    this.reason = reason
  }
}

export type Send = (message: Message, signal: AbortSignal) => Promise<void>
