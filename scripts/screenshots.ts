/** `npm run screenshots`: pictures of every page of the web UI in both themes, on a shop with visitors and a Vedette of its own. */
import { mkdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { adminFaults } from '../cloudcart/gameday/admin-faults.ts'
import { buildUi } from '../web/build.ts'
import type { Path } from '../web/src/paths.ts'
import { searchText } from '../web/src/search-text.ts'
import { PICTURES, type Picture, VIEWS, type View } from './pictures.ts'
import { findPrerequisite } from './prerequisites.mjs'
import { startWatchedShop } from './watched-shop.ts'

const HELP = `npm run screenshots -- [options]

  Starts CloudCart, its visitors and a Vedette, waits until there is something to see, and takes a picture of every page in both themes at
  1280 x 800; of some also on a wide screen and on a phone. What a page complains of (scripts that fail, refusals of the policy) is printed.
  Exit code: 0 all went well, 1 a page complained.

  --out FOLDER      where the pictures go (default: web/screenshots)
  --only WORDS      pages whose names hold one of them: --only home,explore
  --theme NAME      dark or light alone
  --view NAME       desk, wide (1920 x 1080) or phone alone, of every page
  --docs            those of README and docs, over the ones in docs/images
  --seconds N       how long visitors come before the first picture (default: 120)
  --fault NAME      breaks the shop before the second half of that time: payment-outage, say
  --url URL         of a Vedette that runs already, instead of one of its own; --seconds is how much of the past is shown then (default: 900)
  --list            the names of the pages
`
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const THEMES = ['dark', 'light'] as const
const BROWSER_ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run']
const SETTLED_WITHIN_MS = 10_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      only: { type: 'string', default: '' },
      theme: { type: 'string' },
      view: { type: 'string' },
      docs: { type: 'boolean', default: false },
      seconds: { type: 'string' },
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
  const wanted = PICTURES.filter(
    ({ name, docs }) => words.some(word => name.includes(word)) && (!values.docs || docs !== undefined),
  )
  if (values.list === true) for (const { name, path } of wanted) say(`${name.padEnd(20)}${hrefOf(path)}`)
  if (values.list === true) return 0
  if (wanted.length === 0) throw new Error(`there is no page like ${values.only}; --list names them`)
  const executablePath = findPrerequisite('chromium')
  if (executablePath === undefined)
    throw new Error('pictures need Chromium (Debian: apt-get install chromium)')
  const views = viewsOf(values.view)
  const folder = resolve(values.out ?? join(ROOT, values.docs ? 'docs/images' : 'web/screenshots'))
  mkdirSync(folder, { recursive: true })
  let complaints = (await built()) ? 0 : 1

  await using stack = new AsyncDisposableStack()
  const { url, seconds } =
    values.url === undefined
      ? await ownGround(stack, Number(values.seconds ?? 120), values.fault)
      : { url: values.url, seconds: Number(values.seconds ?? 900) }
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
  stack.defer(() => browser.close())
  const themes = THEMES.filter(theme => theme === (values.docs ? 'dark' : (values.theme ?? theme)))
  for (const picture of wanted)
    for (const theme of themes)
      for (const view of values.docs ? (['desk'] as const) : (views ?? picture.views ?? ['desk'])) {
        const name = values.docs
          ? `${picture.docs!.name}.png`
          : `${picture.name}${view === 'desk' ? '' : `-${view}`}-${theme}.png`
        const shown = values.docs && values.url !== undefined ? picture.docs!.minutes * 60 : seconds
        complaints += await take(browser, {
          picture,
          theme,
          view,
          url,
          file: join(folder, name),
          seconds: shown,
        })
      }
  return complaints === 0 ? 0 : 1
}

function viewsOf(name: string | undefined): readonly View[] | undefined {
  if (name === undefined) return undefined
  if (!Object.hasOwn(VIEWS, name)) throw new Error(`--view: ${Object.keys(VIEWS).join(', ')}, not ${name}`)
  return [name as View]
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
  readonly view: View
  readonly url: string
  readonly file: string
  readonly seconds: number
}

/** How many complaints there were. */
async function take(browser: Browser, { picture, theme, view, url, file, seconds }: Shot): Promise<number> {
  const context = await browser.newContext({
    viewport: VIEWS[view],
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    const expected = picture.isRefused === true && message.text().includes('status of 400')
    if (message.type() === 'error' && !expected) complaints.push(message.text())
  })
  const range = picture.plain === true ? {} : { from: `now-${seconds}s`, to: 'now' }
  try {
    await picture.before?.(page)
    await page.goto(
      new URL(hrefOf({ ...picture.path, search: { ...range, ...picture.path.search } }), url).href,
    )
    await settled(page)
    if (picture.after !== undefined) {
      await picture.after(page)
      await settled(page)
    }
    await page.screenshot({ path: file })
  } catch (error) {
    complaints.push((error as Error).message.split('\n')[0]!)
  } finally {
    await context.close()
  }
  say(`${basename(file)}${complaints.length === 0 ? '' : ` ${complaints.length} complaints:`}`)
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
