/**
 * Answers that are the same for everybody, kept for some seconds. Those who miss the same one at the same moment share one question;
 * the fault `cache-stampede` forgets answers and lets everybody ask alone.
 */
import type { Cache } from '../../../kit/cache/cache.ts'
import type { Faults } from '../../../kit/faults.ts'
import type { Metrics } from './metrics.ts'
import type { Served } from './proxy.ts'

export interface ResponseCache {
  get(key: string, ttlMs: number, ask: () => Promise<Served>): Promise<Served>
}

export interface ResponseCacheNeeds {
  readonly cache: Cache
  readonly faults: Pick<Faults, 'grade' | 'hits'>
  readonly metrics: Pick<Metrics, 'cacheHits' | 'cacheMisses'>
}

const PREFIX = 'response:'
const JSON_TYPE = 'application/json; charset=utf-8'
/** A listing has some kilobytes; what is much larger isn't worth the memory. */
const LARGEST_KEPT = 262_144
/** A cache that is away has forgotten everything. */
const AWAY = () => undefined

export function createResponseCache({ cache, faults, metrics }: ResponseCacheNeeds): ResponseCache {
  const underWay = new Map<string, Promise<Served>>()

  const askAndKeep = async (key: string, ttlMs: number, ask: () => Promise<Served>): Promise<Served> => {
    const served = await ask()
    const keep =
      served.status === 200 &&
      served.type.startsWith('application/json') &&
      served.bytes.length <= LARGEST_KEPT
    if (keep) await cache.set(PREFIX + key, served.bytes, ttlMs).catch(AWAY)
    return served
  }

  return {
    async get(key, ttlMs, ask) {
      const kept = faults.hits('cache-stampede') ? undefined : await cache.get(PREFIX + key).catch(AWAY)
      if (kept !== undefined) {
        metrics.cacheHits.inc()
        return { status: 200, type: JSON_TYPE, bytes: kept }
      }
      metrics.cacheMisses.inc()
      if (faults.grade('cache-stampede') > 0) return askAndKeep(key, ttlMs, ask)
      const shared = underWay.get(key)
      if (shared !== undefined) return shared
      const asking = askAndKeep(key, ttlMs, ask).finally(() => underWay.delete(key))
      underWay.set(key, asking)
      return asking
    },
  }
}
