/** How far apart the points of a graph lie: so many as it has pixels for, at round numbers, and never closer than anything is scraped. */
const ROUND_S = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
]
/** What most targets are scraped at; a rate over the window below has at least four samples in it. */
const SCRAPE_MS = 15_000

export function stepFor(rangeMs: number, widthPixels: number, leastMs = SCRAPE_MS): number {
  const wanted = Math.max(leastMs, rangeMs / Math.max(100, Math.min(widthPixels, 2_000)))
  const round = ROUND_S.find(each => each * 1000 >= wanted)
  return (round ?? Math.ceil(wanted / 86_400_000) * 86_400) * 1000
}

/** Both ends on a multiple of the step, so that points stay where they are when time passes. */
export function aligned(fromMs: number, toMs: number, stepMs: number): { fromMs: number; toMs: number } {
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.floor(toMs / stepMs) * stepMs }
}

/** What `$__rate_interval` stands for in Grafana: four scrapes, or the step and one scrape. */
export function rateWindow(stepMs: number, scrapeMs = SCRAPE_MS): string {
  return `${Math.ceil(Math.max(stepMs + scrapeMs, 4 * scrapeMs) / 1000)}s`
}
