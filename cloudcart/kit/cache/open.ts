/** The cache of the settings: Redis where one is named, else in the process. */
import type { Cache } from './cache.ts'
import { openMemoryCache } from './memory.ts'

export interface OpenCacheOptions {
  /** `redis://host:6379` */
  readonly url?: string | undefined
  readonly prefix: string
  readonly log: { info(message: string): void; warn(message: string): void }
}

export async function openCache({ url, prefix, log }: OpenCacheOptions): Promise<Cache> {
  if (url === undefined) return openMemoryCache()
  const { openRedisCache } = await import('./redis.ts')
  return openRedisCache({ url, prefix, log })
}
