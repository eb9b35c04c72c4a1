/**
 * The times of the samples: the finer the nearer, and fine enough for whoever scrapes every 15 seconds. Graphs of rates look back four scrapes, or one
 * step and a scrape: with 800 points over a range, each of these windows has two samples.
 */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const HISTORY_MS = 14 * DAY_MS

export interface Tick {
  readonly atMs: number
  /** Since the sample before. */
  readonly seconds: number
}

/** From two weeks before `untilMs` up to it, without it. */
export function* gridBefore(untilMs: number, historyMs: number = HISTORY_MS): Generator<Tick, void, void> {
  let stepMs = stepAt(historyMs)
  for (let ageMs = historyMs; ageMs > 0; ageMs -= stepMs) {
    yield { atMs: untilMs - ageMs, seconds: stepMs / 1000 }
    stepMs = stepAt(ageMs)
  }
}

function stepAt(ageMs: number): number {
  if (ageMs <= 2 * HOUR_MS) return 15_000
  if (ageMs <= DAY_MS) return 30_000
  return ageMs <= 3 * DAY_MS ? 60_000 : 120_000
}
