/** Prometheus's HTTP API under `/api/v1`, and the export of samples. */
import type { FastifyInstance } from 'fastify'
import { batchRoutes } from './batch-routes.ts'
import { cardinalityRoutes } from './cardinality-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { metadataRoutes } from './metadata-routes.ts'
import type { PrometheusApiOptions } from './options.ts'
import { queryRoutes } from './query-routes.ts'
import { remoteReadRoutes } from './remote-read-routes.ts'
import { seriesRoutes } from './series-routes.ts'
import { statusRoutes } from './status-routes.ts'
import { targetRoutes } from './target-routes.ts'

/** Enough for as many selectors as a request may have. */
const FORM_BYTES = 1024 * 1024

export function prometheusApiRoutes(options: PrometheusApiOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, body),
    )
    await app.register(
      async api => {
        api.addHook('onRoute', route => {
          route.bodyLimit ??= FORM_BYTES
        })
        api.addHook('onSend', async (_request, reply) => {
          // Prometheus names no charset, and there are clients that compare.
          if (reply.getHeader('content-type') === 'application/json; charset=utf-8') {
            reply.header('content-type', 'application/json')
          }
        })
        seriesRoutes(api, options)
        metadataRoutes(api, options)
        targetRoutes(api, options)
        statusRoutes(api, options)
        cardinalityRoutes(api, options)
        exportRoutes(api, options)
        queryRoutes(api, options)
        batchRoutes(api, options)
        remoteReadRoutes(api, options)
      },
      { prefix: '/api/v1' },
    )
  }
}
