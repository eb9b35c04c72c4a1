/** Dashboards in a real browser: somebody imports one, looks at panels of every kind, chooses, opens a row, and sees what is wrong with one of them alone. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { write } from '../../test/e2e/remote-write.ts'
import { addDashboard, EVERY_PANEL } from './testing/every-panel.ts'
import { shopStories } from './testing/shop-stories.ts'

const stories = shopStories()

function panel(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true })
}

async function choose(page: Page, title: string, entry: string): Promise<void> {
  const whole = panel(page, title)
  await whole.scrollIntoViewIfNeeded()
  await whole.hover()
  await whole.getByRole('button', { name: `Menu of ${title}` }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

/** What a page asked of one kind of thing, batch by batch. */
function batchesOf(page: Page): string[][] {
  const batches: string[][] = []
  page.on('request', request => {
    if (!request.url().endsWith('/query_batch')) return
    const { queries } = JSON.parse(request.postData()!) as { queries: { id: string }[] }
    batches.push(queries.map(({ id: _, ...question }) => JSON.stringify(question)))
  })
  return batches
}

it('shows panels of every kind, names those that it can’t draw, and lets one fail alone', async () => {
  await using visitor = await stories.visit({
    viewport: { width: 1280, height: 1700 },
  })
  const { page } = visitor
  const batches = batchesOf(page)
  await page.goto('/dashboards')
  await page.getByRole('link', { name: 'Every kind of panel' }).click()
  await page.getByRole('heading', { name: 'Dashboards / Every kind of panel' }).waitFor()
  expect(new URL(page.url()).searchParams.get('from')).toBe('now-30m')

  await panel(page, 'Requests')
    .getByText(/req\/s$/)
    .waitFor()
  await panel(page, 'Share of errors')
    .getByRole('img', { name: /1\.2 %/ })
    .waitFor()
  await panel(page, 'Depth').getByText('returns').waitFor()
  await panel(page, 'Request rate')
    .getByRole('row', { name: /^\/pay/ })
    .waitFor()
  await panel(page, 'Requests by route')
    .getByRole('row', { name: /\/cart/ })
    .first()
    .waitFor()
  await panel(page, 'Share by route')
    .getByRole('img', { name: /\/search .*%/ })
    .waitFor()
  await panel(page, 'Bars by route')
    .getByRole('img', { name: /\/cart/ })
    .waitFor()
  await panel(page, 'Latency').getByRole('img', { name: 'Latency' }).waitFor()
  await panel(page, 'Up').getByRole('img', { name: 'Up' }).waitFor()
  await panel(page, 'Busy routes').getByRole('img', { name: 'Busy routes' }).waitFor()
  await panel(page, 'Queues').getByRole('img', { name: 'Queues' }).waitFor()

  const text = panel(page, 'text')
  await text.getByRole('heading', { name: 'hello' }).waitFor()
  await text.getByText('<img src=x onerror="alert(1)">').waitFor()
  expect(await text.locator('img').count()).toBe(0)

  await panel(page, 'Of another kind').getByText('candlestick').waitFor()
  await panel(page, 'Lines')
    .getByText(/come with logs/)
    .waitFor()
  const mistake = panel(page, 'A mistake').getByRole('alert')
  await mistake.getByText(/unclosed left parenthesis/).waitFor()
  await mistake.getByRole('button', { name: 'Try again' }).waitFor()
  await page.getByRole('button', { name: /notes on this dashboard/ }).click()
  await page
    .getByRole('dialog')
    .getByText(/candlestick/)
    .waitFor()
  await page.keyboard.press('Escape')

  // All that is seen goes in one request, each question once.
  const first = batches.find(batch => batch.length > 5)!
  expect(first.length).toBe(new Set(first).size)
  expect(visitor.complaints).toEqual([])
})

