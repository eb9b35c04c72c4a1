/** Pauses between attempts: from under a second up to half a minute, with some chance in them so that many do not return at once. */
import { setTimeout as wait } from 'node:timers/promises'

export interface Pauses {
  /** Waits longer each time, until `reset`. Aborting ends the wait. */
  longer(signal: AbortSignal): Promise<void>
  short(signal: AbortSignal): Promise<void>
  reset(): void
}

export interface PauseLimits {
  readonly leastMs: number
  readonly mostMs: number
}

export function createPauses(limits: PauseLimits = { leastMs: 800, mostMs: 30_000 }): Pauses {
  let nextMs = limits.leastMs
  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    await wait(ms * (0.75 + Math.random() * 0.5), undefined, { signal }).catch(() => {})
  }
  return {
    async longer(signal) {
      const ms = nextMs
      nextMs = Math.min(limits.mostMs, nextMs * 2)
      await pause(ms, signal)
    },
    short: signal => pause(limits.leastMs, signal),
    reset() {
      nextMs = limits.leastMs
    },
  }
}
