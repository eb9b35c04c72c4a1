/** A real browser for tests: one process for a file, a fresh profile for each visitor. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const ARGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]
/** Eight pages at once, on a machine that does other things beside: what is waited for has to come, not to come quickly. */
const PATIENCE_MS = 60_000

export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGS })
}

export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** What the page complained of: errors of scripts, refusals of the Content-Security-Policy. */
  readonly complaints: readonly string[]
}

export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    // That a request failed is told too; the pages themselves say more about it.
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text)
  })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}
