/** Queries that run now, and an end for one of them: for admins, because a query may tell what its asker looks for. */
import type { FastifyInstance } from 'fastify'
import { VedetteError } from '../../errors.ts'
import type { QueryService } from '../promql/query-service.ts'

export interface ActiveQueryOptions {
  readonly queries: QueryService
  readonly nowMs: () => number
}

export function activeQueryRoutes({ queries, nowMs }: ActiveQueryOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/api/v1/admin/queries', async () => ({
      queries: queries.running().map(({ startedMs, ...query }) => ({
        ...query,
        startedMs,
        seconds: Math.max(0, nowMs() - startedMs) / 1000,
      })),
    }))
    app.delete<{ Params: { id: string } }>('/api/v1/admin/queries/:id', async (request, reply) => {
      if (!queries.kill(request.params.id, undefined)) {
        throw new VedetteError('not-found', `no query ${request.params.id} runs; it may have ended by itself`)
      }
      return reply.status(204).send()
    })
  }
}
