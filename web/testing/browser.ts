/** A real browser for stories: one process for a file, a fresh profile for each visitor. */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { watchTraffic } from './quiet.ts'

const ARGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]
/** What is waited for has to come true, not to come quickly: a machine with much else to do has stood still for longer than half of it. */
const PATIENCE_MS = 30_000

export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGS })
}

/** With a profile on the disk, as people have: only there is kept what was made of a script, for the next time that it is needed. */
export function openBrowserWithProfile(executablePath: string, folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { executablePath, args: ARGS })
}

export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** What the page complained of: errors of scripts, refusals of the Content-Security-Policy. */
  readonly complaints: readonly string[]
}

const TELL_REFUSALS = `document.addEventListener('securitypolicyviolation', event => {
  complain('The policy refused ' + event.violatedDirective + ' ' + event.blockedURI + ' in ' + event.sourceFile)
})`

export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  watchTraffic(page)
  const complaints: string[] = []
  // Not all of what the policy refuses is told on the console: a script that tries `eval` and catches the refusal is silent.
  await context.exposeFunction('complain', (text: string) => complaints.push(text))
  await context.addInitScript(TELL_REFUSALS)
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    // That a request failed is told too; the pages themselves say more about it.
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text)
  })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}
