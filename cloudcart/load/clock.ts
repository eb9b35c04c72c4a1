/** Time and waking up, so that tests need not wait. */

export interface Clock {
  now(): number
  /** Calls once, `delayMs` from now. The answer takes it back. */
  after(delayMs: number, wake: () => void): () => void
}

export const REAL_CLOCK: Clock = {
  now: Date.now,
  after: (delayMs, wake) => {
    const timer = setTimeout(wake, delayMs)
    return () => clearTimeout(timer)
  },
}
