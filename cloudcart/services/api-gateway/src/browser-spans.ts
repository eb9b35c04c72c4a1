/** The browser's spans pass through the gateway to where all others go. Little of them, and always as the storefront's own. */
import { Type } from 'typebox'
import { request as post } from 'undici'
import type { Kit } from '../../../kit/kit.ts'
import type { Limiter } from './rate-limit.ts'

const LARGEST_BODY = 65_536
const MOST_AT_ONCE = 16
const TIMEOUT_MS = 2_000

const Body = Type.Object({
  resourceSpans: Type.Array(Type.Object({ scopeSpans: Type.Array(Type.Object({}), { maxItems: 20 }) }), {
    minItems: 1,
    maxItems: 20,
  }),
})

/** Whatever a visitor calls itself: nobody speaks for another service from outside. */
const RESOURCE = {
  attributes: [
    { key: 'service.name', value: { stringValue: 'storefront' } },
    { key: 'service.namespace', value: { stringValue: 'cloudcart' } },
  ],
}

export function addBrowserSpans({ app, settings, signal }: Kit, limiter: Limiter): void {
  const target =
    settings.otlpEndpoint === undefined ? undefined : `${settings.otlpEndpoint.replace(/\/$/, '')}/v1/traces`
  let underWay = 0

  const pass = async (spans: string): Promise<void> => {
    if (target === undefined || underWay >= MOST_AT_ONCE) return
    underWay++
    try {
      const { body } = await post(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: spans,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      await body.dump()
    } catch {
      // Nobody listens: spans are dropped, the visitor doesn't notice.
    } finally {
      underWay--
    }
  }

  app.post(
    '/otlp/v1/traces',
    { config: { quiet: true }, bodyLimit: LARGEST_BODY, onRequest: limiter, schema: { body: Body } },
    ({ body }, reply) => {
      void pass(
        JSON.stringify({ resourceSpans: body.resourceSpans.map(each => ({ ...each, resource: RESOURCE })) }),
      )
      return reply.code(202).send({})
    },
  )
}
