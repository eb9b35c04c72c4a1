/** `POST /-/reload`, as Prometheus has it: reads the configuration again. A bad one is refused and the old one stays in force. */
import type { FastifyInstance } from 'fastify'
import { messageOf, VedetteError } from '../errors.ts'

export function lifecycleRoutes({ reload }: { readonly reload: () => Promise<void> }) {
  return async (app: FastifyInstance): Promise<void> => {
    app.route({
      method: ['POST', 'PUT'],
      url: '/-/reload',
      handler: async (_request, reply) => {
        try {
          await reload()
        } catch (error) {
          if (!(error instanceof VedetteError)) throw error
          // Prometheus's status and words, which deploy scripts look for.
          return reply
            .status(500)
            .type('text/plain; charset=utf-8')
            .send(`failed to reload config: ${messageOf(error)}\n`)
        }
        return reply.status(200).send()
      },
    })
  }
}
