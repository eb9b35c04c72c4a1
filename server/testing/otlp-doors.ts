/** Both OTLP listeners over one door and a collecting sink, as main.ts puts them together. */
import { DEFAULT_PROJECT } from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import { createOtlpMetricsDoor, type OtlpDoorOptions } from '../src/ingest/otlp/door.ts'
import { type OtlpGrpcOptions, startOtlpGrpc } from '../src/ingest/otlp/grpc.ts'
import { otlpRoutes } from '../src/ingest/otlp/routes.ts'
import { DEFAULT_TRANSLATION } from '../src/ingest/otlp/translation.ts'
import { SILENT_LOG } from '../src/self/log.ts'
import { buildTestApp } from './app.ts'
import { type CollectingSink, createCollectingSink } from './collecting-sink.ts'

export interface OtlpDoors extends AsyncDisposable {
  readonly store: CollectingSink
  readonly app: FastifyInstance
  /** `http://127.0.0.1:12345` */
  readonly httpUrl: string
  readonly grpcUrl: string
}

export async function openOtlpDoors(
  options: Partial<OtlpDoorOptions> & { readonly grpc?: Partial<OtlpGrpcOptions> } = {},
): Promise<OtlpDoors> {
  const store = createCollectingSink()
  const door = createOtlpMetricsDoor({
    sink: store.sink,
    lastValues: (project, keys) => store.lastValues(project, keys),
    translation: () => DEFAULT_TRANSLATION,
    bodyLimitBytes: 200_000,
    ...options,
  })
  const routes = otlpRoutes({ door, projectOf: () => DEFAULT_PROJECT, log: SILENT_LOG })
  const app = await buildTestApp({ plugins: [{ routes, scope: 'ingest' }] })
  const httpUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  const grpc = await startOtlpGrpc({
    door,
    authorize: async () => ({ project: DEFAULT_PROJECT }),
    host: '127.0.0.1',
    port: 0,
    log: SILENT_LOG,
    ...options.grpc,
  })
  return {
    store,
    app,
    httpUrl,
    grpcUrl: `http://127.0.0.1:${grpc.port}`,
    async [Symbol.asyncDispose]() {
      await Promise.all([app.close(), grpc.stop(AbortSignal.abort())])
    },
  }
}
