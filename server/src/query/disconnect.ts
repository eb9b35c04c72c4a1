/** Ends a query when nobody waits for its answer any more. */
import type { FastifyReply } from 'fastify'

/**
 * Aborts when the client's connection closes before the answer is complete. Not Fastify's `request.signal`: that one fires as soon as
 * the body of a POST has been read.
 */
export function disconnectSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
