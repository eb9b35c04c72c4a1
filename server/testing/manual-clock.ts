/** A clock for tests that stands still until it is told how far to go. */
export interface ManualClock {
  nowMs(): number
  ticksMs(): number
  wait(durationMs: number, signal: AbortSignal): Promise<void>
  /** Lets the time pass; whoever waits for a moment in it goes on, in order. */
  advance(durationMs: number): Promise<void>
  /** Somebody sets the clock of the day; intervals go on as they were. */
  set(nowMs: number): void
  /** Resolves once as many wait. */
  waiters(count: number): Promise<void>
}

interface Waiter {
  readonly dueMs: number
  readonly wake: () => void
}

export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  let ticks = 0
  let offset = startMs
  const waiters = new Set<Waiter>()
  const watchers = new Set<() => void>()
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher()
  }
  return {
    nowMs: () => offset + ticks,
    ticksMs: () => ticks,
    wait(durationMs, signal) {
      if (signal.aborted) return Promise.resolve()
      return new Promise(resolve => {
        const wake = (): void => {
          waiters.delete(waiter)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        const waiter: Waiter = { dueMs: ticks + durationMs, wake }
        waiters.add(waiter)
        signal.addEventListener('abort', wake)
        changed()
      })
    },
    async advance(durationMs) {
      const end = ticks + durationMs
      for (;;) {
        const next = [...waiters].sort((a, b) => a.dueMs - b.dueMs)[0]
        if (next === undefined || next.dueMs > end) break
        ticks = Math.max(ticks, next.dueMs)
        next.wake()
        await new Promise(resolve => setImmediate(resolve))
      }
      ticks = end
    },
    set(nowMs) {
      offset = nowMs - ticks
    },
    waiters(count) {
      return new Promise(resolve => {
        const look = (): void => {
          if (waiters.size < count) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      })
    },
  }
}
