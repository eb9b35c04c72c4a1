/** Admin and the reference in a real browser, on a Vedette with a target that is down, one that relabelling drops, and a document that is wrong. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import { externalProgram } from '../../server/testing/external-program.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { startTarget } from '../../test/e2e/exposing-target.ts'
import { write } from '../../test/e2e/remote-write.ts'
import { until } from '../../test/e2e/until.ts'
import { startVedette, type VedetteProcess } from '../../test/e2e/vedette-process.ts'
import { buildUi } from '../build.ts'
import { openBrowser, visit } from '../testing/browser.ts'

const EXPOSED = `# HELP orders_total Orders taken.
# TYPE orders_total counter
orders_total{status="paid"} 5
# HELP stock How much lies in the shelves.
# TYPE stock gauge
stock{shelf="a"} 3
# TYPE carts gauge
carts 2
`
const DOCUMENT = `## Orders
| Metric | Type | Labels | Description |
|---|---|---|---|
| orders_total | Counter | status | Orders taken. |
| refunds_total | Counter | - | Money given back. |

## Stock
| Metric | Type | Labels | Description |
|---|---|---|---|
| stock | Counter | shelf | How much lies in the shelves. |
| carts | Gauge | kind | Carts that are open. |
`
/** Some ten seconds of work, where nobody ends it. */
const SLOW = Array.from({ length: 30 }).reduce<string>(
  inner => `quantile_over_time(0.5, (${inner})[10m:1s])`,
  'load',
)

const DAY_MS = 86_400_000

const opened = new AsyncDisposableStack()
let vedette: VedetteProcess | undefined
let browser: Browser | undefined
let downHost = ''
beforeEach(async context => {
  const chromium = externalProgram(context, 'chromium')
  if (browser !== undefined) return
  await buildUi()
  const { path } = opened.use(await temporaryDirectory())
  const target = opened.use(await startTarget(EXPOSED))
  downHost = `127.0.0.1:${await freePort()}`
  await writeFile(join(path, 'METRICS.md'), DOCUMENT)
  await writeFile(join(path, 'prometheus.yml'), configuration(target.host, downHost))
  vedette = opened.use(
    await startVedette({
      args: ['--prometheus', join(path, 'prometheus.yml')],
      env: { VEDETTE_REFERENCE_FILES: join(path, 'METRICS.md') },
    }),
  )
  await write(vedette.url, [...loads(), ...churn()])
  await until('the first scrapes', async () => (await value('count(up{job="shop"})')) === '2')
  browser = await openBrowser(chromium)
})
afterAll(async () => {
  await browser?.close()
  await opened.disposeAsync()
})

async function value(query: string): Promise<string | undefined> {
  const answer = await fetch(`${vedette!.url}/api/v1/query?query=${encodeURIComponent(query)}`)
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } }
  return data.result[0]?.value[1]
}

function configuration(up: string, down: string): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: 'shop',
        basic_auth: { username: 'vedette', password: 'hunter2' },
        static_configs: [{ targets: [up, down] }, { targets: ['old-shop:9100'], labels: { env: 'staging' } }],
        relabel_configs: [
          { source_labels: ['__address__'], regex: '(.+):.+', target_label: 'host' },
          { source_labels: ['env'], regex: 'staging', action: 'drop' },
        ],
      },
    ],
  })
}

/** An hour of some series, for a question that takes long. */
function loads() {
  const endMs = Date.now()
  return Array.from({ length: 300 }, (_, node) => ({
    labels: { __name__: 'load', node: `node-${node}` },
    samples: Array.from(
      { length: 360 },
      (_, i) => [endMs - (360 - i) * 10_000, (i * 7 + node) % 31] as const,
    ),
  }))
}

/** Pods that came and went since yesterday: 3 of 5 have gone, 8 have come. */
function churn() {
  const nowMs = Date.now()
  const pods = (from: number, to: number, atMs: number) =>
    Array.from({ length: to - from }, (_, i) => ({
      labels: { __name__: 'churn', pod: `pod-${from + i}` },
      samples: [[atMs, 1] as const],
    }))
  return [...pods(0, 5, nowMs - DAY_MS), ...pods(3, 13, nowMs)]
}