it('asks again only for what depends on a variable, and keeps the choice in the address', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  const batches = batchesOf(page)
  await page.goto('/dashboards/every-panel')
  const rate = panel(page, 'Request rate')
  await rate.getByRole('row', { name: /^\/pay/ }).waitFor()
  await panel(page, 'Depth').getByText('returns').waitFor()

  batches.length = 0
  await page.getByRole('button', { name: 'Route: All' }).click()
  await page.getByRole('option', { name: '/cart' }).click()
  await page.getByRole('option', { name: '/pay' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Route: /cart + /pay' }).waitFor()
  await rate.getByRole('row', { name: /^\/search/ }).waitFor({ state: 'detached' })
  await expect.poll(() => rate.getByRole('row').count()).toBe(1 + 2)
  expect(new URL(page.url()).searchParams.getAll('var-route')).toEqual(['/cart', '/pay'])
  expect(batches.flat().some(query => query.includes('(/cart|/pay)'))).toBe(true)
  expect(batches.flat().filter(query => query.includes('max by (team)'))).toEqual([])

  // A row that is repeated, and one that is shut.
  await page.getByRole('button', { name: 'By route', exact: true }).scrollIntoViewIfNeeded()
  await panel(page, 'Of /pay').waitFor()
  expect(await panel(page, 'Of /search').count()).toBe(0)
  expect(await panel(page, 'In the row').count()).toBe(0)
  await page.getByRole('button', { name: /Shut at first/ }).click()
  await panel(page, 'In the row').getByText('7', { exact: true }).waitFor()
  const marks = page.getByRole('checkbox', { name: 'Busy' })
  // Not `uncheck`: the address is changed first, and the mark goes by that.
  await marks.click()
  await expect.poll(() => marks.isChecked()).toBe(false)

  // What was opened and switched off is in the address, too.
  await page.reload()
  await page.getByRole('button', { name: 'Route: /cart + /pay' }).waitFor()
  await panel(page, 'In the row').scrollIntoViewIfNeeded()
  await panel(page, 'In the row').getByText('7', { exact: true }).waitFor()
  expect(await marks.isChecked()).toBe(false)
  const said = (name: string) => new URL(page.url()).searchParams.get(name)
  expect([said('rows'), said('marks')]).toEqual([expect.stringMatching(/^\d+$/), '-0'])
  await marks.click()
  await expect.poll(() => marks.isChecked()).toBe(true)
  await page.getByRole('button', { name: /Shut at first/ }).click()
  await expect.poll(() => [said('rows'), said('marks')]).toEqual([null, null])
  await page.goBack()
  expect(visitor.complaints).toEqual([])
})

it('shows one panel alone, its data and its queries, and the way to Explore', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/dashboards/every-panel')
  await panel(page, 'Request rate')
    .getByRole('row', { name: /^\/pay/ })
    .waitFor()
  await choose(page, 'Request rate', 'View')
  await expect.poll(() => page.getByRole('region', { name: 'Requests', exact: true }).count()).toBe(0)
  await expect
    .poll(async () => (await panel(page, 'Request rate').boundingBox())?.height)
    .toBeGreaterThan(500)
  await page.keyboard.press('Escape')
  await panel(page, 'Requests').waitFor()

  await choose(page, 'Requests by route', 'Inspect')
  const inspector = page.getByRole('complementary', { name: 'Inspect Requests by route' })
  await inspector
    .getByRole('row', { name: /\/cart/ })
    .first()
    .waitFor()
  const folder = await mkdtemp(join(tmpdir(), 'dashboards-'))
  try {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      inspector.getByRole('button', { name: 'CSV' }).click(),
    ])
    await download.saveAs(join(folder, 'data.csv'))
    const csv = await readFile(join(folder, 'data.csv'), 'utf8')
    expect(csv).toMatch(/^Time,code,route,Value\r\n\d{4}-\d\d-\d\dT[\d:.]+Z,200,\/cart,\d+\r\n/)
  } finally {
    await rm(folder, { recursive: true })
  }
  await inspector.getByRole('tab', { name: 'Queries' }).click()
  await inspector.getByText('sum by (route, code) (http_requests_total)').waitFor()
  await inspector.getByRole('tab', { name: 'JSON' }).click()
  await inspector.getByText('"type": "table"').waitFor()
  await page.keyboard.press('Escape')

  await choose(page, 'Request rate', 'Explore this query')
  await expect.poll(() => new URL(page.url()).pathname).toBe('/explore')
  expect(new URL(page.url()).searchParams.get('q')).toMatch(/^sum by \(route\) \(rate\(http_requests_total/)
  expect(visitor.complaints).toEqual([])
})

it('takes a dashboard along, and says what it doesn’t show as Grafana does', async () => {
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/dashboards')
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'JSON of the dashboard' }).fill('{')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await dialog
    .getByRole('alert')
    .getByText(/^This is not JSON/)
    .waitFor()
  const copy = { ...EVERY_PANEL, uid: 'taken-along', title: 'Taken along' }
  await dialog.getByRole('textbox', { name: 'JSON of the dashboard' }).fill(JSON.stringify(copy))
  await dialog.getByRole('button', { name: 'Import' }).click()
  await dialog.getByRole('heading', { name: 'Taken along is here' }).waitFor()
  await dialog.getByText(/candlestick/).waitFor()
  await dialog.getByRole('button', { name: 'Open it' }).click()
  await panel(page, 'Requests')
    .getByText(/req\/s$/)
    .waitFor()

  // The palette finds it by its title.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('every kind')
  await page.locator('[role=option][data-focused]', { hasText: 'Every kind of panel' }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).pathname).toBe('/dashboards/every-panel')
  expect(visitor.complaints).toEqual([])
})

