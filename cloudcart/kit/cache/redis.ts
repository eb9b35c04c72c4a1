/**
 * The cache in Redis, shared by all who name the same prefix. The shop sells without it: while Redis is away nothing is found, nothing is
 * kept and nothing is counted, at once and without an error; it is said once when that begins, and once when it is over.
 */
import { Redis } from 'ioredis'
import type { Cache } from './cache.ts'

export interface RedisCacheOptions {
  /** `redis://host:6379` */
  readonly url: string
  readonly prefix: string
  readonly log: { info(message: string): void; warn(message: string): void }
  /** Who takes longer to answer is away. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 500
const LONGEST_RECONNECT_MS = 1_000
const SCANNED_AT_ONCE = 500

/** One step, so that no counter is left without an end. */
const COUNT = `local hits = redis.call('INCR', KEYS[1])
if hits == 1 or redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return hits`

/** Resolves when Redis answers, or could not be reached: it is tried again from then on. */
export async function openRedisCache(options: RedisCacheOptions): Promise<Cache> {
  const { url, prefix, log, patienceMs = PATIENCE_MS } = options
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    retryStrategy: times => Math.min(50 * times, LONGEST_RECONNECT_MS),
  })
  let away = false
  let closed = false
  /** Given up and not yet closed. However many were kept waiting, it is given up once. */
  let leaving = false

  const lost = (error: Error): void => {
    if (closed || away) return
    away = true
    log.warn(`Redis can't be used, the shop goes on without it: ${error.message}`)
  }
  redis.on('error', lost)
  redis.on('close', () => {
    leaving = false
    lost(new Error('the connection is closed'))
  })
  redis.on('ready', () => {
    if (away) log.info('Redis is back')
    away = false
  })

  const attempt = async <T>(work: () => Promise<T>, without: T): Promise<T> => {
    // A connection that is being made is no reason to wait.
    if (redis.status !== 'ready' || leaving) return without
    try {
      return await work()
    } catch (error) {
      if (closed) return without
      lost(error as Error)
      // Who kept one waiting would keep all: they fail at once until a new connection stands.
      if (redis.status === 'ready' && !leaving) {
        leaving = true
        redis.disconnect(true)
      }
      return without
    }
  }
  const valueKey = (key: string): string => `${prefix}value:${key}`
  const windowKey = (key: string): string => `${prefix}window:${key}`
  const forget = async (beginning: string): Promise<number> => {
    let found = 0
    let cursor = '0'
    do {
      const [next, keys] = await redis.scan(
        cursor,
        'MATCH',
        `${literally(beginning)}*`,
        'COUNT',
        SCANNED_AT_ONCE,
      )
      if (keys.length > 0) found += await redis.unlink(keys)
      cursor = next
    } while (cursor !== '0')
    return found
  }

  await redis.connect().catch(lost)
  return {
    kind: 'redis',
    get: key => attempt(async () => (await redis.getBuffer(valueKey(key))) ?? undefined, undefined),
    set: (key, value, ttlMs) =>
      attempt(async () => {
        if (ttlMs <= 0) await redis.unlink(valueKey(key))
        else await redis.set(valueKey(key), value, 'PX', Math.ceil(ttlMs))
      }, undefined),
    delete: key =>
      attempt(async () => {
        await redis.unlink(valueKey(key), windowKey(key))
      }, undefined),
    clear: beginning =>
      attempt(async () => (await forget(valueKey(beginning))) + (await forget(windowKey(beginning))), 0),
    count: (key, windowMs) =>
      attempt(
        async () => Number(await redis.eval(COUNT, 1, windowKey(key), Math.max(1, Math.ceil(windowMs)))),
        0,
      ),
    async close() {
      if (closed) return
      closed = true
      redis.disconnect()
    },
  }
}

/** SCAN takes a pattern. */
function literally(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&')
}
