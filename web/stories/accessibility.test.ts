/** Every page in both themes, held against the rules for people who don't see, don't point or don't tell colours apart as others do. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { externalProgram } from '../../server/testing/external-program.ts'
import { buildUi } from '../build.ts'
import { seriousFindings } from '../testing/accessibility.ts'
import { openBrowser, visit } from '../testing/browser.ts'
import { EVERY_PAGE, openPage, settled } from './testing/every-page.ts'
import { openShopMetrics, type ShopMetrics } from './testing/shop-metrics.ts'

let shop: ShopMetrics | undefined
let browser: Browser | undefined
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

it.each(Object.entries(EVERY_PAGE))('finds nothing serious on %s', async (_, path) => {
  await using visitor = await visit(browser!, shop!.vedette.url)
  const { page } = visitor
  await openPage(page, path)
  await settled(page)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
    expect([theme, await seriousFindings(page)]).toEqual([theme, []])
  }
  expect(visitor.complaints).toEqual([])
})
