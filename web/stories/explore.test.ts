/** Explore in a real browser: somebody asks by typing and by clicking, looks at the answer in each way, errs, and goes back. */
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { quiet } from '../testing/quiet.ts'
import { shopStories } from './testing/shop-stories.ts'

const stories = shopStories()

const RATE = 'sum by (route) (rate(http_requests_total{job="shop"}[5m]))'

function row(page: Page, letter = 'A'): { readonly whole: Locator; readonly editor: Locator } {
  const whole = page.getByRole('region', { name: `Query ${letter}`, exact: true })
  return { whole, editor: whole.locator('.cm-content') }
}

function linkTo(...queries: readonly string[]): string {
  return `/explore?${queries.map((query, i) => `q${i === 0 ? '' : i + 1}=${encodeURIComponent(query)}`).join('&')}`
}

function asked(page: Page): URLSearchParams {
  return new URL(page.url()).searchParams
}

it('asks by typing with completion, zooms by dragging, and goes back', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/explore')
  const { whole, editor } = row(page)
  await page.getByText('What do you want to know?').waitFor()
  await editor.click()
  await page.keyboard.type('sum by (route) (rate(http_requests_t')
  await whole.getByRole('option', { name: 'http_requests_total' }).first().click()
  await page.keyboard.type('[5m]')
  await expect.poll(() => editor.innerText()).toBe('sum by (route) (rate(http_requests_total[5m]))')
  await page.keyboard.press('Shift+Enter')

  const graph = page.getByRole('figure', { name: /^Graph of/ })
  await graph.getByRole('row', { name: /^\/search/ }).waitFor()
  await whole.getByText(/^head, \d+ series, ((< )?\d+ ms|\d+\.\d\d s)$/).waitFor()
  expect(asked(page).get('q')).toBe('sum by (route) (rate(http_requests_total[5m]))')

  // What is drawn anew under the pointer forgets where that was.
  await quiet(page)
  const box = (await page.getByRole('group', { name: /^Graph of/ }).boundingBox())!
  await page.mouse.move(box.x + box.width * 0.4, box.y + 100)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + 110, { steps: 5 })
  await page.mouse.up()
  await expect.poll(() => asked(page).get('from')).toMatch(/^\d{13}$/)
  const minutes = (Number(asked(page).get('to')) - Number(asked(page).get('from'))) / 60_000
  expect(minutes).toBeGreaterThan(5)
  expect(minutes).toBeLessThan(20)
  await page.goBack()
  await expect.poll(() => asked(page).get('from')).toBeNull()
  expect(await editor.innerText()).toContain('http_requests_total')
  expect(visitor.complaints).toEqual([])
})

it('fills in the window for rates that Grafana’s queries have', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/explore')
  const { whole, editor } = row(page)
  await page.getByText('What do you want to know?').waitFor()
  await editor.click()
  await page.keyboard.type('sum by (route) (rate(http_requests_total[')
  await whole.getByRole('option', { name: '$__rate_interval', exact: false }).first().click()
  const query = 'sum by (route) (rate(http_requests_total[$__rate_interval]))'
  await expect.poll(() => editor.innerText()).toBe(query)
  const sent = page.waitForRequest(request => request.url().includes('/query_range'))
  await page.keyboard.press('Shift+Enter')
  expect(new URLSearchParams((await sent).postData() ?? '').get('query')).toBe(
    'sum by (route) (rate(http_requests_total[1m20s]))',
  )
  await page
    .getByRole('figure', { name: /^Graph of/ })
    .getByRole('row', { name: /^\/search/ })
    .waitFor()
  expect(asked(page).get('q')).toBe(query)
  await whole.getByRole('button', { name: 'Explain query A' }).click()
  await whole.getByText('in windows of 1 minute 20 seconds').waitFor()
  expect(await whole.locator('.cm-lintRange-error').count()).toBe(0)
  expect(visitor.complaints).toEqual([])
})

