/** Every page in both themes, held against the rules for people who don't see, don't point or don't tell colours apart as others do. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { externalProgram } from '../../server/testing/external-program.ts'
import { buildUi } from '../build.ts'
import { ADMIN_ROOMS, type Path, paths } from '../src/paths.ts'
import { seriousFindings } from '../testing/accessibility.ts'
import { openBrowser, visit } from '../testing/browser.ts'
import { openShopMetrics, type ShopMetrics } from './testing/shop-metrics.ts'

const RATE = 'sum by (route) (rate(http_requests_total[5m]))'
const BUCKETS = 'sum by (le) (rate(http_request_duration_seconds_bucket[5m]))'

const EVERY_PAGE: Readonly<Record<string, Path>> = {
  home: paths.home(),
  services: paths.services(),
  'a service': paths.service('shop'),
  'explore, empty': paths.explore(),
  'explore, a graph': paths.explore(RATE),
  'explore, a table': { to: '/explore', search: { q: RATE, view: 'table' } },
  'explore, a heatmap': { to: '/explore', search: { q: BUCKETS, view: 'heatmap' } },
  'explore, a histogram': { to: '/explore', search: { q: BUCKETS, view: 'histogram', side: 'metrics' } },
  'explore, an error': paths.explore('sum by (route (up)'),
  reference: paths.reference(),
  ...Object.fromEntries(ADMIN_ROOMS.map(room => [`admin, ${room}`, paths.admin(room)])),
  'no such page': { to: '/no/such/page' },
}

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

it.each(Object.entries(EVERY_PAGE))('finds nothing serious on %s', async (_, { to, search = {} }) => {
  await using visitor = await visit(browser!, shop!.vedette.url)
  const { page } = visitor
  await page.goto(`${to}?${new URLSearchParams(search as Record<string, string>)}`)
  await settled(page)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
    expect([theme, await seriousFindings(page)]).toEqual([theme, []])
  }
  expect(visitor.complaints).toEqual([])
})

/** The frame stands, and nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  await page.waitForLoadState('networkidle')
  await expect.poll(() => page.locator('.skeleton').count()).toBe(0)
}
