/** How much one address may ask in a minute. Minutes begin with the clock's, so that it can be said when the next one does. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Cache } from '../../../kit/cache/cache.ts'
import { Problem } from '../../../kit/problem.ts'
import { addressOf } from './address.ts'
import type { Metrics } from './metrics.ts'

const WINDOW_MS = 60_000
/** The cache is away: better all may come than nobody. */
const UNCOUNTED = () => 0

export interface RateLimitNeeds {
  readonly cache: Cache
  readonly nowMs: () => number
  readonly metrics: Pick<Metrics, 'limited'>
}

export interface RateLimit {
  readonly name: string
  readonly perMinute: number
}

export type Limiter = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

export function createLimiter({ cache, nowMs, metrics }: RateLimitNeeds, limit: RateLimit): Limiter {
  const { name, perMinute } = limit
  return async (request, reply) => {
    const address = addressOf(request)
    const window = Math.floor(nowMs() / WINDOW_MS)
    const count = await cache.count(`rate:${name}:${window}:${address}`, WINDOW_MS).catch(UNCOUNTED)
    if (count <= perMinute) return
    metrics.limited(address)
    const leftS = Math.max(1, Math.ceil(((window + 1) * WINDOW_MS - nowMs()) / 1000))
    reply.header('retry-after', String(leftS))
    throw new Problem(
      429,
      'rate_limited',
      `${perMinute} requests a minute are allowed for ${name}; more from ${address} in ${leftS} s.`,
    )
  }
}
