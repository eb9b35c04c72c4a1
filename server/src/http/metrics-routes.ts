/** `/metrics`: what Vedette says about itself. */
import type { FastifyInstance } from 'fastify'
import { CONTENT_TYPES, expositionFormat, formatMetrics } from '../self/exposition.ts'
import { registry } from '../self/metrics.ts'

export async function metricsRoutes(app: FastifyInstance): Promise<void> {
  app.get('/metrics', async (request, reply) => {
    const format = expositionFormat(request.headers.accept)
    const text = await formatMetrics(registry, format)
    return reply.type(CONTENT_TYPES[format]).header('Vary', 'Accept').send(text)
  })
}
