/** A table of 100,000 rows: how soon it stands, and how it scrolls. */
import { paths } from '../../web/src/paths.ts'
import { framesWhile } from './frames.ts'
import { ROWS } from './ground.ts'
import { type Figure, type Ground, sinceNavigation, withPage } from './measuring.ts'

const WHEELS = 120

export function scrollRows({ browser, url }: Ground): Promise<readonly Figure[]> {
  return withPage(browser, url, async page => {
    const { to, search } = paths.explore('many')
    await page.goto(`${to}?${new URLSearchParams({ ...(search as object), view: 'table' })}`)
    const table = page.getByRole('table', { name: 'Values' })
    await table.getByRole('row').nth(5).waitFor()
    const ready = await sinceNavigation(page)
    const box = (await table.boundingBox())!
    await page.mouse.move(box.x + box.width / 2, Math.min(700, box.y + 200))
    const first = await table.getByRole('row').nth(1).innerText()
    const frames = await framesWhile(page, async () => {
      for (let i = 0; i < WHEELS; i++) await page.mouse.wheel(0, 2_000)
    })
    if ((await table.getByRole('row').nth(1).innerText()) === first)
      throw new Error('the table did not scroll')
    const rows = ROWS.toLocaleString('en')
    return [
      { what: `${rows} rows: the table stands`, measured: `${Math.round(ready)} ms`, goal: '' },
      {
        what: `${rows} rows: scrolling`,
        measured: `${frames.perSecond.toFixed(1)} frames/s, p99 ${frames.p99Ms.toFixed(1)} ms, ${frames.dropped} of ${frames.count} late`,
        goal: '60 frames/s',
      },
    ]
  })
}
