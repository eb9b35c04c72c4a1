/** How smoothly a page moves: the time between the frames that the browser shows, as the page itself sees it. */
import type { Page } from 'playwright-core'

export interface Frames {
  readonly perSecond: number
  /** One frame in a hundred took longer. */
  readonly p99Ms: number
  /** Longer than two frames of 60 Hz. */
  readonly dropped: number
  readonly count: number
}

/** While `act` goes on. */
export async function framesWhile(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(`{
    const times = []
    const tick = at => { times.push(at); if (globalThis.measuredFrames === times) requestAnimationFrame(tick) }
    globalThis.measuredFrames = times
    requestAnimationFrame(tick)
  }`)
  await act()
  const times = (await page.evaluate(
    `{ const times = globalThis.measuredFrames; globalThis.measuredFrames = undefined; times }`,
  )) as number[]
  return framesOf(times)
}

export function framesOf(timesMs: readonly number[]): Frames {
  const gaps = timesMs.slice(1).map((at, i) => at - timesMs[i]!)
  if (gaps.length === 0) return { perSecond: 0, p99Ms: Number.NaN, dropped: 0, count: 0 }
  const sorted = [...gaps].sort((a, b) => a - b)
  const whole = timesMs.at(-1)! - timesMs[0]!
  return {
    perSecond: (gaps.length * 1000) / whole,
    p99Ms: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))]!,
    dropped: gaps.filter(gap => gap > 2000 / 60).length,
    count: gaps.length,
  }
}
