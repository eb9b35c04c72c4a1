/** What the measurements share. */
import type { Browser, BrowserContext, Page } from 'playwright-core'

export interface Figure {
  readonly what: string
  readonly measured: string
  readonly goal: string
}

export interface Ground {
  readonly browser: Browser
  /** Another one, as somebody's who has been here before: its profile is kept on the disk. */
  openUsedBrowser(): Promise<BrowserContext>
  readonly url: string
  readonly rounds: number
}

/** In a new profile, so that nothing is cached. */
export async function withPage<T>(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    return await use(page)
  } finally {
    await context.close()
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function spread(values: readonly number[], unit = 'ms'): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `${Math.round(median(values))} ${unit} (${Math.round(least)} to ${Math.round(most)})`
}

/** By the page's own clock, since it was asked for. */
export async function sinceNavigation(page: Page): Promise<number> {
  return page.evaluate('performance.now()')
}
