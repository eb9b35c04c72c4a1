/**
 * Calls `run` soon after something has changed and at most once per interval, so that a burst of changes (a rollout, a first
 * list of thousands of pods) reaches the scrape loops as few whole sets.
 */
export interface Throttle {
  changed(): void
  stop(): void
}

export function createThrottle(intervalMs: number, run: () => void, nowMs: () => number): Throttle {
  let timer: NodeJS.Timeout | undefined
  let lastMs = Number.NEGATIVE_INFINITY
  let stopped = false

  function fire(): void {
    timer = undefined
    lastMs = nowMs()
    run()
  }

  return {
    changed() {
      if (stopped) return
      timer ??= setTimeout(fire, Math.min(intervalMs, Math.max(0, lastMs + intervalMs - nowMs())))
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
