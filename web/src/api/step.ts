/** How far apart the points of a graph lie: so many as it has pixels for, at round numbers, and never closer than anything is scraped. */
import { durationText, rateInterval, type Scope } from '@vedette/dashboard'

const ROUND_S = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
]

/** `leastMs`: how often is scraped, where nothing else is wanted. */
export function stepFor(rangeMs: number, widthPixels: number, leastMs: number): number {
  const wanted = Math.max(leastMs, rangeMs / Math.max(100, Math.min(widthPixels, 2_000)))
  const round = ROUND_S.find(each => each * 1000 >= wanted)
  return (round ?? Math.ceil(wanted / 86_400_000) * 86_400) * 1000
}

/** Both ends on a multiple of the step, so that points stay where they are when time passes. */
export function aligned(fromMs: number, toMs: number, stepMs: number): { fromMs: number; toMs: number } {
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.floor(toMs / stepMs) * stepMs }
}

/** What `$rate` of our own pages stands for: four scrapes, or the step and one scrape, as Grafana's `$__rate_interval`. */
export function rateWindow(stepMs: number, scrapeMs: number): string {
  return durationText(rateInterval(stepMs, scrapeMs))
}

/** What Grafana's own variables stand for in a query over this range: `$__rate_interval`, `$__interval`, `$__range`. */
export function queryScope(
  range: { readonly fromMs: number; readonly toMs: number },
  stepMs: number,
  scrapeMs: number,
): Scope {
  const { fromMs, toMs } = range
  return { variables: {}, range: { fromMs, toMs }, intervalMs: stepMs, scrapeIntervalMs: scrapeMs }
}
