/** What `npm run screenshots` takes pictures of. A new page gets a line here. */
import type { Page } from 'playwright-core'
import { ADMIN_ROOMS, type PageSearch, type Path, paths } from '../web/src/paths.ts'

export const VIEWS = {
  desk: { width: 1280, height: 800 },
  wide: { width: 1920, height: 1080 },
  phone: { width: 390, height: 844 },
} as const

export type View = keyof typeof VIEWS

export interface Picture {
  readonly name: string
  readonly path: Path
  /** Default: at a desk alone. */
  readonly views?: readonly View[]
  /** Without the time range, as somebody opens it who types the address. */
  readonly plain?: boolean
  /** What it asks is wrong, and it shows that. */
  readonly isRefused?: boolean
  /** What README and docs call it, and how far back it goes there: the past that CloudCart begins with has not everything. */
  readonly docs?: { readonly name: string; readonly minutes: number }
  /** Before the page is opened. */
  readonly before?: (page: Page) => Promise<unknown>
  /** What somebody does on it before the picture is taken. */
  readonly after?: (page: Page) => Promise<unknown>
}

const EVERYWHERE: readonly View[] = ['desk', 'wide', 'phone']
const RATE = 'sum by (service) (rate(http_requests_total[5m]))'
const BUCKETS = 'sum by (le) (rate(http_request_duration_seconds_bucket[5m]))'

const explore = (q: string, search: PageSearch = {}): Path => ({
  ...paths.explore(),
  search: { q, ...search },
})

export const PICTURES: readonly Picture[] = [
  { name: 'home', path: paths.home(), views: EVERYWHERE, docs: { name: 'home', minutes: 15 } },
  { name: 'home-plain', path: paths.home(), plain: true },
  { name: 'services', path: paths.services(), views: EVERYWHERE },
  {
    name: 'service',
    path: paths.service('order-service'),
    views: EVERYWHERE,
    docs: { name: 'service', minutes: 15 },
  },
  { name: 'no-such-service', path: paths.service('gone-service') },
  { name: 'explore-empty', path: paths.explore(), views: EVERYWHERE },
  { name: 'explore', path: explore(RATE), views: EVERYWHERE, docs: { name: 'explore', minutes: 360 } },
  {
    name: 'explore-two',
    path: explore('sum(rate(http_requests_total[5m]))', {
      q2: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))',
    }),
  },
  { name: 'explore-table', path: explore(RATE, { view: 'table' }), views: EVERYWHERE },
  { name: 'explore-wide-table', path: explore('http_requests_total', { view: 'table' }) },
  { name: 'explore-heatmap', path: explore(BUCKETS, { view: 'heatmap' }) },
  { name: 'explore-histogram', path: explore(BUCKETS, { view: 'histogram' }) },
  { name: 'explore-wrong', path: explore('sum by (job (rate(http_requests_total[30s])'), isRefused: true },
  { name: 'explore-nothing', path: explore('no_such_metric') },
  { name: 'explore-browser', path: explore('', { side: 'metrics' }), views: ['desk', 'phone'] },
  {
    name: 'explore-metric',
    path: explore(RATE, { side: 'metrics' }),
    after: async page => {
      await page.getByLabel('Find a metric').fill('http_req')
      await page.getByText('http_requests_total', { exact: true }).last().click()
    },
  },
  { name: 'dashboards', path: paths.dashboards() },
  {
    name: 'dashboard',
    path: paths.dashboard('cloudcart-overview'),
    docs: { name: 'dashboard', minutes: 360 },
  },
  { name: 'dashboard-panel', path: paths.dashboard('golden-signals', { inspect: 'panel-1' }) },
  { name: 'reference', path: paths.reference(), views: EVERYWHERE, docs: { name: 'reference', minutes: 15 } },
  { name: 'reference-metric', path: paths.reference('http_requests_total') },
  ...ADMIN_ROOMS.map(
    (room): Picture => ({
      name: `admin-${room}`,
      path: paths.admin(room),
      views: room === 'targets' || room === 'cardinality' ? EVERYWHERE : ['desk'],
      ...(room === 'cardinality' ? { docs: { name: room, minutes: 15 } } : {}),
    }),
  ),
  {
    name: 'admin-target',
    path: paths.admin('targets'),
    after: page => page.getByRole('row').nth(2).click(),
  },
  { name: 'no-such-page', path: { to: '/no/such/page' } },
  { name: 'sign-in', path: paths.home(), before: signedOut, views: ['desk', 'phone'] },
  {
    name: 'palette',
    path: paths.home(),
    after: async page => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('order')
    },
    views: ['desk', 'phone'],
  },
  { name: 'shortcuts', path: paths.home(), after: page => page.keyboard.press('?') },
  {
    name: 'time-range',
    path: paths.home(),
    after: page => page.getByRole('button', { name: /^Time range/ }).click(),
    views: ['desk', 'phone'],
  },
]

/** As a server that wants tokens shows itself to somebody who has none. */
async function signedOut(page: Page): Promise<void> {
  await page.route('**/api/v1/session', route => route.fulfill({ json: { required: true, signedIn: false } }))
}