it('narrows a query by clicks in its table', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto(`${linkTo('http_requests_total{job="shop"}')}&view=table`)
  const table = page.getByRole('table', { name: 'Values' })
  const { editor } = row(page)
  await table.getByRole('button', { name: '/pay' }).first().click()
  await expect.poll(() => editor.innerText()).toBe('http_requests_total{job="shop",route="/pay"}')
  await expect.poll(() => table.getByRole('row').count()).toBe(1 + 4)
  await table
    .getByRole('button', { name: '500' })
    .first()
    .click({ modifiers: ['Alt'] })
  await expect.poll(() => editor.innerText()).toBe('http_requests_total{code!="500",job="shop",route="/pay"}')
  await expect.poll(() => table.getByRole('row').count()).toBe(1 + 2)
  await page.goBack()
  await expect.poll(() => editor.innerText()).toBe('http_requests_total{job="shop",route="/pay"}')
  expect(visitor.complaints).toEqual([])
})

it('takes all that comes from outside for text, and keeps its shape however long that is', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  const markup = '<img src=x onerror=alert(1)>'
  const shape = () =>
    page.evaluate(() => ({
      wide: document.documentElement.scrollWidth > innerWidth,
      foreign: document.querySelectorAll('img:not([src="/pennant.svg"]), body script:not([src])').length,
    }))
  const unharmed = { wide: false, foreign: 0 }

  await page.goto(linkTo('hostile{job="shop"}'))
  await page.getByRole('rowheader').filter({ hasText: '<img src=x' }).waitFor()
  await quiet(page)
  const box = (await page.getByRole('group', { name: /^Graph of/ }).boundingBox())!
  await page.mouse.move(box.x + box.width - 40, box.y + 100)
  const tooltip = page.locator('.chart-tooltip')
  await tooltip.getByText('<img src=x').waitFor()
  expect((await tooltip.boundingBox())!.width).toBeLessThanOrEqual(420)
  expect(await shape()).toEqual(unharmed)

  await page.getByRole('tab', { name: 'Table' }).click()
  await page.getByText(markup).first().waitFor()
  expect(await shape()).toEqual(unharmed)

  await page.getByRole('button', { name: 'Browse metrics' }).click()
  const metrics = page.getByRole('complementary', { name: 'Metrics' })
  await metrics.getByRole('searchbox').fill('hostile')
  await metrics.getByRole('button', { name: /^hostile/ }).click()
  await metrics.getByRole('button', { name: /^long 2 values/ }).click()
  await metrics.getByRole('button', { name: /^x{4000}$/ }).click()
  await metrics.getByRole('button', { name: /^As it is/ }).waitFor()
  const help = metrics.getByText('<script>alert(2)</script>')
  expect((await help.boundingBox())!.height).toBeLessThanOrEqual(200)
  expect(await metrics.evaluate(each => each.scrollWidth > each.clientWidth)).toBe(false)
  // Narrowed to a value that long, the link stays one that can be opened again.
  await metrics.getByRole('button', { name: /^As it is/ }).click()
  await page.reload()
  await expect.poll(() => row(page).editor.innerText()).toContain('xxxx')

  await page.goto('/reference')
  await page.getByText('<script>alert(2)</script>').first().waitFor()
  expect(await shape()).toEqual(unharmed)
  expect(visitor.complaints).toEqual([])
})

it('says what is wrong and where, and explains what is right', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto(linkTo('sum by (route) (rate(http_requests_total))'))
  const { whole, editor } = row(page)
  await whole.getByRole('alert').getByText('1:22: parse error: expected type range vector').waitFor()
  await expect
    .poll(() => whole.locator('.cm-lintRange-error').allInnerTexts())
    .toEqual(['http_requests_total'])

  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(RATE)
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: /^\/pay/ }).waitFor()
  expect(await whole.locator('.cm-lintRange-error').count()).toBe(0)

  await page.getByRole('button', { name: 'Explain query A' }).click()
  await whole
    .getByRole('button', {
      name: 'All samples of http_requests_total where job is "shop" in windows of 5 minutes',
    })
    .hover()
  await expect
    .poll(async () => (await whole.locator('.cm-explained').allInnerTexts()).join(''))
    .toBe('http_requests_total{job="shop"}[5m]')

  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('rate(up[5m])')
  await page.keyboard.press('Enter')
  await whole.getByText('PromQL info: metric might not be a counter').waitFor()
  expect(visitor.complaints).toEqual([])
})

