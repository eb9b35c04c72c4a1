/** `npm run screenshots`: pictures of every page of the web UI in both themes, on a shop with visitors and a Vedette of its own. */
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { adminFaults } from '../cloudcart/gameday/admin-faults.ts'
import { buildUi } from '../web/build.ts'
import { ADMIN_ROOMS, type Path, paths } from '../web/src/paths.ts'
import { searchText } from '../web/src/search-text.ts'
import { findPrerequisite } from './prerequisites.mjs'
import { startWatchedShop } from './watched-shop.ts'

const HELP = `npm run screenshots -- [options]

  Starts CloudCart, its visitors and a Vedette, waits until there is something to see, and takes a picture of every page in both themes at
  1280 x 800; of some also on a phone. What a page complains of (scripts that fail, refusals of the policy) is printed.
  Exit code: 0 all went well, 1 a page complained.

  --out FOLDER      where the pictures go (default: web/screenshots)
  --only WORDS      pages whose names hold one of them: --only home,explore
  --theme NAME      dark or light alone
  --seconds N       how long visitors come before the first picture (default: 120)
  --fault NAME      breaks the shop before the second half of that time: payment-outage, say
  --url URL         of a Vedette that runs already, instead of one of its own; shows the last 15 minutes
  --list            the names of the pages
`
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const THEMES = ['dark', 'light'] as const
const DESK = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const BROWSER_ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run']
const SETTLED_WITHIN_MS = 10_000

interface Picture {
  readonly name: string
  readonly path: Path
  readonly onPhone?: boolean
  /** Without the time range, as somebody opens it who types the address. */
  readonly plain?: boolean
  /** What it asks is wrong, and it shows that. */
  readonly isRefused?: boolean
}

/** A new page gets a line here. */
const PICTURES: readonly Picture[] = [
  { name: 'home', path: paths.home(), onPhone: true },
  { name: 'home-plain', path: paths.home(), plain: true },
  { name: 'services', path: paths.services() },
  { name: 'service', path: paths.service('order-service') },
  { name: 'explore-empty', path: paths.explore() },
  {
    name: 'explore',
    path: paths.explore('sum by (job, instance) (rate(http_requests_total[30s]))'),
  },
  {
    name: 'explore-wrong',
    path: paths.explore('sum by (job (rate(http_requests_total[30s])'),
    isRefused: true,
  },
  {
    name: 'explore-histogram',
    path: {
      ...paths.explore(),
      search: { q: 'sum by (le) (rate(http_request_duration_seconds_bucket[1m]))', view: 'histogram' },
    },
  },
  { name: 'dashboards', path: paths.dashboards() },
  { name: 'dashboard', path: paths.dashboard('cloudcart-overview') },
  { name: 'dashboard-panel', path: paths.dashboard('golden-signals', { inspect: 'panel-1' }) },
  { name: 'reference', path: paths.reference() },
  { name: 'reference-metric', path: paths.reference('http_requests_total') },
  ...ADMIN_ROOMS.map(room => ({ name: `admin-${room}`, path: paths.admin(room) })),
  { name: 'no-such-page', path: { to: '/no/such/page' } },
]

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: join(ROOT, 'web/screenshots') },
      only: { type: 'string', default: '' },
      theme: { type: 'string' },
      seconds: { type: 'string', default: '120' },
      fault: { type: 'string' },
      url: { type: 'string' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    say(HELP)
    return 0
  }
  const words = values.only.split(',')
  const wanted = PICTURES.filter(({ name }) => words.some(word => name.includes(word)))
  if (values.list === true) for (const { name, path } of wanted) say(`${name.padEnd(20)}${hrefOf(path)}`)
  if (values.list === true) return 0
  if (wanted.length === 0) throw new Error(`there is no page like ${values.only}; --list names them`)
  const executablePath = findPrerequisite('chromium')
  if (executablePath === undefined)
    throw new Error('pictures need Chromium (Debian: apt-get install chromium)')
  const folder = resolve(values.out)
  mkdirSync(folder, { recursive: true })
  let complaints = (await built()) ? 0 : 1

  await using stack = new AsyncDisposableStack()
  const { url, seconds } =
    values.url === undefined
      ? await ownGround(stack, Number(values.seconds), values.fault)
      : { url: values.url, seconds: 900 }
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
  stack.defer(() => browser.close())
  const themes = THEMES.filter(theme => values.theme === undefined || theme === values.theme)
  for (const picture of wanted)
    for (const theme of themes)
      for (const viewport of picture.onPhone === true ? [DESK, PHONE] : [DESK])
        complaints += await take(browser, { picture, theme, viewport, url, folder, seconds })
  return complaints === 0 ? 0 : 1
}

