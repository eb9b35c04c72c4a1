/** What opens over every page: the time range with its calendar, and the sheet of shortcuts. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { paths } from '../src/paths.ts'
import { seriousFindings } from '../testing/accessibility.ts'
import { openPage, settled } from './testing/every-page.ts'
import { shopStories } from './testing/shop-stories.ts'

const stories = shopStories()

const openTimes = (page: Page) => page.getByRole('button', { name: /^Time range/ }).click()

it('picks days from a calendar, by mouse and by keys', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await openPage(page, { ...paths.services(), search: { from: '2026-03-10', to: '2026-03-12', tz: 'utc' } })
  await settled(page)
  await openTimes(page)
  const calendar = page.getByRole('grid', { name: /March 2026/ })
  await calendar.getByRole('button', { name: / 4 March/ }).click()
  await calendar.getByRole('button', { name: / 6 March/ }).click()
  await page.getByRole('button', { name: 'Time range: 2026-03-04 to 2026-03-06' }).waitFor()
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
    from: '2026-03-04',
    to: '2026-03-06',
  })

  await openTimes(page)
  await calendar.getByText('6', { exact: true }).focus()
  // The first day is chosen, and the keys stand on the one after it.
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Time range: 2026-03-06 to 2026-03-08' }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it.each([
  ['the time range', openTimes, 'Time range'],
  ['the sheet of shortcuts', (page: Page) => page.keyboard.press('?'), 'Keyboard shortcuts'],
])('finds nothing serious on %s', async (_, open, name) => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await openPage(page, paths.services())
  await settled(page)
  await open(page)
  await page.getByRole('dialog', { name }).waitFor()
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.locator(`html[data-theme=${theme}]`).waitFor()
    expect([theme, await seriousFindings(page)]).toEqual([theme, []])
  }
  expect(visitor.complaints).toEqual([])
})
