/** Graphs under the pointer: what they share, which of their lines show, and where their dots lead. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { until } from '../../test/e2e/until.ts'
import { quiet } from '../testing/quiet.ts'
import { shopStories } from './testing/shop-stories.ts'

const stories = shopStories()

const RATE = 'sum by (route) (rate(http_requests_total[5m]))'

/** Into the middle of what is drawn of a graph. */
async function pointAt(page: Page, name: string): Promise<void> {
  await page.getByRole('group', { name }).locator('.u-over').hover()
}

it('mark the time in those beside, with their values or not at all, as somebody likes', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/services/shop')
  const shown = async (): Promise<readonly [lines: number, tooltips: number]> => [
    await page.locator('.chart-remote:visible').count(),
    await page.locator('.chart-tooltip:visible').count(),
  ]
  await page.getByRole('figure', { name: 'Latency' }).getByRole('row').nth(1).waitFor()
  await quiet(page)
  await pointAt(page, 'Requests by status')
  await expect.poll(shown).toEqual([expect.toSatisfy(lines => lines >= 2), 1])
  await page.mouse.move(0, 0)
  await expect.poll(shown).toEqual([0, 0])

  await page.keyboard.press('Control+o')
  await pointAt(page, 'Requests by status')
  await expect
    .poll(shown)
    .toEqual([expect.toSatisfy(lines => lines >= 2), expect.toSatisfy(boxes => boxes >= 3)])
  await page.mouse.move(0, 0)
  await page.keyboard.press('Control+o')
  await pointAt(page, 'Requests by status')
  await expect.poll(shown).toEqual([0, 1])

  // Another page and another day know it still.
  await page.goto('/')
  await page.getByRole('figure', { name: 'Requests', exact: true }).getByRole('row').nth(1).waitFor()
  await page.keyboard.press('?')
  await page.getByText('Crosshair: each graph its own. Make it shared').waitFor()
  expect(visitor.complaints).toEqual([])
})

it('show one line alone, or all but one', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto(`/explore?q=${encodeURIComponent(RATE)}`)
  const lines = page
    .getByRole('figure', { name: /^Graph of/ })
    .locator('tbody')
    .getByRole('button')
  const search = lines.filter({ hasText: '/search' })
  await search.waitFor()
  const all = await lines.count()
  const pressed = () =>
    page
      .getByRole('figure', { name: /^Graph of/ })
      .locator('tbody button[aria-pressed=true]')
      .count()
  expect([all > 1, await pressed()]).toEqual([true, all])
  await search.click()
  await expect.poll(pressed).toBe(1)
  expect(await search.getAttribute('aria-pressed')).toBe('true')
  await search.click()
  await expect.poll(pressed).toBe(all)
  await search.click({ modifiers: ['ControlOrMeta'] })
  await expect.poll(pressed).toBe(all - 1)
  expect(await search.getAttribute('aria-pressed')).toBe('false')
  expect(visitor.complaints).toEqual([])
})

it('lead from a dot to the trace of one request', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  const query = 'histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))'
  const atSec = await until('two exemplars', async () => {
    const asked = new URLSearchParams({ query, start: '0', end: String(Date.now() / 1000 + 60) })
    const answer = await fetch(`${stories.vedette.url}/api/v1/query_exemplars?${asked}`)
    const { data } = (await answer.json()) as { data: { exemplars: { timestamp: number }[] }[] }
    const exemplars = data.flatMap(each => each.exemplars)
    return exemplars.length === 2 ? exemplars[0]!.timestamp : undefined
  })
  // Whole minutes: a range is rounded to its step.
  const from = Math.floor(atSec / 60) * 60 - 240
  const to = from + 360
  await page.goto(`/explore?from=${from * 1000}&to=${to * 1000}&exemplars=on&q=${encodeURIComponent(query)}`)
  await page.getByText('2 shown.').waitFor()
  await quiet(page)
  const plot = (await page
    .getByRole('group', { name: /^Graph of/ })
    .locator('.u-over')
    .boundingBox())!
  const x = plot.x + (plot.width * (atSec - from)) / (to - from)
  const told = page.locator('.chart-tooltip').getByText(/^Exemplar 420 ms, trace 00f067aa/)
  for (let y = plot.y + 4; y < plot.y + plot.height && !(await told.isVisible()); y += 5) {
    await page.mouse.move(x, y)
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  await page.mouse.down()
  await page.mouse.up()
  const chosen = page.getByRole('region', { name: 'Exemplar' })
  await chosen.getByText('00f067aa0ba902b7a3ce929d0e0e4736', { exact: true }).waitFor()
  await chosen.getByRole('button', { name: 'Close' }).click()
  await chosen.waitFor({ state: 'detached' })
  expect(visitor.complaints).toEqual([])
})
