/** Every page in both themes, held against the rules for people who don't see, don't point or don't tell colours apart as others do. */
import { expect, it } from 'vitest'
import { seriousFindings } from '../testing/accessibility.ts'
import { EVERY_PAGE, openPage, settled } from './testing/every-page.ts'
import { shopStories } from './testing/shop-stories.ts'

const stories = shopStories()

it.each(Object.entries(EVERY_PAGE))('finds nothing serious on %s', async (_, path) => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await openPage(page, path)
  await settled(page)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.locator(`html[data-theme=${theme}]`).waitFor()
    expect([theme, await seriousFindings(page)]).toEqual([theme, []])
  }
  expect(visitor.complaints).toEqual([])
})
