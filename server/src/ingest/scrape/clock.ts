/** Time as scraping needs it, passed in so that tests decide what time it is. */
export interface Clock {
  /** Of the day: what samples are stamped with. May jump. */
  nowMs(): number
  /** Only ever goes forward: what intervals are measured with. */
  ticksMs(): number
  /** Resolves after the time, or at once when the signal is aborted. */
  wait(durationMs: number, signal: AbortSignal): Promise<void>
}

/** A timer of Node's that is longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  ticksMs: () => performance.now(),
  async wait(durationMs, signal) {
    for (let leftMs = durationMs; leftMs > 0 && !signal.aborted; leftMs -= LONGEST_TIMER_MS) {
      await waitOnce(Math.min(leftMs, LONGEST_TIMER_MS), signal)
    }
  },
}

function waitOnce(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, durationMs)
    signal.addEventListener('abort', done)
  })
}