it('shows the target that is down with its reason, and which rule dropped another', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/admin')
  const table = page.getByRole('table', { name: 'Targets' })
  await table.getByText(`connection refused by ${downHost}`).waitFor()
  // Nothing here goes by a time range.
  expect(await page.getByRole('button', { name: /^Time range/ }).count()).toBe(0)
  await table.getByRole('row', { name: `down http://${downHost}/metrics` }).click()
  const panel = page.getByRole('complementary', { name: `http://${downHost}/metrics` })
  await panel.getByText(`connection refused by ${downHost}`).waitFor()
  await panel.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: '1 dropped', exact: true }).click()
  await expect.poll(() => table.locator('tr.table-row').count()).toBe(1)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const dropped = page.getByRole('complementary', { name: 'old-shop:9100' })
  const steps = dropped.getByRole('listitem').filter({ has: page.locator('pre') })
  await expect.poll(() => steps.count()).toBe(2)
  expect(await steps.nth(0).innerText()).toMatch(/sees old-shop:9100\s+adds host = old-shop/)
  expect(await steps.nth(1).innerText()).toMatch(
    /action: drop[\s\S]+sees staging\s+This rule drops the target/,
  )
  await page.keyboard.press('Escape')
  await expect.poll(() => dropped.count()).toBe(0)
  expect(visitor.complaints).toEqual([])
})

it('ends a query that takes long', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  // Open before there is anything to see: a busy machine may take as long for the page as for the query.
  await page.goto('/admin/queries')
  await page.getByText('No query runs at the moment').waitFor()
  const end = Date.now() / 1000
  const range = { start: String(end - 3_600), end: String(end), step: '1' }
  const asked = fetch(`${vedette!.url}/api/v1/query_range?${new URLSearchParams({ query: SLOW, ...range })}`)
  await page.getByRole('button', { name: /^End quantile/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click()
  await page.getByText('No query runs at the moment').waitFor()
  const answer = await asked
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
    499,
    'query was killed',
  ])
})

it('makes a token that is shown once, and revokes it', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/admin/tokens')
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByLabel('Name').fill('grafana')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const panel = page.getByRole('complementary', { name: 'The token grafana' })
  expect(await panel.locator('pre').innerText()).toMatch(/^vdt_[\w-]{20,}/)
  await panel.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('table', { name: 'Tokens' }).getByRole('row', { name: 'grafana' })
  expect(await row.innerText()).toContain('read')
  await row.getByRole('button', { name: 'Revoke grafana' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('There are no tokens').waitFor()
  expect(await page.content()).not.toContain('vdt_')
})

it('shows the configuration without its secrets', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/admin/configuration')
  const yaml = page.locator('pre')
  await yaml.waitFor()
  expect(await yaml.innerText()).toMatch(/username: vedette\s+password: <secret>/)
  expect(await page.content()).not.toContain('hunter2')
  const settings = page.getByRole('table', { name: 'Settings' })
  await settings
    .getByRole('row', { name: /^reference\.files VEDETTE_REFERENCE_FILES .*METRICS\.md$/ })
    .waitFor()
  expect(await settings.getByText('query.timeout').count()).toBe(0)
  await page.getByText('Defaults too').click()
  await page.getByRole('searchbox', { name: 'Filter settings' }).fill('query.time')
  await settings.getByRole('row', { name: 'query.timeout default' }).waitFor()
  await expect.poll(() => settings.locator('tr.table-row').count()).toBe(1)
})