it('asks anew who there is to choose from when it is refreshed, if that changes with time, and not at every tick', async () => {
  const variable = { type: 'query', current: { text: '', value: '' } }
  const dashboard = {
    uid: 'over-time',
    title: 'Over time',
    schemaVersion: 39,
    time: { from: 'now-30m', to: 'now' },
    templating: {
      list: [
        { ...variable, name: 'early', refresh: 1, query: 'label_values(stalls, team)' },
        { ...variable, name: 'late', refresh: 2, query: 'label_values(stalls, pod)' },
      ],
    },
    panels: [],
  }
  await fetch(`${stories.vedette.url}/api/v1/dashboards`, { method: 'POST', body: JSON.stringify(dashboard) })
  await using visitor = await stories.visit()
  const { page } = visitor
  const asked = { team: 0, pod: 0 }
  page.on('request', request => {
    const [, label] = /\/label\/(team|pod)\/values/.exec(request.url()) ?? []
    if (label !== undefined) asked[label as keyof typeof asked]++
  })
  // The first of the choices is chosen: each that comes stands before all that were there.
  const comes = async (pod: string): Promise<void> => {
    const labels = { __name__: 'stalls', team: 'orders', pod }
    const answer = await write(stories.vedette.url, [{ labels, samples: [[Date.now(), 1]] }])
    expect(answer.status).toBeLessThan(300)
  }
  /** The answer is here: what is still under way would not be asked again, however far time goes. */
  const shows = (pod: string): Promise<void> => page.getByRole('button', { name: `late: ${pod}` }).waitFor()

  await comes('d')
  await page.clock.install()
  await page.goto('/dashboards/over-time?from=now-30m&to=now&refresh=5s')
  await shows('d')
  expect(asked).toEqual({ team: 1, pod: 1 })
  for (const [pod, times] of [
    ['c', 2],
    ['b', 3],
  ] as const) {
    await comes(pod)
    await page.clock.runFor(5_000)
    expect(asked).toEqual({ team: 1, pod: times - 1 })
    await page.clock.runFor(30_000)
    await shows(pod)
    expect(asked).toEqual({ team: 1, pod: times })
  }

  // Whoever comes back has it all as it is now.
  await page.getByRole('link', { name: 'Dashboards', exact: true }).first().click()
  await comes('a')
  await page.clock.runFor(30_000)
  await page.getByRole('link', { name: 'Over time' }).click()
  await shows('a')
  expect(asked).toEqual({ team: 2, pod: 4 })
  expect(visitor.complaints).toEqual([])
})

