/** What stands around every page: the time range, the palette, the keys; and what all pages do when they are left or not looked at. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { paths } from '../src/paths.ts'
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

it('understands what is typed, says what nobody understands, and goes back', async () => {
  await using visitor = await stories.visit({ timezoneId: 'Europe/Berlin' })
  const { page } = visitor
  await openPage(page, paths.services())
  await settled(page)
  const range = () => {
    const { from, to } = Object.fromEntries(new URL(page.url()).searchParams)
    return [from, to]
  }
  const type = async (text: string): Promise<void> => {
    await openTimes(page)
    await page.getByLabel('Type a range').fill(text)
    await page.keyboard.press('Enter')
  }
  await type('45m')
  await page.getByRole('button', { name: 'Time range: Last 45 minutes' }).waitFor()
  expect(range()).toEqual(['now-45m', 'now'])
  await type('2026-03-10 9am to 10:30')
  await page.getByRole('button', { name: 'Time range: 2026-03-10 09:00 to 10:30' }).waitFor()
  expect(range()).toEqual([String(Date.UTC(2026, 2, 10, 8)), String(Date.UTC(2026, 2, 10, 9, 30))])
  await type('1773133200')
  await page.getByRole('button', { name: 'Time range: 2026-03-10 10:00 to now' }).waitFor()
  await type('whenever')
  await page.getByText('Nobody could say when that is.').waitFor()
  await page.keyboard.press('Escape')
  await page.goBack()
  await page.getByRole('button', { name: 'Time range: 2026-03-10 09:00 to 10:30' }).waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Time range: Last 45 minutes' }).waitFor()

  await openTimes(page)
  await page.getByRole('button', { name: 'Show UTC' }).click()
  await expect.poll(() => new URL(page.url()).searchParams.get('tz')).toBe('utc')
  await openPage(page, { ...paths.services(), search: { from: 'soon', to: 'now' } })
  await page.getByRole('button', { name: 'Time range: Last hour, not the one of the address' }).click()
  await page.getByText('The address says from “soon” to “now”, which is no time range.').waitFor()
  expect(visitor.complaints).toEqual([])
})

it('copies a link that goes along with the time, and one that stays', async () => {
  await using visitor = await stories.visit({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { page } = visitor
  await page.clock.install()
  await openPage(page, { ...paths.services(), search: { from: 'now-6h', to: 'now', refresh: '5s' } })
  await settled(page)
  await openTimes(page)
  // It is said for two seconds: on a busy machine they might be over before one looks.
  await page.clock.pauseAt(Date.now() + 60_000)
  const copied = async (name: string) => {
    const button = page.getByRole('button', { name, exact: true })
    await button.click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const isBack = async (): Promise<boolean> => {
      await page.clock.runFor(2_000)
      return button.isVisible()
    }
    await expect.poll(isBack).toBe(true)
    return Object.fromEntries(new URL(await page.evaluate(() => navigator.clipboard.readText())).searchParams)
  }
  expect(await copied('Copy link')).toEqual({ from: 'now-6h', to: 'now', refresh: '5s' })
  const { from, to, ...rest } = await copied('Copy absolute link')
  expect([Number(to) - Number(from), rest]).toEqual([6 * 3_600_000, {}])
})

it('goes live, widens and fixes the range by keys, and refreshes at once', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await openPage(page, { ...paths.services(), search: { from: '1773133200', to: '1773136800' } })
  await settled(page)
  const address = () => Object.fromEntries(new URL(page.url()).searchParams)
  await page.getByRole('combobox', { name: 'Refresh' }).selectOption('live')
  await expect.poll(address).toEqual({ from: 'now-3600s', to: 'now', refresh: 'live' })
  await page.getByRole('button', { name: 'Time range: Last hour' }).waitFor()
  await page.getByRole('combobox', { name: 'Refresh' }).selectOption('off')
  await page.locator('#page').focus()
  await page.keyboard.press('t')
  await page.keyboard.press('z')
  await page.getByRole('button', { name: 'Time range: Last 2 hours' }).waitFor()
  // What is asked already is not asked again.
  await settled(page)
  const asked = page.waitForRequest(request => /\/api\/v1\/query/.test(request.url()))
  await page.keyboard.press('d')
  await page.keyboard.press('r')
  await asked
  await page.keyboard.press('t')
  await page.keyboard.press('a')
  await expect.poll(() => Number(address().to) - Number(address().from)).toBe(7_200_000)
  expect(visitor.complaints).toEqual([])
})

it('leads from anywhere to a target, a metric, a service or a dashboard, by keys alone', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await openPage(page, { ...paths.services(), search: { from: 'now-3h', to: 'now' } })
  await settled(page)
  const list = page.getByRole('listbox', { name: 'What was found' })
  const goTo = async (text: string, kind: string): Promise<URL> => {
    await page.keyboard.press('Control+k')
    // No letter of it is a shortcut: `t z` would widen the range, `?` show the sheet.
    await page.keyboard.type(`tz?${text}`)
    await page.getByText(`Nothing is called tz?${text}.`).waitFor()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(text)
    const group = list.getByRole('group', { name: new RegExp(`^${kind}`) })
    await group.getByRole('option').first().waitFor()
    const wanted = (await group.getByRole('option').first().textContent())!
    const focused = list.locator('[role=option][data-focused]')
    for (let steps = 0; steps < 30 && (await focused.textContent()) !== wanted; steps++)
      await page.keyboard.press('ArrowDown')
    const before = page.url()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).not.toBe(before)
    expect(new URL(page.url()).searchParams.get('from')).toBe('now-3h')
    return new URL(page.url())
  }
  expect((await goTo('live', 'Targets')).pathname).toBe('/admin/targets')
  await page.getByRole('complementary').getByRole('heading', { name: 'Relabelling' }).waitFor()
  expect((await goTo('depth queue', 'Metrics')).searchParams.get('q')).toBe('queue_depth')
  expect((await goTo('shop', 'Services')).pathname).toBe('/services/shop')
  expect((await goTo('every kind', 'Dashboards')).pathname).toBe('/dashboards/every-panel')
  expect(visitor.complaints).toEqual([])
})

it('rests while nobody looks, and asks again when somebody does', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  let asked = 0
  page.on('request', request => {
    if (/\/api\/|\/health/.test(new URL(request.url()).pathname)) asked++
  })
  // Time goes as the story says: nothing has to be waited for.
  await page.clock.install()
  for (const path of [paths.home(), paths.dashboard('every-panel')]) {
    await openPage(page, { ...path, search: { from: 'now-1h', to: 'now', refresh: '5s' } })
    await settled(page)
    const grows = async (): Promise<boolean> => {
      const before = asked
      await page.clock.runFor(30_000)
      await settled(page)
      return asked > before
    }
    expect([path.to, 'seen', await grows()]).toEqual([path.to, 'seen', true])
    await look(page, 'hidden')
    await settled(page)
    expect([path.to, 'hidden', await grows()]).toEqual([path.to, 'hidden', false])
    const again = page.waitForRequest(/\/api\/v1\/query/)
    await look(page, 'visible')
    await page.clock.runFor(6_000)
    await again
  }
})

/** As the browser tells of a tab that was left or that was come back to. */
async function look(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate(now => {
    Object.defineProperty(document, 'visibilityState', { value: now, configurable: true })
    Object.defineProperty(document, 'hidden', { value: now === 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

it.each([
  ['home', paths.home()],
  ['a service', paths.service('shop')],
  ['explore', paths.explore('queue_depth')],
  ['a dashboard', paths.dashboard('every-panel')],
])('gives up what %s still asks for when it is left', async (_, path) => {
  await using visitor = await stories.visit()
  const { page } = visitor
  const underWay = new Set<string>()
  const isQuestion = (url: string): boolean => /\/api\/v1\/query/.test(url) && !url.endsWith('/cancel')
  const givenUp: string[] = []
  page.on('request', request => {
    if (isQuestion(request.url())) underWay.add(request.url())
  })
  page.on('requestfailed', request => givenUp.push(request.url()))
  // They are never answered.
  await page.route(/\/api\/v1\/query/, () => {})
  await openPage(page, path)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  await expect.poll(() => underWay.size).toBeGreaterThan(0)
  await page.getByRole('link', { name: 'Admin' }).click()
  await page.getByRole('tab', { name: 'Configuration' }).click()
  await expect.poll(() => [...underWay].filter(url => !givenUp.includes(url))).toEqual([])
})

it('begins another page at its top, and comes back to where one was', async () => {
  await using visitor = await stories.visit({ viewport: { width: 1280, height: 500 } })
  const { page } = visitor
  await openPage(page, paths.home())
  await settled(page)
  const scrolled = () => page.evaluate(() => document.querySelector('#page')!.scrollTop)
  // A browser that draws seldom tells of it later than the keys come.
  await page.evaluate(
    () =>
      new Promise(told => {
        const whole = document.querySelector('#page')!
        whole.addEventListener('scroll', told, { once: true })
        whole.scrollTo(0, 150)
      }),
  )
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.getByRole('heading', { name: 'Explore', level: 1 }).waitFor()
  expect(await page.title()).toBe('Explore · Vedette')
  await expect.poll(scrolled).toBe(0)
  // Whoever turns round before the other page is there was never on it.
  await settled(page)
  await page.goBack()
  await settled(page)
  await expect.poll(scrolled).toBe(150)
})
