/**
 * When a body is refused for its size, the rest of it is still under way. Closing the connection then would reset it, and a sender that is
 * still writing might never see the answer, take it for a broken network and send the same again, for ever. So the rest is read and
 * forgotten, for a while.
 */
import type { FastifyInstance } from 'fastify'

export function lingerForLateBodies(app: FastifyInstance, lingerMs: number): void {
  app.addHook('onSend', async ({ raw: request }, reply) => {
    if (reply.statusCode !== 413 || request.complete) return
    reply.removeHeader('Connection')
    reply.raw.once('finish', () => {
      const timer = setTimeout(() => request.destroy(), lingerMs)
      request.once('close', () => clearTimeout(timer))
      request.resume()
    })
  })
}