it('says how Vedette is doing', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/admin/store')
  await page.getByText('The embedded ClickHouse takes writes.').waitFor()
  await page.getByText('1 of 3 targets are down').waitFor()
  const memory = page.getByRole('listitem').filter({ hasText: 'Recent samples and labels' })
  // Once Vedette has asked itself: the page goes along.
  await memory.getByText(/^[\d.]+ [KM]iB of [\d.]+ MiB$/).waitFor({ timeout: 90_000 })
  await memory.getByRole('meter').waitFor()
  await page.getByRole('button', { name: /^Time range/ }).waitFor()
  await page.goto('/admin/cardinality')
  const metrics = page.getByRole('table', { name: 'Series by metric' })
  await metrics.getByRole('link', { name: 'load', exact: true }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('holds the documented metrics against those that are there', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/reference')
  const table = page.getByRole('table', { name: 'Metrics' })
  const row = (name: string) => table.getByRole('row').filter({ hasText: name })
  await row('refunds_total').waitFor()
  const firsts = await table.locator('tr.table-row').evaluateAll(rows =>
    rows.slice(0, 4).map(each =>
      [...each.querySelectorAll('td')]
        .slice(0, 4)
        .map(cell => cell.innerText.replace(/\s+/g, ' '))
        .join(' | '),
    ),
  )
  expect(firsts).toEqual([
    'missing | refunds_total Money given back. | counter | ',
    'type drift | stock How much lies in the shelves. | counter → gauge | shelf',
    'label drift | carts Carts that are open. | gauge | kind',
    'ok | orders_total Orders taken. | counter | status',
  ])
  // Where there is room, descriptions have a column of their own.
  await page.setViewportSize({ width: 1920, height: 1080 })
  await table.getByRole('columnheader', { name: 'Description' }).waitFor()
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('textbox', { name: 'Filter metrics' }).or(page.getByRole('searchbox')).fill('shelves')
  await expect.poll(() => table.locator('tr.table-row').count()).toBe(1)
  await row('stock').click()
  const panel = page.getByRole('complementary', { name: 'stock' })
  await panel.getByText('It is documented as a counter and is a gauge.').waitFor()
  await panel.getByRole('button', { name: 'The average of all' }).click()
  await panel.getByRole('figure', { name: 'avg(stock)' }).waitFor()
  expect(new URL(page.url()).searchParams.get('metric')).toBe('stock')
  expect(visitor.complaints).toEqual([])
})

it('shows the columns that somebody chose, also the next time', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/reference')
  const head = page.getByRole('columnheader', { name: 'Labels' })
  await head.first().waitFor()
  await page.getByRole('button', { name: 'Choose columns' }).first().click()
  await page.getByRole('menuitemcheckbox', { name: 'Labels' }).click()
  await page.keyboard.press('Escape')
  await head.first().waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('button', { name: 'Choose columns' }).first().waitFor()
  expect(await head.count()).toBe(0)
  expect(visitor.complaints).toEqual([])
})

it('shows which metrics have more series than yesterday', async () => {
  await using visitor = await visit(browser!, vedette!.url)
  const { page } = visitor
  await page.goto('/admin/cardinality')
  const metrics = page.getByRole('table', { name: 'Series by metric' })
  const changed = metrics.getByRole('columnheader', { name: 'Since yesterday' })
  await changed.waitFor()
  await metrics.getByRole('row', { name: /^churn 1\d \+8 \u22123/ }).waitFor()
  // The largest growth first, then what shrank most.
  await changed.click()
  const first = metrics.locator('tr.table-row').first()
  const growth = async () => Number(/\+(\d+)/.exec(await first.innerText())?.[1] ?? 0)
  await expect.poll(growth).toBeGreaterThanOrEqual(8)
  await page.getByLabel('Compared with').selectOption('a week ago')
  await page.getByText(/Nothing is known of \d{4}-\d\d-\d\d to compare with/).waitFor()
  await expect.poll(() => changed.count()).toBe(0)
  // The costs are there without it, and what has changed can be asked again.
  await page.route(/cardinality\/changes/, route => route.abort())
  await page.getByLabel('Compared with').selectOption('two days ago')
  const unknown = page.getByText("What has changed is not known: Vedette can't be reached")
  await unknown.waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await unknown.waitFor({ state: 'detached' })
  expect(visitor.complaints).toEqual([])
})