it('finds questions for people who write no PromQL', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/explore')
  await page.getByRole('button', { name: 'Browse metrics' }).click()
  const metrics = page.getByRole('complementary', { name: 'Metrics' })
  await metrics.getByRole('searchbox').fill('last byte')
  await metrics.getByRole('button', { name: /^http_request_duration_seconds/ }).click()
  await metrics.getByText('How long requests took, until the last byte was sent.').waitFor()
  await metrics.getByRole('button', { name: /^route 4 values/ }).click()
  await metrics.getByRole('button', { name: '/pay' }).click()
  await metrics.getByRole('button', { name: /^What 95 % stay below/ }).click()
  await page
    .getByRole('figure', { name: /^Graph of/ })
    .getByRole('row', { name: /ms/ })
    .first()
    .waitFor()
  expect(asked(page).get('q')).toContain('http_request_duration_seconds_bucket{route="/pay"}[5m]')
  await metrics.getByRole('button', { name: /^How they spread sum/ }).click()
  await page.getByRole('region', { name: 'Heatmap of query A' }).locator('canvas').first().waitFor()
  expect(asked(page).get('view')).toBe('heatmap')
  await page.getByRole('tab', { name: 'Histogram' }).click()
  await page.getByRole('region', { name: 'Histogram of query A' }).locator('.histogram-bin').first().waitFor()
  await page.getByRole('button', { name: 'Close the metric browser' }).click()
  await metrics.waitFor({ state: 'detached' })
  expect(visitor.complaints).toEqual([])
})

it('keeps several queries, their eyes and what was asked before', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto(linkTo('sum(queue_depth)'))
  await page.getByRole('button', { name: 'Duplicate query A' }).click()
  const { whole, editor } = row(page, 'B')
  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('max(queue_depth)')
  await page.keyboard.press('Enter')
  const graph = page.getByRole('figure', { name: /^Graph of/ })
  await graph.getByRole('row', { name: /^B: max/ }).waitFor()
  await page.getByRole('button', { name: 'Hide query A' }).click()
  await expect.poll(() => graph.getByRole('row', { name: /sum\(/ }).count()).toBe(0)
  await expect.poll(() => [asked(page).get('q2'), asked(page).get('off')]).toEqual(['max(queue_depth)', 'A'])
  await page.reload()
  await expect.poll(() => editor.innerText()).toBe('max(queue_depth)')
  await page.getByRole('button', { name: 'Show query A' }).waitFor()
  await page.getByRole('button', { name: 'Remove query A' }).click()
  await whole.waitFor({ state: 'detached' })
  await expect.poll(() => asked(page).get('q')).toBe('max(queue_depth)')

  await page.getByRole('button', { name: 'Earlier queries for A' }).click()
  await page.getByRole('searchbox', { name: 'Find an earlier query' }).fill('max')
  await page.getByRole('menuitem', { name: /max\(queue_depth\)/ }).waitFor()
  // Once to empty the field, once to leave.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  const { editor: first } = row(page)
  await first.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('min(queue_depth)')
  await page.keyboard.press('Enter')
  await expect.poll(() => asked(page).get('q')).toBe('min(queue_depth)')
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(() => first.innerText()).toBe('max(queue_depth)')
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(() => first.innerText()).toBe('min(queue_depth)')

  // Without the one that is scraped live: whether a step of the graph has seen it depends on the second.
  await page.goto(linkTo('queue_depth{team!=""}'))
  await page.getByText('100 shown, +50 more').first().waitFor()
  await page.getByRole('button', { name: 'Show all 150 series' }).click()
  await page.getByRole('button', { name: 'Show the 100 greatest' }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('shows exemplars, stops a query that takes long, and asks again when the server is back', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto(linkTo('sum(rate(http_request_duration_seconds_bucket[5m]))'))
  await page.getByText('Exemplars', { exact: true }).click()
  await page.getByText('2 shown.').waitFor()

  let mode: 'held' | 'gone' | 'there' = 'held'
  await page.route('**/api/v1/query_range', route =>
    mode === 'held' ? undefined : mode === 'gone' ? route.abort() : route.continue(),
  )
  const { whole, editor } = row(page)
  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('sum(up)')
  await page.keyboard.press('Enter')
  await whole.getByRole('button', { name: 'Cancel' }).click()
  await whole.getByText('Cancelled.').waitFor()
  mode = 'gone'
  await editor.click()
  await page.keyboard.press('Enter')
  await whole.getByRole('alert').getByText("Vedette can't be reached").waitFor()
  mode = 'there'
  await whole.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('figure', { name: 'Graph of sum(up)' }).waitFor()
  expect(visitor.complaints).toEqual([])
})
