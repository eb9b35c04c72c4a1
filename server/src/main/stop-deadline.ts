/** The time that a clean stop may take (`shutdown.deadline`), shared by everything that is stopped one after another. */
export interface StopDeadline {
  /** Stopping has begun: time runs from now on. */
  begin(): void
  /** All of it until stopping begins; never negative. */
  leftMs(): number
}

export function createStopDeadline(deadlineMs: number, nowMs: () => number): StopDeadline {
  let endMs: number | undefined
  return {
    begin() {
      endMs ??= nowMs() + deadlineMs
    },
    leftMs: () => (endMs === undefined ? deadlineMs : Math.max(0, endMs - nowMs())),
  }
}
