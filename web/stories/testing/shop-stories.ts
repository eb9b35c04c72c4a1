/** What stories about a shop's metrics begin with: the UI as it is, one browser and one Vedette for all stories of a file. */
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeEach } from 'vitest'
import { externalProgram } from '../../../server/testing/external-program.ts'
import { buildUi } from '../../build.ts'
import { openBrowser, type Visit, visit } from '../../testing/browser.ts'
import { openShopMetrics, type ShopMetrics } from './shop-metrics.ts'

export interface ShopStories {
  readonly vedette: ShopMetrics['vedette']
  /** Somebody new. */
  visit(options?: BrowserContextOptions): Promise<Visit>
}

/** Called once in a file, outside of its stories. */
export function shopStories(): ShopStories {
  let shop: ShopMetrics | undefined
  let browser: Browser | undefined
  // Not before all: only a test can be skipped for want of a browser.
  beforeEach(async context => {
    const chromium = externalProgram(context, 'chromium')
    if (browser !== undefined) return
    await buildUi()
    browser = await openBrowser(chromium)
    shop = await openShopMetrics()
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.[Symbol.asyncDispose]()
  })
  return {
    get vedette() {
      return shop!.vedette
    },
    visit: options => visit(browser!, shop!.vedette.url, options),
  }
}
