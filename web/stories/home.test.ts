/** Home and the pages of services in a real browser: what is broken is seen first, and the way from there is short. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { externalProgram } from '../../server/testing/external-program.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { targets } from '../../test/e2e/answers.ts'
import { startTarget } from '../../test/e2e/exposing-target.ts'
import { type WrittenSeries, write } from '../../test/e2e/remote-write.ts'
import { until } from '../../test/e2e/until.ts'
import { startVedette, type VedetteProcess } from '../../test/e2e/vedette-process.ts'
import { buildUi } from '../build.ts'
import { openBrowser, visit } from '../testing/browser.ts'
import { settled } from './testing/every-page.ts'

const STEP_MS = 15_000
/** Services are judged by the last minutes: they go on for as long as the stories may take. The server takes ten minutes ahead. */
const AHEAD_MS = 9 * 60_000
const opened = new AsyncDisposableStack()
let browser: Browser | undefined
let vedette: VedetteProcess
beforeEach(async context => {
  const chromium = externalProgram(context, 'chromium')
  if (browser !== undefined) return
  await buildUi()
  browser = opened.adopt(await openBrowser(chromium), each => each.close())
  vedette = await openShop()
})
afterAll(() => opened.disposeAsync())

it('shows who suffers first, what is broken on purpose and which target is down, and leads to the service', async () => {
  await using visitor = await visit(browser!, vedette.url)
  const { page } = visitor
  const asked: string[] = []
  page.on('request', request => {
    if (/\/(?:api|health)/.test(new URL(request.url()).pathname)) asked.push(request.url())
  })
  await page.goto('/')
  const rows = page.getByRole('table', { name: 'Services' }).getByRole('row')
  await rows.nth(1).getByText('Failing').waitFor()
  expect(await rows.nth(1).innerText()).toMatch(/payment.*req\/s.*10 %/s)
  expect(await rows.nth(2).innerText()).toMatch(/Healthy.*gateway.*0 %/s)
  expect(await page.getByRole('region', { name: 'Running game-day faults' }).innerText()).toMatch(
    /payment-outage at 50 % in payment since \d\d:\d\d/,
  )
  const down = page.getByRole('region', { name: 'Targets down' })
  await down.getByText('nothing listens there').waitFor()
  expect(await down.getByRole('link', { name: 'warehouse' }).getAttribute('href')).toMatch(
    /^\/admin\/targets\?.*target=warehouse/,
  )
  await page
    .getByRole('figure', { name: 'Requests' })
    .getByRole('row', { name: /^gateway/ })
    .waitFor()
  await page.getByRole('region', { name: 'Vedette' }).getByText('Needs a look').waitFor()
  expect(new URL(page.url()).searchParams.get('refresh')).toBe('live')
  // Eight questions and the session, each once where nothing is refreshed meanwhile.
  // The page that is left may ask once more until it is gone.
  await page.goto('about:blank')
  asked.length = 0
  await page.goto('/?refresh=off')
  await rows.nth(1).getByText('Failing').waitFor()
  await settled(page)
  expect(asked.length).toBeLessThanOrEqual(9)

  await rows.nth(1).getByRole('link', { name: 'payment' }).click()
  await page.getByRole('heading', { name: 'payment', exact: true }).waitFor()
  const operation = page.getByRole('table', { name: 'Operations' }).getByRole('row', { name: /POST \/pay/ })
  expect(await operation.innerText()).toMatch(/req\/s.*10 %/s)
  await page.getByRole('figure', { name: 'Requests by status' }).getByRole('row', { name: /^5xx/ }).waitFor()
  await page.getByRole('table', { name: 'Dependencies' }).getByRole('link', { name: 'gateway' }).click()
  await page.getByRole('heading', { name: 'gateway', exact: true }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('shows all of a fleet: the worst with their figures, of the others how they are', async () => {
  await using large = await startVedette()
  const nowMs = Date.now()
  const names = Array.from({ length: 110 }, (_, i) => `service-${String(i).padStart(3, '0')}`)
  const counted = (service: string, status: string, perSecond: number): WrittenSeries => ({
    labels: { __name__: 'http_requests_total', job: 'fleet', service, instance: `${service}:80`, status },
    samples: Array.from({ length: 20 }, (_, i) => [nowMs - (19 - i) * STEP_MS, i * 15 * perSecond]),
  })
  const fleet = [
    ...names.map((service, i) => counted(service, '200', 200 - i)),
    counted('service-077', '500', 20),
  ]
  expect((await write(large.url, fleet)).status).toBeLessThan(300)
  await using visitor = await visit(browser!, large.url)
  const { page } = visitor
  await page.goto('/')
  const rows = page.getByRole('table', { name: 'Services' }).getByRole('row')
  await rows.nth(1).getByRole('link', { name: 'service-077' }).waitFor()
  expect(await rows.nth(1).innerText()).toContain('Failing')
  expect(await rows.count()).toBe(13)
  const others = page.getByRole('list', { name: 'Other services' }).getByRole('listitem')
  expect(await others.count()).toBe(85)
  expect(await others.last().innerText()).toBe('14 more')
  await others.first().getByRole('img', { name: 'Healthy' }).waitFor()
  const heading = (chart: string) =>
    page.getByRole('figure', { name: chart }).getByRole('columnheader').first()
  expect(await heading('Requests').innerText()).toContain('Series: 20 shown, +90 more')
  expect(await heading('Errors').innerText()).toContain('Series: 20 shown, +90 more')
  const tile = others.first().getByRole('link')
  expect(await tile.getAttribute('title')).toBe('service-011: Healthy')
  await tile.click()
  await page.getByRole('heading', { name: 'service-011', exact: true }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('is walked by keys alone', async () => {
  await using visitor = await visit(browser!, vedette.url)
  const { page } = visitor
  await page.goto('/')
  await page.getByText('Failing').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'payment', exact: true }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByRole('searchbox', { name: 'Filter services' }).waitFor()
  await page.keyboard.press('/')
  await page.getByRole('searchbox', { name: 'Filter services' }).and(page.locator(':focus')).waitFor()
  // However busy the page: no letter is lost that comes before the address has the one before it.
  await page.evaluate(() => {
    for (const letter of 'gate') document.execCommand('insertText', false, letter)
  })
  await page.getByText('1 of 2').waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.get('find')).toBe('gate')
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /payment/ }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('fits a phone', async () => {
  await using visitor = await visit(browser!, vedette.url, { viewport: { width: 390, height: 844 } })
  const { page } = visitor
  const day = new Date().toISOString().slice(0, 10)
  const long = `from=${day}T00:00:01Z&to=${day}T23:59:58Z&tz=utc`
  for (const path of ['/', '/services', '/services/payment', `/services/payment?${long}`]) {
    await page.goto(path)
    await page
      .getByText(/Failing|Silent/)
      .first()
      .waitFor()
    const widths = await page.evaluate(() =>
      ['html', '#page', '.top-bar'].map(each => document.querySelector(each)!.scrollWidth),
    )
    expect(Math.max(...widths)).toBeLessThanOrEqual(390)
  }
})

it('says that a service is unknown, and keeps odd names whole', async () => {
  await using visitor = await visit(browser!, vedette.url)
  const { page } = visitor
  await page.goto(`/services/${encodeURIComponent('a/b <i>"c')}`)
  await page.getByText('Nothing is known of a/b <i>"c in this time range').waitFor()
  await page.goto(`/services/${encodeURIComponent('100% /%zz')}`)
  await page.getByText('Nothing is known of 100% /%zz in this time range').waitFor()
  await page.getByRole('link', { name: 'All services' }).click()
  await page.getByRole('row', { name: /payment/ }).waitFor()
  expect(visitor.complaints).toEqual([])
})

it('keeps what it knows while the server is away, and goes on when it is back', async () => {
  await using visitor = await visit(browser!, vedette.url)
  const { page } = visitor
  await page.goto('/?refresh=1s')
  await page.getByText('Failing').waitFor()
  await vedette.stop()
  await page
    .getByText(/Vedette can't be reached/)
    .first()
    .waitFor()
  await page.getByText(/What you see is from \d\d:\d\d:\d\d/).waitFor()
  expect(await page.getByRole('table', { name: 'Services' }).getByText('Failing').count()).toBe(1)
  await vedette.start()
  await page.getByText(/What you see is from/).waitFor({ state: 'detached' })
  await page.getByText('Failing').waitFor()
})

it('tells a Vedette without services how data comes in', async () => {
  await using empty = await startVedette()
  await using visitor = await visit(browser!, empty.url)
  const { page } = visitor
  await page.goto('/')
  await page.getByRole('heading', { name: 'No service is known yet' }).waitFor()
  const door = page.getByRole('region', { name: 'OpenTelemetry' })
  await door.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${empty.otlpUrl}`).waitFor()
  await door.getByRole('button', { name: 'Copy' }).waitFor()
  await write(empty.url, seriesUntil(Date.now(), 'first'))
  await page.getByRole('table', { name: 'Services' }).getByRole('link', { name: 'payment' }).waitFor()
  expect(visitor.complaints).toEqual([])
})

async function openShop(): Promise<VedetteProcess> {
  const directory = opened.use(await temporaryDirectory())
  const target = opened.use(
    await startTarget(
      [
        '# TYPE cloudcart_fault_active gauge',
        'cloudcart_fault_active{fault="payment-outage",target="payment"} 0.5',
        'cloudcart_fault_active{fault="slow-database",target="order-service"} 0',
        '',
      ].join('\n'),
    ),
  )
  const config = join(directory.path, 'prometheus.yml')
  const job = (name: string, host: string) => ({
    job_name: name,
    scrape_interval: '1s',
    scrape_timeout: '1s',
    static_configs: [{ targets: [host] }],
  })
  await writeFile(
    config,
    JSON.stringify({
      // As the samples are apart that are written.
      global: { scrape_interval: '15s' },
      scrape_configs: [job('chaos', target.host), job('warehouse', '127.0.0.1:1')],
    }),
  )
  const started = opened.use(await startVedette({ args: ['--prometheus', config] }))
  const answer = await write(started.url, seriesUntil(Date.now() + AHEAD_MS, 'shop'))
  expect(answer.status).toBeLessThan(300)
  await until('both targets scraped', async () => {
    const { activeTargets } = await targets(started.url)
    return activeTargets.filter(({ health }) => health !== 'unknown').length >= 2
  })
  return started
}

/** Half an hour and more of two services: the gateway, and one behind it that fails one request in ten. */
function seriesUntil(endMs: number, job: string): WrittenSeries[] {
  const times = Array.from({ length: 160 }, (_, i) => endMs - (159 - i) * STEP_MS)
  const counter = (name: string, perSecond: number, labels: Readonly<Record<string, string>>) => ({
    labels: { __name__: name, job, ...labels },
    samples: times.map((atMs, i) => [atMs, i * 15 * perSecond] as const),
  })
  const answered = (service: string, route: string, status: string, perSecond: number) => {
    const labels = { service, instance: `${service}:80`, route, method: 'POST' }
    return [
      counter('http_requests_total', perSecond, { ...labels, status }),
      ...['0.1', '0.25', '+Inf'].map((le, i) =>
        counter('http_request_duration_seconds_bucket', perSecond * [0.5, 0.98, 1][i]!, {
          ...labels,
          status,
          le,
        }),
      ),
      counter('http_request_duration_seconds_count', perSecond, { ...labels, status }),
    ]
  }
  const call = { instance: 'gateway:80', service: 'payment', endpoint: '/pay' }
  return [
    ...answered('gateway', '/checkout', '200', 40),
    ...answered('payment', '/pay', '200', 9),
    ...answered('payment', '/pay', '500', 1),
    counter('upstream_service_latency_seconds_count', 10, call),
    counter('upstream_service_latency_seconds_bucket', 10, { ...call, le: '+Inf' }),
    counter('process_cpu_seconds_total', 0.2, { instance: 'payment:80' }),
  ]
}
