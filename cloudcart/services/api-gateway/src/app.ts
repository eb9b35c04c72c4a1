/** The one door of the shop: who may go where, how often, and what it costs. */
import { randomUUID } from 'node:crypto'
import type { Kit, ServiceDefinition } from '../../../kit/kit.ts'
import { addBrowserSpans } from './browser-spans.ts'
import { createMetrics } from './metrics.ts'
import { REQUEST_ID } from './proxy.ts'
import { createLimiter } from './rate-limit.ts'
import { addRoutes, type Limits } from './routes.ts'
import { addStorefront } from './storefront.ts'

export interface GatewayOptions extends Partial<Limits> {
  /** Folder of the built storefront. */
  readonly storefront?: URL
}

const STOREFRONT = new URL('../../../storefront/dist/', import.meta.url)
const SPANS_PER_MINUTE = 120
const SECURITY = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

export function createApiGateway(options: GatewayOptions = {}): ServiceDefinition {
  const { perMinute = 300, holdMs = 10_000, storefront = STOREFRONT } = options
  return {
    name: 'api-gateway',
    async build(kit) {
      const metrics = createMetrics(kit)
      addHeaders(kit)
      await addRoutes(kit, metrics, { perMinute, holdMs })
      const { cache, nowMs } = kit
      addBrowserSpans(
        kit,
        createLimiter({ cache, nowMs, metrics }, { name: 'spans', perMinute: SPANS_PER_MINUTE }),
      )
      await addStorefront(kit, storefront)
    },
  }
}

export const apiGateway = createApiGateway()

/** Every answer has a name to ask about it, the caller's own where it is a decent one. */
function addHeaders({ app }: Kit): void {
  app.addHook('onRequest', (request, reply, next) => {
    const given = request.headers[REQUEST_ID]
    const decent = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given)
    reply.header(REQUEST_ID, decent ? given : randomUUID())
    reply.headers(SECURITY)
    next()
  })
}
