/** The cache of the settings: Redis where one is named, else in the process. */
import type { Cache } from './cache.ts'
import { openMemoryCache } from './memory.ts'

export interface OpenCacheOptions {
  /** `redis://host:6379` */
  readonly url?: string | undefined
  readonly prefix: string
  readonly log: { info(message: string): void; warn(message: string): void }
  /** Of the cache in the process; Redis has a clock of its own. */
  readonly nowMs?: (() => number) | undefined
}

export async function openCache({ url, prefix, log, nowMs }: OpenCacheOptions): Promise<Cache> {
  if (url === undefined) return openMemoryCache(nowMs === undefined ? {} : { nowMs })
  const { openRedisCache } = await import('./redis.ts')
  return openRedisCache({ url, prefix, log })
}
