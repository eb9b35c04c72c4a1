/** Dashboards in the hands of those who make them: from nothing to saved, changed from a file, two at once, and back to what was. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { externalProgram } from '../../server/testing/external-program.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { write } from '../../test/e2e/remote-write.ts'
import { startVedette, type VedetteProcess } from '../../test/e2e/vedette-process.ts'
import { buildUi } from '../build.ts'
import { seriousFindings } from '../testing/accessibility.ts'
import { openBrowser, visit } from '../testing/browser.ts'

const SHOP = {
  uid: 'shop',
  title: 'Shop',
  schemaVersion: 39,
  panels: [
    {
      id: 1,
      type: 'timeseries',
      title: 'Orders',
      gridPos: { x: 0, y: 0, w: 12, h: 8 },
      targets: [{ refId: 'A', expr: 'orders', legendFormat: '{{shelf}}' }],
    },
    {
      id: 2,
      type: 'stat',
      title: 'All',
      gridPos: { x: 12, y: 0, w: 6, h: 8 },
      targets: [{ refId: 'A', expr: 'sum(orders)' }],
    },
  ],
}

const opened = new AsyncDisposableStack()
let vedette: VedetteProcess | undefined
let browser: Browser | undefined
beforeEach(async context => {
  const chromium = externalProgram(context, 'chromium')
  if (browser !== undefined) return
  await buildUi()
  const { path } = opened.use(await temporaryDirectory())
  await writeFile(join(path, 'shop.json'), JSON.stringify(SHOP, null, 2))
  vedette = opened.use(await startVedette({ env: { VEDETTE_DASHBOARDS_FILES: join(path, '*.json') } }))
  const now = Date.now()
  const samples = Array.from({ length: 60 }, (_, i) => [now - (60 - i) * 15_000, 5 + (i % 9)] as const)
  await write(vedette.url, [
    { labels: { __name__: 'orders', shelf: 'a' }, samples },
    { labels: { __name__: 'orders', shelf: 'b' }, samples },
  ])
  browser = opened.adopt(await openBrowser(chromium), each => each.close())
})
afterAll(() => opened.disposeAsync())

const panel = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })
const bring = async (dashboard: object): Promise<string> => {
  const answer = await fetch(`${vedette!.url}/api/v1/dashboards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dashboard }),
  })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { uid: string }).uid
}
const saved = async (uid: string) => {
  const answer = await fetch(`${vedette!.url}/api/v1/dashboards/${uid}`)
  return (await answer.json()) as {
    version: number
    message: string
    dashboard: { title: string; panels: { title: string; gridPos: object; targets: object[] }[] }
  }
}

it('begins a dashboard, adds a panel with a query and its look, moves it by keys, undoes, and saves', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/dashboards')
  await page.getByRole('button', { name: 'New dashboard' }).click()
  await page.getByLabel('Title').fill('Checkout')
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByText('This dashboard has no panels yet').waitFor()

  await page.getByRole('button', { name: 'Add panel' }).click()
  await page.getByRole('region', { name: 'Query A' }).locator('.cm-content').click()
  await page.keyboard.insertText('orders')
  await panel(page, 'New panel')
    .getByText('{shelf="a"}')
    .or(panel(page, 'New panel').getByText('a', { exact: true }))
    .first()
    .waitFor()
  await page.getByLabel('Title').fill('Orders by shelf')
  await page.getByLabel('Series are called').fill('shelf {{shelf}}')
  await page.getByLabel('Unit').fill('reqps')
  await panel(page, 'Orders by shelf').getByText('shelf b').first().waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Back to the dashboard' }).click()

  await page.getByRole('button', { name: /^Move Orders by shelf/ }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Do again' }).click()
  expect(await seriousFindings(page)).toEqual([])

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('region', { name: 'What changes' }).getByText('"title": "Orders by shelf"').waitFor()
  await dialog.getByLabel('Why').fill('first panel')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Done' }).click()
  await panel(page, 'Orders by shelf').getByText('shelf b').first().waitFor()
  const uid = new URL(page.url()).pathname.split('/').at(-1)!
  expect(await saved(uid)).toMatchObject({
    version: 2,
    message: 'first panel',
    dashboard: {
      title: 'Checkout',
      panels: [
        {
          title: 'Orders by shelf',
          gridPos: { x: 1, y: 0, w: 13, h: 8 },
          targets: [{ expr: 'orders', legendFormat: 'shelf {{shelf}}' }],
        },
      ],
    },
  })
  expect(visitor.complaints).toEqual([])
})

it('drags a panel to another place and pulls it larger by mouse, doubles it, and lets the others give way', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  const uid = await bring({
    ...SHOP,
    uid: 'by-mouse',
    title: 'By mouse',
    panels: SHOP.panels.map((each, i) => ({ ...each, gridPos: { x: i * 12, y: 0, w: 12, h: 8 } })),
  })
  await page.goto(`/dashboards/${uid}?edit=on`)
  const grip = (title: string) => page.getByRole('button', { name: `Move ${title}` })
  const pull = async (from: Locator, by: readonly [x: number, y: number]) => {
    // It has come to rest then, and nothing lies over it.
    await from.hover()
    const { x, y, width, height } = (await from.boundingBox())!
    await page.mouse.down()
    await page.mouse.move(x + width / 2 + by[0], y + height / 2 + by[1], { steps: 8 })
    await page.mouse.up()
  }
  const cell = page.locator('.react-grid-item', { has: grip('All') })
  await grip('All').waitFor()
  const { width, height } = (await cell.boundingBox())!

  await pull(grip('All'), [-width, height])
  await expect.poll(async () => (await cell.boundingBox())!.y).toBeGreaterThan(height)
  await pull(cell.locator('.react-resizable-handle'), [width / 2, height / 2])
  await expect.poll(async () => (await cell.boundingBox())!.width).toBeGreaterThan(width * 1.4)
  await panel(page, 'All').hover()
  await panel(page, 'All').getByRole('button', { name: 'Menu of All' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect.poll(() => panel(page, 'All').count()).toBe(2)

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  const { panels } = (await saved(uid)).dashboard
  expect(panels.map(({ title, gridPos }) => [title, gridPos])).toEqual([
    ['Orders', { x: 0, y: 0, w: 12, h: 8 }],
    ['All', { x: 0, y: 8, w: 18, h: 12 }],
    ['All', { x: 0, y: 20, w: 18, h: 12 }],
  ])
  expect(visitor.complaints).toEqual([])
})

it('gives the patch for a file, keeps versions, and brings one back', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/dashboards/shop')
  await panel(page, 'Orders').hover()
  await page.getByRole('button', { name: 'Menu of Orders' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByLabel('Title').fill('Orders in all')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  // What can't be had at once can be asked for again: there is no second time to come here.
  await page.route('**/api/v1/dashboards/shop/patch', route => route.abort())
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved as version 1').waitFor()
  const patch = page.getByRole('region', { name: 'Patch' })
  await patch.getByText("Vedette can't be reached").waitFor()
  await page.unrouteAll()
  await patch.getByRole('button', { name: 'Try again' }).click()
  await patch.getByText('+      "title": "Orders in all"').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'Back to the dashboard' }).click()
  await page.getByRole('button', { name: 'Menu of All' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByLabel('Why').fill('twice')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved as version 2').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'Versions' }).click()
  const list = page.getByRole('complementary', { name: 'Versions of Shop' })
  await list.getByText('twice').waitFor()
  await list.getByRole('button', { name: 'What changed since' }).click()
  await list.getByRole('region', { name: 'What changed since version 1' }).waitFor()
  await list.getByRole('button', { name: 'Bring back' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Bring back' }).click()
  await list.waitFor({ state: 'detached' })
  expect((await saved('shop')).dashboard.panels.map(({ title }) => title)).toEqual(['Orders in all', 'All'])
  expect((await saved('shop')).version).toBe(3)
  expect(visitor.complaints).toEqual([])
})

it('loses nobody’s work when two save, and says what is wrong with JSON', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.clock.install()
  await page.goto('/dashboards/shop?edit=on')
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Description').fill('What the shop sells')
  await page.getByRole('button', { name: 'Close' }).click()
  const other = await saved('shop')
  const answer = await fetch(`${vedette!.url}/api/v1/dashboards/shop`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dashboard: { ...other.dashboard, tags: ['mine'] }, basedOn: other.version }),
  })
  expect(answer.status).toBe(200)
  // Who comes back to the tab after a while has the page read it anew, which does not make it what the draft began from.
  await page.clock.fastForward('02:00')
  const readAnew = page.waitForResponse(response => response.url().endsWith('/api/v1/dashboards/shop'))
  await page.evaluate(() => dispatchEvent(new Event('visibilitychange')))
  await (await readAnew).finished()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByRole('button', { name: `Save over version ${other.version + 1}` }).waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'JSON' }).click()
  await page.getByRole('textbox', { name: 'JSON' }).fill('{"title": "x", "panels": [{"id": 1]}')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('dialog').getByRole('alert').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Home' }).click()
  const question = page.getByRole('alertdialog')
  await question.getByRole('button', { name: 'Cancel' }).click()
  // It has a button of the same name as the page.
  await question.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Discard' }).click()
  await question.getByRole('button', { name: 'Discard' }).click()
  await panel(page, 'Orders in all').waitFor()
  expect(visitor.complaints).toEqual([])
})
