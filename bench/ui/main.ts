/** `npm run bench-ui`: how quick the web UI is in a real browser, on CloudCart's data. Figures beside the goals, never a verdict. */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findPrerequisite } from '../../scripts/prerequisites.mjs'
import { buildUi } from '../../web/build.ts'
import { openBrowser, openBrowserWithProfile } from '../../web/testing/browser.ts'
import { openDashboard } from './dashboard.ts'
import { openFirstPage } from './first-page.ts'
import { openGround } from './ground.ts'
import { hoverLines } from './hover.ts'
import type { Figure, Ground } from './measuring.ts'
import { scrollRows } from './rows.ts'

const HELP = `npm run bench-ui -- [options]

  Starts CloudCart and a Vedette with six hours of its past, and measures in Chromium: the first page, a dashboard of 24 panels, hovering over a
  graph of 50 series, scrolling through 100,000 rows. Medians; takes some two minutes.

  --rounds N      how often each page is opened (default: 5)
  --only WORDS    measurements whose names hold one of them: --only first,rows
`

const MEASUREMENTS: Readonly<Record<string, (ground: Ground) => Promise<readonly Figure[]>>> = {
  'first page': openFirstPage,
  dashboard: openDashboard,
  hover: hoverLines,
  rows: scrollRows,
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    say(HELP)
    return 0
  }
  const rounds = Number(values.rounds)
  if (!(rounds >= 1 && rounds <= 100)) throw new Error('--rounds: a number from 1 to 100 is expected')
  const words = values.only.split(',')
  const wanted = Object.entries(MEASUREMENTS).filter(([name]) => words.some(word => name.includes(word)))
  if (wanted.length === 0)
    throw new Error(`nothing is called ${values.only}: there are ${Object.keys(MEASUREMENTS).join(', ')}`)
  const chromium = findPrerequisite('chromium')
  if (chromium === undefined) throw new Error('Chromium is needed (Debian: apt-get install chromium)')
  const folder = mkdtempSync(join(tmpdir(), 'vedette-ui-bench-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  await buildUi({ onBuilding: () => say('building the UI') })
  say('starting CloudCart and Vedette, writing six hours')
  const { vedetteUrl: url } = stack.use(await openGround(folder))
  const browser = await openBrowser(chromium)
  stack.defer(() => browser.close())
  const openUsedBrowser = () => openBrowserWithProfile(chromium, join(folder, 'profile'))
  const figures: Figure[] = []
  for (const [name, measure] of wanted) {
    say(`measuring: ${name}`)
    figures.push(...(await measure({ browser, openUsedBrowser, url, rounds })))
  }
  const { model = 'unknown' } = cpus()[0] ?? {}
  say(
    `\nChromium ${browser.version()}, ${cpus().length} cores (${model}), ${new Date().toISOString().slice(0, 10)}\n`,
  )
  say('| | measured | goal |')
  say('|---|---|---|')
  for (const { what, measured, goal } of figures) say(`| ${what} | ${measured} | ${goal} |`)
  return 0
}

process.exitCode = await main().catch((error: Error) => {
  process.stderr.write(`bench-ui: ${error.message}\n`)
  return 1
})
