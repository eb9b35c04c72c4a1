/** Who was here lately: kept in memory and written every few seconds, so that reading a profile is no write. */
import type { Store } from './store.ts'

export interface Presence {
  seen(userId: string): void
  write(): Promise<void>
}

const MOST_REMEMBERED = 10_000

export function createPresence(store: Pick<Store, 'seen'>, nowMs: () => number): Presence {
  let here = new Set<string>()
  return {
    seen(userId) {
      if (here.size < MOST_REMEMBERED) here.add(userId)
    },
    async write() {
      if (here.size === 0) return
      const written = here
      here = new Set()
      await store.seen([...written], nowMs())
    },
  }
}
