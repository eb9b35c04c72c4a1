/** A dashboard of 24 panels over six hours, all of them in sight: from the click or the address to the last panel drawn. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Dashboard, type Panel, readDashboard } from '@vedette/dashboard'
import type { Page } from 'playwright-core'
import { paths } from '../../web/src/paths.ts'
import { HOURS } from './ground.ts'
import { type Figure, type Ground, sinceNavigation, spread, withPage } from './measuring.ts'

const SHIPPED = fileURLToPath(new URL('../../dashboards/', import.meta.url))
const PANELS = 24
const TITLE = 'Of the benchmark'
const ACROSS = 6

/** A browser keeps what it made of a script from the second time on that this is used, and has it from the third. */
const VISITS_BEFORE = 3

export async function openDashboard({
  browser,
  openUsedBrowser,
  url,
  rounds,
}: Ground): Promise<readonly Figure[]> {
  const uid = await importDashboard(url)
  const ready: number[] = []
  const again: number[] = []
  let requests = 0
  let questions = 0
  const goTo = async (page: Page): Promise<number> => {
    await page.setViewportSize({ width: 1920, height: 1080 })
    // Before their variables are known panels ask nothing, and stand empty.
    const asking = page.waitForRequest(/\/api\/v1\/query_batch/)
    await page.goto(`${url}${paths.dashboard(uid).to}?from=now-${HOURS}h`)
    await asking
    await allDrawn(page)
    return sinceNavigation(page)
  }
  for (let round = 0; round < rounds; round++) {
    await withPage(browser, url, async page => {
      const asked: string[] = []
      page.on('request', request => {
        if (request.method() === 'POST' && request.url().includes('/api/v1/query'))
          asked.push(request.postData() ?? '')
      })
      ready.push(await goTo(page))
      requests = asked.length
      questions = asked.reduce((sum, body) => sum + questionsIn(body), 0)
    })
  }
  {
    await using used = await openUsedBrowser()
    for (let visit = 0; visit < VISITS_BEFORE + rounds; visit++) {
      await using page = await used.newPage()
      page.setDefaultTimeout(60_000)
      const took = await goTo(page)
      if (visit >= VISITS_BEFORE) again.push(took)
      await page.waitForLoadState('networkidle')
    }
  }
  const opened: number[] = []
  for (let round = 0; round < rounds; round++) {
    await withPage(browser, url, async page => {
      await page.setViewportSize({ width: 1920, height: 1080 })
      await page.goto(`${paths.dashboards().to}?from=now-${HOURS}h`)
      const link = page.getByRole('link', { name: TITLE })
      await link.waitFor()
      await page.waitForLoadState('networkidle')
      const asking = page.waitForRequest(/\/api\/v1\/query_batch/)
      const begun = await sinceNavigation(page)
      await link.click()
      await asking
      await allDrawn(page)
      opened.push((await sinceNavigation(page)) - begun)
    })
  }
  return [
    {
      what: `Dashboard of ${PANELS} panels over ${HOURS} h, opened from the list: all drawn`,
      measured: spread(opened),
      goal: '1,000 ms',
    },
    {
      what: '... opened by its address in a new tab, as from a bookmark by who has been here before',
      measured: spread(again),
      goal: '1,000 ms',
    },
    {
      what: '... opened by its address in a browser that has nothing yet',
      measured: spread(ready),
      goal: '1,000 ms',
    },
    { what: '... questions, in how many requests', measured: `${questions} in ${requests}`, goal: '' },
  ]
}

/** From panels of CloudCart's own dashboards, small enough that all are in sight at once. */
export async function importDashboard(url: string): Promise<string> {
  const shipped = readdirSync(SHIPPED)
    .filter(name => name.endsWith('.json'))
    .map(name => readDashboard(readFileSync(join(SHIPPED, name), 'utf8')).dashboard)
    .filter(({ tags }) => tags.includes('cloudcart'))
  const panels = shipped
    .flatMap(allPanels)
    .filter(({ targets }) => targets.some(({ expr = '' }) => expr !== ''))
    .slice(0, PANELS)
    .map((panel, i) => ({
      ...panel,
      id: i + 1,
      gridPos: { x: (i % ACROSS) * 4, y: Math.floor(i / ACROSS) * 6, w: 4, h: 6 },
    }))
  if (panels.length < PANELS)
    throw new Error(`CloudCart's dashboards have ${panels.length} panels with queries`)
  const variables = shipped.flatMap(({ templating }) => templating.list)
  const list = variables.filter(({ name }, i) => variables.findIndex(each => each.name === name) === i)
  const dashboard = { title: TITLE, schemaVersion: 39, templating: { list }, panels }
  const answer = await fetch(`${url}/api/v1/dashboards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dashboard }),
  })
  if (!answer.ok) throw new Error(`the dashboard was not taken: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { uid: string }).uid
}

function allPanels({ panels }: Dashboard): Panel[] {
  return panels.flatMap(panel => (panel.type === 'row' ? (panel.panels ?? []) : [panel]))
}

/** Resolves in the frame after which nothing is on its way any more and every panel shows something; what failed is no drawing. */
async function allDrawn(page: Page): Promise<void> {
  await page.evaluate(`new Promise((done, fail) => {
    const look = () => {
      const panels = [...document.querySelectorAll('[data-panel]')]
      const failed = document.querySelector('[data-panel] :is(.state-error, .panel-frame-error)')
      if (failed !== null) fail(new Error('a panel failed: ' + failed.closest('[data-panel]').innerText))
      const isDrawn = each =>
        each.ariaBusy !== 'true' && each.querySelector('.skeleton') === null && each.querySelector('.panel-frame-body > *') !== null
      if (panels.filter(isDrawn).length === ${PANELS}) done()
      else requestAnimationFrame(look)
    }
    look()
  })`)
}

function questionsIn(body: string): number {
  try {
    return ((JSON.parse(body) as { queries?: readonly unknown[] }).queries ?? [1]).length
  } catch {
    return 1
  }
}
