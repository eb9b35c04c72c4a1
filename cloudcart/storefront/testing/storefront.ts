/** What tests of pages begin with: the pages built, a browser, and a fresh shop and visitor for each. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildStorefront } from '../build.ts'
import { openBrowser, type Visit, visit } from './browser.ts'
import { type FakeShop, startFakeShop } from './fake-api.ts'
import { FAKE_ADMIN_PASSWORD } from './fake-users.ts'

export interface Storefront extends AsyncDisposable {
  open(options?: BrowserContextOptions): Promise<Opened>
}

export interface Opened extends AsyncDisposable {
  readonly shop: FakeShop
  readonly page: Page
  readonly complaints: Visit['complaints']
}

export async function openStorefront(chromium: string): Promise<Storefront> {
  const [{ folder }, browser] = await Promise.all([buildStorefront(), openBrowser(chromium)])
  return {
    open: options => openShop(folder, browser, options),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

async function openShop(folder: string, browser: Browser, options?: BrowserContextOptions): Promise<Opened> {
  const shop = await startFakeShop(folder)
  const { page, complaints, ...visitor } = await visit(browser, shop.url, options)
  return {
    shop,
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await visitor[Symbol.asyncDispose]()
      await shop[Symbol.asyncDispose]()
    },
  }
}

/** Somebody of the demonstration, through the form. */
export async function signInAs(page: Page, who: string): Promise<void> {
  await page.getByRole('button', { name: who }).click()
  if (who === 'Robin Keller') await page.getByLabel('Password').fill(FAKE_ADMIN_PASSWORD)
  await page.locator('form').getByRole('button', { name: 'Sign in', exact: true }).click()
}

export const ADDRESS = [
  ['Name', 'Ada Lindqvist'],
  ['Street and number', '12 Harbour Lane'],
  ['Postal code', '04101'],
  ['City', 'Portland'],
  ['Country', 'United States'],
] as const

export async function fillAddress(page: Page): Promise<void> {
  for (const [label, value] of ADDRESS) await page.getByLabel(label, { exact: true }).fill(value)
}
