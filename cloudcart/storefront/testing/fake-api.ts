/**
 * The shop's API in memory, and the built storefront as the gateway serves it: the same routes, shapes and headers, so that pages can be
 * tried without services. It remembers what browsers asked, and can go away and come back.
 */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyError } from 'fastify'
import { addCatalogue, type FakeCatalogue } from './fake-catalogue.ts'
import { addChaos, type FakeChaos } from './fake-chaos.ts'
import { addOrders, type FakeOrders } from './fake-orders.ts'
import { FakeProblem } from './fake-problem.ts'
import { addUsers, type FakeUsers } from './fake-users.ts'

export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly traceparent: string | undefined
  readonly idempotencyKey: string | undefined
}

export interface FakeSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly status: { readonly code?: number }
}

export interface FakeShop extends AsyncDisposable {
  readonly url: string
  readonly catalogue: FakeCatalogue
  readonly users: FakeUsers
  readonly orders: FakeOrders
  readonly chaos: FakeChaos
  /** Those under /api. */
  readonly requests: FakeRequest[]
  readonly spans: FakeSpan[]
  /** Every next request to a path that begins so waits until it is let go. */
  hold(path: string): () => void
  away(): Promise<void>
  back(): Promise<void>
}

const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

export async function startFakeShop(pages: string, port = 0): Promise<FakeShop> {
  const app = fastify()
  const requests: FakeRequest[] = []
  const spans: FakeSpan[] = []
  const held = new Map<string, Promise<void>>()

  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
    const path = request.url.replace(/\?.*$/s, '')
    if (!path.startsWith('/api/')) return
    const { traceparent, 'idempotency-key': key } = request.headers
    requests.push({
      method: request.method,
      path,
      traceparent: traceparent as string | undefined,
      idempotencyKey: key as string | undefined,
    })
    for (const [prefix, letGo] of held) if (path.startsWith(prefix)) await letGo
  })
  app.setErrorHandler((error: FastifyError | FakeProblem, _request, reply) => {
    const { status, code, more } =
      error instanceof FakeProblem
        ? error
        : new FakeProblem(error.statusCode ?? 500, error.code ?? 'internal')
    return reply
      .code(status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', status, code, detail: error.message, ...more }))
  })

  const users = addUsers(app)
  const catalogue = addCatalogue(app, users)
  const orders = addOrders(app, users, catalogue)
  const chaos = addChaos(app, users)
  app.post<{ Body: { resourceSpans: { scopeSpans: { spans: FakeSpan[] }[] }[] } }>(
    '/otlp/v1/traces',
    ({ body }, reply) => {
      spans.push(...body.resourceSpans.flatMap(each => each.scopeSpans).flatMap(each => each.spans))
      return reply.code(202).send({})
    },
  )
  app.all('/api/*', async () => {
    throw new FakeProblem(404, 'not_found', 'The gateway has no such route.')
  })
  await app.register(fastifyStatic, { root: pages, serve: false, preCompressed: true })
  app.get('/*', (request, reply) => {
    const { '*': path } = request.params as { '*': string }
    return reply.sendFile(extname(path) === '' ? 'index.html' : path)
  })
  await app.ready()

  let server: Server | undefined
  const listen = async (at: number): Promise<number> => {
    server = createServer((request, response) => app.routing(request, response)).listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const away = async (): Promise<void> => {
    const closing = server
    server = undefined
    if (closing === undefined) return
    const closed = once(closing, 'close')
    closing.close()
    closing.closeAllConnections()
    await closed
  }
  const taken = await listen(port)
  return {
    url: `http://127.0.0.1:${taken}`,
    catalogue,
    users,
    orders,
    chaos,
    requests,
    spans,
    hold(path) {
      const { promise, resolve } = Promise.withResolvers<void>()
      held.set(path, promise)
      return () => {
        held.delete(path)
        resolve()
      }
    },
    away,
    back: async () => void (await listen(taken)),
    async [Symbol.asyncDispose]() {
      await away()
      await app.close()
    },
  }
}
