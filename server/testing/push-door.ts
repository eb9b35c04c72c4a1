/** The push door over a collecting sink and documents in memory, behind a real listener. */
import type { FastifyInstance } from 'fastify'
import { openPushGateway, type PushGateway, type PushGatewayOptions } from '../src/ingest/push/gateway.ts'
import { pushRoutes } from '../src/ingest/push/routes.ts'
import { SILENT_LOG } from '../src/self/log.ts'
import type { DocumentStore } from '../src/store/contract.ts'
import { buildTestApp } from './app.ts'
import { type CollectingSink, createCollectingSink } from './collecting-sink.ts'
import { createMemoryDocuments } from './memory-documents.ts'

export interface PushDoor extends AsyncDisposable {
  readonly store: CollectingSink
  readonly documents: DocumentStore
  readonly app: FastifyInstance
  readonly gateway: PushGateway
  readonly url: string
  /** What the door takes the time to be. */
  nowMs: number
  send(
    method: 'PUT' | 'POST' | 'DELETE' | 'GET',
    path: string,
    body?: string | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string }>
}

export const PUSH_START_MS = 1_732_000_000_000

export async function openPushDoor(
  options: Partial<PushGatewayOptions> & {
    readonly store?: CollectingSink
    readonly bodyLimitBytes?: number
  } = {},
): Promise<PushDoor> {
  const store = options.store ?? createCollectingSink()
  const documents = (options.documents as DocumentStore | undefined) ?? createMemoryDocuments()
  const time = { nowMs: PUSH_START_MS }
  const gateway = await openPushGateway({
    documents,
    sink: store.sink,
    maxSeries: () => 1000,
    log: SILENT_LOG,
    nowMs: () => door.nowMs,
    ...options,
  })
  const routes = pushRoutes({
    gateway,
    grantOf: () => ({ project: 'default', author: 'local' }),
    bodyLimit: { bytes: options.bodyLimitBytes ?? 100_000, setting: 'http.body_limit' },
  })
  const app = await buildTestApp({ plugins: [{ routes, scope: 'ingest' }] })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const door: PushDoor = {
    ...time,
    store,
    documents,
    app,
    gateway,
    url,
    async send(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers,
        ...(body !== undefined && { body: typeof body === 'string' ? body : Uint8Array.from(body) }),
      })
      return { status: response.status, text: await response.text() }
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
  return door
}
