/** The first page, with nothing cached: when something is painted, when its figures stand, how much came over the wire. */
import type { Page } from 'playwright-core'
import { paths } from '../../web/src/paths.ts'
import { type Figure, type Ground, sinceNavigation, spread, withPage } from './measuring.ts'

export async function openFirstPage({ browser, url, rounds }: Ground): Promise<readonly Figure[]> {
  const painted: number[] = []
  const ready: number[] = []
  let scriptBytes = 0
  for (let round = 0; round < rounds; round++) {
    await withPage(browser, url, async page => {
      await page.goto(paths.home().to)
      await page
        .getByRole('row', { name: /order-service/ })
        .first()
        .waitFor()
      ready.push(await sinceNavigation(page))
      painted.push(await firstPaint(page))
      scriptBytes = (await page.evaluate(
        `performance.getEntriesByType('resource').filter(each => each.name.endsWith('.js')).reduce((sum, each) => sum + each.encodedBodySize, 0)`,
      )) as number
    })
  }
  return [
    { what: 'Home: first paint', measured: spread(painted), goal: '1,000 ms' },
    { what: 'Home: the services’ figures stand', measured: spread(ready), goal: '' },
    { what: 'Home: compressed script', measured: `${Math.round(scriptBytes / 1000)} kB`, goal: '300 kB' },
  ]
}

async function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    `new Promise(done => new PerformanceObserver(list => done(list.getEntriesByName('first-contentful-paint')[0].startTime)).observe({ type: 'paint', buffered: true }))`,
  )
}
