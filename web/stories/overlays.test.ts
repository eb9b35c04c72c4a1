/** What opens over pages, in both themes, held against the same rules as the pages themselves. */
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type Path, paths } from '../src/paths.ts'
import { seriousFindings } from '../testing/accessibility.ts'
import { openPage, RATE, settled } from './testing/every-page.ts'
import { shopStories } from './testing/shop-stories.ts'

const stories = shopStories()

interface Overlay {
  readonly on: Path
  /** Opens it; what it gives stands when it is open. */
  open(page: Page): Promise<Locator>
}

const EVERY_PANEL = paths.dashboard('every-panel')

const palette = async (page: Page, text: string): Promise<Locator> => {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Go to' }).getByRole('combobox', { name: 'Search' }).fill(text)
  return page.getByRole('listbox', { name: 'What was found' })
}

const press = async (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click()

const editing = async (page: Page): Promise<void> => {
  await press(page, 'Edit')
  await page.getByRole('button', { name: 'Add panel' }).waitFor()
}

const OVERLAYS: Readonly<Record<string, Overlay>> = {
  'the palette': {
    on: paths.services(),
    open: async page => (await palette(page, '')).getByRole('option', { name: 'Every kind of panel' }),
  },
  'the palette, with a word in it': {
    on: paths.services(),
    open: async page => (await palette(page, 'http')).getByText('http_requests_total'),
  },
  'the palette, with nothing found': {
    on: paths.services(),
    open: async page => (await palette(page, 'no such thing')).getByText('Nothing is called no such thing.'),
  },
  'the sheet of shortcuts': {
    on: paths.services(),
    open: async page => {
      await page.keyboard.press('?')
      return page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    },
  },
  'the time range': {
    on: paths.services(),
    open: async page => {
      await press(page, /^Time range/)
      return page.getByRole('dialog', { name: 'Time range' }).getByRole('grid')
    },
  },
  'a time range that nobody understands': {
    on: { ...paths.services(), search: { from: 'soon' } },
    open: async page => {
      await press(page, /^Time range: Last hour, not the one/)
      await page.getByLabel('Type a range').fill('sooner')
      return page.getByText('Nobody could say when that is.')
    },
  },
  'the columns of a table': {
    on: paths.services(),
    open: async page => {
      await press(page, 'Choose columns')
      return page.getByText('Over the range').last()
    },
  },
  'earlier queries': {
    on: paths.explore(RATE),
    open: async page => {
      await press(page, /^Earlier queries/)
      return page.getByRole('dialog', { name: 'Earlier queries' })
    },
  },
  'the menu of a panel': {
    on: EVERY_PANEL,
    open: async page => {
      await press(page, /^Menu of Request rate/)
      return page.getByRole('menu')
    },
  },
  'the values of a variable': {
    on: EVERY_PANEL,
    open: async page => {
      await press(page, /^Route/)
      return page.getByRole('listbox', { name: 'Route' }).getByText('/search')
    },
  },
  'the export of a dashboard': {
    on: EVERY_PANEL,
    open: async page => {
      await press(page, 'Export')
      return page.getByRole('menuitem', { name: 'JSON for sharing' })
    },
  },
  'the import': {
    on: paths.dashboards(),
    open: async page => {
      await press(page, 'Import')
      await page.getByRole('textbox', { name: 'JSON of the dashboard' }).fill('{')
      await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
      return page.getByRole('dialog').getByRole('alert')
    },
  },
  'a new dashboard': {
    on: paths.dashboards(),
    open: async page => {
      await press(page, 'New dashboard')
      return page.getByRole('dialog').getByLabel('Title')
    },
  },
  'the editor of a dashboard': {
    on: EVERY_PANEL,
    open: async page => {
      await editing(page)
      return page.getByRole('button', { name: /^Move Request rate/ })
    },
  },
  'the editor of a panel': {
    on: EVERY_PANEL,
    open: async page => {
      await editing(page)
      await press(page, 'Add panel')
      return page.getByRole('region', { name: 'Query A' })
    },
  },
  'the settings of a dashboard': {
    on: EVERY_PANEL,
    open: async page => {
      await editing(page)
      await press(page, 'Settings')
      return page.getByRole('complementary').getByLabel('Refreshes every')
    },
  },
  'the versions of a dashboard': {
    on: EVERY_PANEL,
    open: async page => {
      await editing(page)
      await press(page, 'Versions')
      return page.getByRole('complementary')
    },
  },
  'the JSON of a dashboard': {
    on: EVERY_PANEL,
    open: async page => {
      await editing(page)
      await press(page, 'JSON')
      return page.getByRole('dialog')
    },
  },
  'a metric of the reference': {
    on: paths.reference(),
    open: async page => {
      await page.locator('tr.table-row').filter({ hasText: 'queue_depth' }).click()
      await press(page, /average/)
      return page.getByRole('complementary', { name: 'queue_depth' }).getByRole('figure')
    },
  },
  'a target': {
    on: paths.admin('targets'),
    open: async page => {
      await page.locator('tr.table-row').first().click()
      return page.getByRole('complementary').getByRole('heading', { name: 'Relabelling' })
    },
  },
  'a token': {
    on: paths.admin('tokens'),
    open: async page => {
      await press(page, 'Make a token')
      return page.getByLabel('Name')
    },
  },
  'the sign-in': {
    on: paths.services(),
    open: async page => {
      await page.route('**/api/v1/session', route =>
        route.request().method() === 'GET'
          ? route.fulfill({ json: { required: true, signedIn: false, message: 'The session is over.' } })
          : route.fulfill({ status: 401, json: { code: 'unauthenticated', message: 'No such token.' } }),
      )
      await page.reload()
      await page.getByLabel('Token').fill('vdt_mistyped')
      await press(page, 'Sign in')
      return page.getByText('No such token.')
    },
  },
}

it.each(Object.entries(OVERLAYS))('finds nothing serious on %s', async (_, { on, open }) => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await openPage(page, on)
  await settled(page)
  await (await open(page)).first().waitFor()
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.locator(`html[data-theme=${theme}]`).waitFor()
    expect([theme, await seriousFindings(page)]).toEqual([theme, []])
  }
  expect(visitor.complaints).toEqual([])
})
