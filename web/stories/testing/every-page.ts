/** Each page once, on the metrics of shop-metrics.ts. A new page gets a line here, and is then held to what all pages have to do. */
import type { Page } from 'playwright-core'
import { ADMIN_ROOMS, type Path, paths } from '../../src/paths.ts'
import { quiet } from '../../testing/quiet.ts'

export const RATE = 'sum by (route) (rate(http_requests_total[5m]))'
const BUCKETS = 'sum by (le) (rate(http_request_duration_seconds_bucket[5m]))'

export const EVERY_PAGE: Readonly<Record<string, Path>> = {
  home: paths.home(),
  services: paths.services(),
  'a service': paths.service('shop'),
  'explore, empty': paths.explore(),
  'explore, a graph': paths.explore(RATE),
  'explore, a table': { to: '/explore', search: { q: RATE, view: 'table' } },
  'explore, a heatmap': { to: '/explore', search: { q: BUCKETS, view: 'heatmap' } },
  'explore, a histogram': { to: '/explore', search: { q: BUCKETS, view: 'histogram', side: 'metrics' } },
  'explore, an error': paths.explore('sum by (route (up)'),
  dashboards: paths.dashboards(),
  'a dashboard': paths.dashboard('every-panel'),
  'a panel': paths.dashboard('every-panel', { viewPanel: 'panel-5', inspect: 'panel-5' }),
  'no such dashboard': paths.dashboard('nothing'),
  reference: paths.reference(),
  ...Object.fromEntries(ADMIN_ROOMS.map(room => [`admin, ${room}`, paths.admin(room)])),
  'no such page': { to: '/no/such/page' },
}

export async function openPage(page: Page, { to, search = {} }: Path): Promise<void> {
  await page.goto(`${to}?${new URLSearchParams(search as Record<string, string>)}`)
}

/** The frame stands, and nothing is on its way any more. Holds as often as it is asked. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  await quiet(page)
}