it('fills in texts that are repeated with the value of each', async () => {
  const server = { name: 'server', type: 'custom', query: 'ash, elm', multi: true, includeAll: true }
  const dashboard = {
    uid: 'repeated-text',
    title: 'Repeated text',
    schemaVersion: 39,
    time: { from: 'now-30m', to: 'now' },
    templating: { list: [{ ...server, current: { text: ['All'], value: ['$__all'] } }] },
    panels: [
      {
        id: 1,
        type: 'text',
        title: 'About $server',
        gridPos: { x: 0, y: 0, w: 24, h: 4 },
        repeat: 'server',
        options: { mode: 'markdown', content: 'This is $server.' },
      },
    ],
  }
  await fetch(`${stories.vedette.url}/api/v1/dashboards`, { method: 'POST', body: JSON.stringify(dashboard) })
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/dashboards/repeated-text')
  await panel(page, 'About ash').getByText('This is ash.', { exact: true }).waitFor()
  await panel(page, 'About elm').getByText('This is elm.', { exact: true }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('asks for lists that no panel waits for when the panels stand', async () => {
  const job = { name: 'job', type: 'query', query: 'label_values(up, job)', includeAll: true, allValue: '.*' }
  const dashboard = {
    uid: 'late-lists',
    title: 'Late lists',
    schemaVersion: 39,
    time: { from: 'now-30m', to: 'now' },
    templating: { list: [{ ...job, current: { text: 'All', value: '$__all' } }] },
    panels: [
      {
        id: 1,
        type: 'stat',
        title: 'Targets',
        gridPos: { x: 0, y: 0, w: 6, h: 4 },
        targets: [{ refId: 'A', expr: 'count(up{job=~"$job"})' }],
      },
    ],
  }
  await fetch(`${stories.vedette.url}/api/v1/dashboards`, { method: 'POST', body: JSON.stringify(dashboard) })
  for (const isAnswered of [true, false]) {
    await using visitor = await stories.visit()
    const { page } = visitor
    let lists = 0
    page.on('request', request => {
      if (request.url().includes('/label/job/values')) lists++
    })
    const answering = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    await page.route(/query_batch/, async route => {
      asked.resolve()
      await answering.promise
      await route.continue()
    })
    await page.clock.install()
    await page.goto('/dashboards/late-lists')
    await asked.promise
    await page.clock.runFor(3_000)
    expect(lists).toBe(0)
    // Panels that take long hold them up no longer than that.
    if (isAnswered) answering.resolve()
    else await page.clock.runFor(3_000)
    await expect.poll(() => lists).toBe(1)
    answering.resolve()
    await page.getByRole('button', { name: 'job: All' }).waitFor()
    expect(visitor.complaints).toEqual([])
  }
})

it('keeps what is picked one after the other, however long the lists take that depend on it', async () => {
  const variable = {
    ...{ type: 'query', refresh: 1, multi: true, includeAll: true },
    current: { text: ['All'], value: ['$__all'] },
  }
  await addDashboard(stories.vedette.url, {
    uid: 'one-by-one',
    title: 'One by one',
    schemaVersion: 39,
    templating: {
      list: [
        { ...variable, name: 'team', query: 'label_values(queue_depth, team)' },
        { ...variable, name: 'pod', query: 'label_values(queue_depth{team=~"$team"}, pod)' },
      ],
    },
    panels: [],
  })
  await using visitor = await stories.visit()
  const { page } = visitor
  await page.goto('/dashboards/one-by-one')
  await page.getByRole('button', { name: 'pod: All' }).waitFor()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route(/\/label\/pod\/values/, async route => {
    await released
    await route.continue()
  })
  await page.getByRole('button', { name: 'team: All' }).click()
  await page.getByRole('option', { name: 'orders' }).click()
  await page.getByRole('option', { name: 'returns' }).click()
  await page.keyboard.press('Escape')
  await expect.poll(() => new URL(page.url()).searchParams.getAll('var-team')).toEqual(['orders', 'returns'])
  release()
  await page.getByRole('button', { name: 'team: orders + returns' }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('keeps what is chosen while the server is away, and asks again by itself who there is to choose from', async () => {
  const variable = { type: 'query', current: { text: '', value: '' } }
  await addDashboard(stories.vedette.url, {
    uid: 'on-a-wall',
    title: 'On a wall',
    schemaVersion: 39,
    templating: {
      list: [
        { ...variable, name: 'early', refresh: 1, query: 'label_values(queue_depth, team)' },
        {
          ...variable,
          name: 'late',
          refresh: 2,
          query: 'label_values(http_requests_total{job="shop"}, route)',
        },
      ],
    },
    panels: [],
  })
  await using visitor = await stories.visit()
  const { page } = visitor
  const lists = /\/label\/(?:team|route)\/values/
  const away = page.getByRole('img', { name: "Vedette can't be reached" })
  await page.clock.install()
  await page.route(lists, route => route.abort())
  await page.goto('/dashboards/on-a-wall?from=now-30m&to=now&refresh=5s')
  await expect.poll(() => away.count()).toBe(2)
  await page.unroute(lists)
  await page.clock.runFor(5_000)
  await page.getByRole('button', { name: 'early: orders' }).waitFor()
  await page.getByRole('button', { name: 'late: /cart' }).waitFor()
  expect(await away.count()).toBe(0)

  await page.route(lists, route => route.abort())
  await page.clock.runFor(30_000)
  await away.waitFor()
  expect(await page.getByRole('button', { name: 'late: /cart' }).count()).toBe(1)
  await page.unroute(lists)
  await page.clock.runFor(5_000)
  await away.waitFor({ state: 'detached' })
  expect(visitor.complaints).toEqual([])
})

it.each(['dark', 'light'] as const)('shows in the %s theme where something will stand', async colorScheme => {
  await using visitor = await stories.visit({ colorScheme })
  const { page } = visitor
  await page.route(/query_batch/, () => {})
  await page.goto('/dashboards/every-panel')
  const skeleton = panel(page, 'Request rate').locator('.skeleton-late')
  await skeleton.waitFor()
  expect((await skeleton.boundingBox())!.height).toBeGreaterThan(100)
  const ground = (of: Locator) => of.evaluate(node => getComputedStyle(node).backgroundColor)
  expect(await ground(skeleton)).not.toBe(await ground(panel(page, 'Request rate')))
  expect(visitor.complaints).toEqual([])
})
