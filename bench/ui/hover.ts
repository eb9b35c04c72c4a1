/** The pointer over a graph of 50 series: the tooltip and the crosshair have to keep up with it. */
import { paths } from '../../web/src/paths.ts'
import { framesWhile } from './frames.ts'
import { HOURS, LINES } from './ground.ts'
import { type Figure, type Ground, withPage } from './measuring.ts'

const MOVES = 180

export function hoverLines({ browser, url }: Ground): Promise<readonly Figure[]> {
  return withPage(browser, url, async page => {
    const { to, search } = paths.explore('wandering')
    await page.goto(`${to}?${new URLSearchParams({ ...(search as object), from: `now-${HOURS}h` })}`)
    const plot = page.getByRole('group', { name: /^Graph of/ })
    await plot.locator('canvas').first().waitFor()
    await page.waitForLoadState('networkidle')
    const box = (await plot.boundingBox())!
    const frames = await framesWhile(page, async () => {
      for (let i = 0; i < MOVES; i++) {
        const share = 0.1 + 0.8 * Math.abs(Math.sin(i / 40))
        await page.mouse.move(box.x + box.width * share, box.y + box.height * (0.5 + 0.3 * Math.sin(i / 11)))
      }
    })
    if (!(await page.locator('.chart-tooltip').first().isVisible())) throw new Error('there was no tooltip')
    return [
      {
        what: `Hovering over ${LINES} series of ${HOURS} h`,
        measured: `${frames.perSecond.toFixed(1)} frames/s, p99 ${frames.p99Ms.toFixed(1)} ms, ${frames.dropped} of ${frames.count} late`,
        goal: '60 frames/s',
      },
    ]
  })
}