/** Somebody may be in the middle of a page: then the last build must do. */
async function built(): Promise<boolean> {
  try {
    await buildUi({ onBuilding: () => say('building the UI') })
    return true
  } catch (error) {
    say(`the UI can't be built, so these are pictures of the last build: ${(error as Error).message.trim()}`)
    return false
  }
}

/** Visitors for so many seconds; with a fault in the second half. */
async function ownGround(
  stack: AsyncDisposableStack,
  seconds: number,
  fault: string | undefined,
): Promise<{ url: string; seconds: number }> {
  if (!(seconds > 0)) throw new Error('--seconds: a number of seconds is expected')
  const { vedetteUrl, gatewayUrl, password } = stack.use(
    await startWatchedShop({
      interval: '5s',
      env: {
        VEDETTE_REFERENCE_FILES: join(ROOT, 'cloudcart/METRICS.md'),
        VEDETTE_DASHBOARDS_FILES: join(ROOT, 'dashboards/*.json'),
      },
    }),
  )
  say(`Vedette is at ${vedetteUrl}, the shop at ${gatewayUrl}; visitors come for ${seconds} s`)
  await pass(seconds * 500)
  if (fault !== undefined) {
    const faults = await adminFaults(gatewayUrl, password)
    await faults.start(fault, 1, 3600)
    say(`${fault} is on`)
  }
  await pass(seconds * 500)
  return { url: vedetteUrl, seconds: Math.ceil(seconds) }
}

interface Shot {
  readonly picture: Picture
  readonly theme: (typeof THEMES)[number]
  readonly viewport: { readonly width: number; readonly height: number }
  readonly url: string
  readonly folder: string
  readonly seconds: number
}

/** How many complaints there were. */
async function take(
  browser: Browser,
  { picture, theme, viewport, url, folder, seconds }: Shot,
): Promise<number> {
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    const expected = picture.isRefused === true && message.text().includes('status of 400')
    if (message.type() === 'error' && !expected) complaints.push(message.text())
  })
  const range = picture.plain === true ? {} : { from: `now-${seconds}s`, to: 'now' }
  const name = `${picture.name}${viewport === PHONE ? '-phone' : ''}-${theme}.png`
  try {
    await page.goto(
      new URL(hrefOf({ ...picture.path, search: { ...range, ...picture.path.search } }), url).href,
    )
    await settled(page)
    await page.screenshot({ path: join(folder, name) })
  } catch (error) {
    complaints.push((error as Error).message.split('\n')[0]!)
  } finally {
    await context.close()
  }
  say(`${name}${complaints.length === 0 ? '' : ` ${complaints.length} complaints:`}`)
  for (const complaint of new Set(complaints)) say(`    ${complaint.slice(0, 300)}`)
  return complaints.length
}

/** Nothing loads any more, or a page that always asks has been given long enough. */
async function settled(page: Page): Promise<void> {
  const quiet = page.waitForLoadState('networkidle', { timeout: SETTLED_WITHIN_MS })
  const shown = page
    .locator('.skeleton, [aria-busy="true"]')
    .first()
    .waitFor({ state: 'detached', timeout: SETTLED_WITHIN_MS })
  await Promise.allSettled([quiet, shown])
  await page.waitForTimeout(300)
}

function hrefOf({ to, search = {} }: Path): string {
  return `${to}${searchText(search)}`
}

function pass(ms: number): Promise<void> {
  return new Promise(done => setTimeout(done, ms))
}

process.exitCode = await main()
process.exit()
