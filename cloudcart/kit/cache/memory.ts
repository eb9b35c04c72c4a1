/** The cache in the process: what was used longest ago goes first when it is full. */
import type { Cache } from './cache.ts'

export interface MemoryCacheOptions {
  readonly mostBytes?: number
  readonly mostEntries?: number
  readonly nowMs?: () => number
}

interface Span {
  readonly sinceMs: number
  readonly endMs: number
}

interface Entry extends Span {
  readonly value: Buffer
}

interface Window extends Span {
  count: number
}

const MOST_BYTES = 32 * 1_048_576
const MOST_ENTRIES = 20_000

export function openMemoryCache(options: MemoryCacheOptions = {}): Cache {
  const { mostBytes = MOST_BYTES, mostEntries = MOST_ENTRIES, nowMs = Date.now } = options
  // A Map keeps the order in which keys were put in: the first is the one that was used longest ago.
  const entries = new Map<string, Entry>()
  const windows = new Map<string, Window>()
  let bytes = 0

  const forget = (key: string): void => {
    const entry = entries.get(key)
    if (entry === undefined) return
    bytes -= entry.value.length + key.length
    entries.delete(key)
  }
  return {
    kind: 'memory',
    async get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (!isNow(entry, nowMs())) {
        forget(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    async set(key, value, ttlMs) {
      forget(key)
      const kept = Buffer.from(value as string)
      if (kept.length + key.length > mostBytes) return
      const sinceMs = nowMs()
      entries.set(key, { value: kept, sinceMs, endMs: sinceMs + ttlMs })
      bytes += kept.length + key.length
      for (const oldest of entries.keys()) {
        if (bytes <= mostBytes && entries.size <= mostEntries) break
        forget(oldest)
      }
    },
    async delete(key) {
      forget(key)
      windows.delete(key)
    },
    async clear(prefix) {
      const found = [...entries.keys()].filter(key => key.startsWith(prefix))
      const counted = [...windows.keys()].filter(key => key.startsWith(prefix))
      for (const key of found) forget(key)
      for (const key of counted) windows.delete(key)
      return found.length + counted.length
    },
    async count(key, windowMs) {
      const now = nowMs()
      const known = windows.get(key)
      const window =
        known !== undefined && isNow(known, now) ? known : { count: 0, sinceMs: now, endMs: now + windowMs }
      window.count++
      // To the end of those that may be forgotten: a flood of keys must not begin the window of a busy one anew.
      windows.delete(key)
      windows.set(key, window)
      if (windows.size > mostEntries) {
        for (const oldest of windows.keys()) {
          if (windows.size <= mostEntries) break
          windows.delete(oldest)
        }
      }
      return window.count
    },
    async close() {
      entries.clear()
      windows.clear()
      bytes = 0
    },
  }
}

/** What is kept since a time that is still to come was put in before the clock went back: nobody knows how old it is. */
function isNow({ sinceMs, endMs }: Span, nowMs: number): boolean {
  return sinceMs <= nowMs && nowMs < endMs
}
