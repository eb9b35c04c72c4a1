/**
 * Runs a refresh (which does not throw) at once and then every interval, never two at a time. `again()` asks for one more as soon as possible: while one
 * runs, any number of calls amount to a single further run.
 */
export interface Refreshing {
  /** The end of the first run. */
  readonly first: Promise<void>
  again(): void
  /** Aborts the run under way and waits for its end. */
  stop(): Promise<void>
}

export function startRefreshing(
  intervalMs: number,
  refresh: (signal: AbortSignal) => Promise<void>,
): Refreshing {
  const stopping = new AbortController()
  const first = Promise.withResolvers<void>()
  let running: Promise<void> | undefined
  let wanted = false

  function again(): void {
    if (stopping.signal.aborted) return
    wanted = true
    running ??= run().finally(() => {
      running = undefined
    })
  }

  async function run(): Promise<void> {
    while (wanted && !stopping.signal.aborted) {
      wanted = false
      await refresh(stopping.signal)
      first.resolve()
    }
  }

  const timer = setInterval(again, intervalMs)
  again()
  return {
    first: first.promise,
    again,
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}
