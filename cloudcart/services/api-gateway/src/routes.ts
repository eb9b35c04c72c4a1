/** The table of routes, on the wire. */
import { Type } from 'typebox'
import { adminOnly, signedIn } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import { Problem } from '../../../kit/problem.ts'
import { createChaos } from './chaos.ts'
import type { Metrics } from './metrics.ts'
import { createProxy, pathAt, REQUEST_ID, send } from './proxy.ts'
import { createLimiter } from './rate-limit.ts'
import { createResponseCache } from './response-cache.ts'
import { type Access, ROUTES, type Route } from './route-table.ts'

export interface Limits {
  /** Requests of one address a minute to all of /api. */
  readonly perMinute: number
  /** How long chaos holds a request that nobody gives up. */
  readonly holdMs: number
}

/** Not `..`: that is another place. */
const Params = Type.Object({
  id: Type.Optional(Type.String({ pattern: '^(?!\\.{1,2}$)[\\w.-]{1,100}$' })),
})
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const

export async function addRoutes(kit: Kit, metrics: Metrics, limits: Limits): Promise<void> {
  const { app, cache, faults, nowMs, signal } = kit
  const guards: Record<Access, ReturnType<typeof signedIn> | undefined> = {
    public: undefined,
    customer: signedIn(kit, metrics.tokenRefused),
    admin: adminOnly(kit, metrics.tokenRefused),
  }
  const limitedBy = (name: string, perMinute: number) =>
    createLimiter({ cache, nowMs, metrics }, { name, perMinute })
  const everything = limitedBy('the API', limits.perMinute)
  const chaos = createChaos({ faults, metrics, signal, holdMs: limits.holdMs })
  const ask = createProxy(kit.call, metrics)
  const responses = createResponseCache({ cache, faults, metrics })

  await app.register(async api => {
    // The services read the bodies; here they are bytes.
    api.removeAllContentTypeParsers()
    api.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    api.addHook('onRequest', everything)

    const add = (route: Route): void => {
      const { method, path, perMinute, spared, access, cacheMs } = route
      const guard = guards[access]
      const own = perMinute === undefined ? [] : [limitedBy(path, perMinute)]
      api.route({
        method,
        url: path,
        schema: { params: Params },
        onRequest: spared === true ? own : [...own, chaos],
        ...(guard === undefined ? {} : { preHandler: guard }),
        async handler(request, reply) {
          const to = pathAt(
            route,
            request.params as Record<string, string>,
            request.query as Record<string, unknown>,
          )
          const asking = () => ask(route, request, to, String(reply.getHeader(REQUEST_ID)))
          return send(reply, await (cacheMs === undefined ? asking() : responses.get(to, cacheMs, asking)))
        },
      })
    }
    for (const route of ROUTES) add(route)

    api.route({
      method: [...METHODS],
      url: '/api/*',
      handler(request) {
        const path = request.url.replace(/\?.*$/s, '').slice(0, 200)
        throw new Problem(404, 'not_found', `The gateway has no route ${request.method} ${path}.`)
      },
    })
  })
}
