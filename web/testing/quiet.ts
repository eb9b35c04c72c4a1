/**
 * When a page has all its answers and asks nothing more. Playwright tells its `networkidle` once for a document: whoever waits for that
 * again, after a click or a while, waits for nothing.
 */
import type { Page, Request } from 'playwright-core'
import { until } from '../../test/e2e/until.ts'

/** An answer may lead to the next question, a few tasks later. Each look takes its turn among those tasks: a page that is busy is not taken for a quiet one. */
const LOOKS = 6
const EVERY_MS = 50
const WITHIN_MS = 60_000
/** What stands on a page while it asks. */
const ASKING = '.skeleton, .time-range-asking'
/**
 * What the page of running queries looks at every second, as long as it stands: on a busy machine six looks take longer, and it would never be
 * quiet. Its first answer is waited for by what stands in its place.
 */
const LOOKED_AT = /\/api\/v1\/admin\/queries$/

interface Traffic {
  readonly underWay: Set<Request>
  begun: number
}

const traffic = new WeakMap<Page, Traffic>()

/** From the page's beginning: what is under way already would not be known. */
export function watchTraffic(page: Page): void {
  const seen: Traffic = { underWay: new Set(), begun: 0 }
  traffic.set(page, seen)
  page.on('request', request => {
    if (LOOKED_AT.test(request.url())) return
    // With the document go its questions, and nobody is told of each.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) seen.underWay.clear()
    seen.underWay.add(request)
    seen.begun++
  })
  const ended = (request: Request): void => void seen.underWay.delete(request)
  page.on('requestfinished', ended).on('requestfailed', ended)
}

export async function quiet(page: Page): Promise<void> {
  const seen = traffic.get(page)!
  let looks = 0
  let begun = -1
  await until(
    'the page to ask nothing more',
    async () => {
      const isAsking = (await page.locator(ASKING).count()) > 0 || seen.underWay.size > 0
      looks = isAsking || seen.begun !== begun ? 0 : looks + 1
      begun = seen.begun
      return looks >= LOOKS
    },
    { everyMs: EVERY_MS, withinMs: WITHIN_MS },
  )
}
