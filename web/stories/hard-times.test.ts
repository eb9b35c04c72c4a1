/** What every page does when the server is away, when it is back, and when it does not know any more who asks. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { paths } from '../src/paths.ts'
import { EVERY_PAGE, openPage, settled } from './testing/every-page.ts'
import { shopStories } from './testing/shop-stories.ts'

/** They ask nothing by themselves. */
const ASKS_NOTHING = new Set(['explore, empty', 'no such page'])
const ASKING = Object.entries(EVERY_PAGE).filter(([name]) => !ASKS_NOTHING.has(name))
const QUESTIONS = /\/(?:api|health)/
const AWAY = "Vedette can't be reached"

const stories = shopStories()

it.each(ASKING)('says on %s that the server is away, and asks again on demand', async (_, path) => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.route(QUESTIONS, route => (isSession(route.request().url()) ? route.continue() : route.abort()))
  await openPage(page, path)
  await page.getByText(AWAY).first().waitFor()
  await expect.poll(() => page.locator('.skeleton').count()).toBe(0)
  await page.unrouteAll()
  await retryAll(page)
  expect(visitor.complaints).toEqual([])
})

/** One number of a page is no reason to ask all of it anew. */
it.each([
  ['how Vedette does', paths.home(), 'section.figure[aria-label=Vedette]', /\/health$/],
  ['the targets', paths.home(), 'section.figure[aria-label=Targets]', /\/targets\?state=active$/],
  ['how a service does', paths.service('shop'), '.service-head', /\/query$/],
])('offers to ask again for %s, where only that was not answered', async (_, path, place, question) => {
  await using visitor = await stories.visit()
  const { page } = visitor
  // Which services there are is asked in the same way as how one does.
  await page.route(question, route =>
    /signal/.test(route.request().postData() ?? 'signal') ? route.abort() : route.continue(),
  )
  await openPage(page, { ...path, search: { refresh: 'off' } })
  const here = page.locator(place)
  await here.getByText(AWAY).waitFor()
  await page.unrouteAll()
  await here.getByRole('button', { name: 'Try again' }).click()
  await here.getByText(AWAY).waitFor({ state: 'detached' })
  expect(visitor.complaints).toEqual([])
})

/** Those that look by themselves, without anybody's wish. */
it.each([
  ['targets', paths.admin('targets')],
  ['the store', paths.admin('store')],
  ['running queries', paths.admin('queries')],
])(
  'says on the page of %s that what it shows is old when the server goes away, until it is back',
  async (_, path) => {
    await using visitor = await stories.visit()
    const { page } = visitor
    // They look every ten seconds at most, and once more a second after what didn't reach the server: nobody has to wait for that.
    await page.clock.install()
    const untilTheyLook = () => page.clock.runFor(12_000)
    await openPage(page, path)
    await settled(page)
    const shown = await page.getByRole('tabpanel').innerText()
    await page.route(QUESTIONS, route => route.abort())
    await untilTheyLook()
    await page.getByText(/Vedette can't be reached.* What you see is from/).waitFor()
    expect(await page.getByRole('tabpanel').innerText()).toContain(shown.split('\n')[0])
    await page.unrouteAll()
    await untilTheyLook()
    await page.getByText(AWAY).waitFor({ state: 'detached' })
    expect(visitor.complaints).toEqual([])
  },
)

it.each(ASKING)('asks on %s for a token when the session is over, and stays there', async (_, path) => {
  await using visitor = await stories.visit()
  const { page } = visitor
  let isOver = false
  await page.route(QUESTIONS, route => {
    if (isSession(route.request().url())) {
      const json = { required: true, signedIn: !isOver, ...(isOver && { message: 'The session is over.' }) }
      return route.fulfill({ json })
    }
    isOver = true
    return route.fulfill({ status: 401, json: { code: 'unauthenticated', message: 'Sign in again.' } })
  })
  await openPage(page, path)
  await page.getByLabel('Token').waitFor()
  await page.getByText('The session is over.').waitFor()
  expect(new URL(page.url()).pathname).toBe(path.to)
})

it('shows the other panels of a dashboard where one can not be drawn', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.route('**/api/v1/dashboards/every-panel', async route => {
    const response = await route.fetch()
    const answer = (await response.json()) as { dashboard: { panels: { fieldConfig: unknown }[] } }
    answer.dashboard.panels[0]!.fieldConfig = null
    await route.fulfill({ response, json: answer })
  })
  await openPage(page, EVERY_PAGE['a dashboard']!)
  await settled(page)
  await expect.poll(() => page.locator('[data-panel]').count()).toBeGreaterThan(5)
  // There is no other one: it would not be known which is meant.
  await page.getByText("This panel can't be drawn").waitFor()
  await page
    .locator('[data-panel]', { hasText: "This panel can't be drawn" })
    .getByRole('button', { name: /^Menu of/ })
    .waitFor()
})

function isSession(url: string): boolean {
  return new URL(url).pathname.endsWith('/session')
}

/** Until nothing on the page speaks of it any more. */
async function retryAll(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        const retry = page.getByRole('button', { name: 'Try again' }).first()
        if (await retry.isVisible()) await retry.click({ timeout: 1_000 }).catch(() => {})
        return page.getByText(AWAY).count()
      },
      { timeout: 60_000 },
    )
    .toBe(0)
  await settled(page)
}
