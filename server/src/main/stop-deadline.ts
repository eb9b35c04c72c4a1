/** The time that a clean stop may take (`shutdown.deadline`), shared by everything that is stopped one after another. */
export interface StopDeadline {
  /** Stopping has begun: time runs from now on. */
  begin(): void
  /** All of it until stopping begins; never negative. */
  leftMs(): number
  /** For one of several that are waited for: half of what is left, so that those after it have some too. Whole milliseconds. */
  shareMs(): number
}

export function createStopDeadline(deadlineMs: number, nowMs: () => number): StopDeadline {
  let endMs: number | undefined
  const leftMs = (): number => (endMs === undefined ? deadlineMs : Math.max(0, endMs - nowMs()))
  return {
    begin() {
      endMs ??= nowMs() + deadlineMs
    },
    leftMs,
    shareMs: () => Math.ceil(leftMs() / 2),
  }
}
