/** `vedette dashboard check`: what of these dashboards is shown as Grafana shows it, and what is not, panel by panel. */
import { readFile, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import {
  DashboardError,
  type DashboardNote,
  type DashboardReading,
  MAX_DASHBOARD_TEXT,
  readDashboard,
} from '@vedette/dashboard'
import { filesMatching } from '../../config/prometheus/glob.ts'
import { messageOf } from '../../errors.ts'
import { type Arguments, type Command, type Terminal, UsageError } from '../command.ts'

export const dashboardCheckCommand: Command = {
  name: 'dashboard check',
  summary: "check what of Grafana's dashboards is supported",
  details: `Reads files with a dashboard each, in Grafana's JSON of any age, and says what of them is shown as Grafana shows it, and what is not, by panel.
What is not supported stays in the dashboard. Exit code 0: all can be read; 1: a file can't be read or, with --strict, something in it is not supported.`,
  operand: 'FILE...',
  options: [{ name: 'strict', description: 'what is not supported is an error, too' }],
  examples: [
    'vedette dashboard check node-exporter-full.json',
    "vedette dashboard check --strict 'dashboards/*.json'",
  ],
  run: check,
}

async function check({ switches, rest }: Arguments, terminal: Terminal): Promise<number> {
  if (rest.length === 0) throw new UsageError('the files are missing: vedette dashboard check FILE.json')
  const strict = switches.has('strict')
  let isWell = true
  for (const path of pathsOf(rest, terminal.cwd)) {
    const file = relative(terminal.cwd, path)
    try {
      const reading = readDashboard(await textOf(path))
      for (const line of linesOf(file, reading)) terminal.out(printable(line))
      if (strict && reading.notes.some(({ kind }) => kind !== 'changed')) isWell = false
    } catch (error) {
      if (!(error instanceof Unreadable || error instanceof DashboardError)) throw error
      terminal.out(printable(`${file}: can't be read: ${error.message}`))
      isWell = false
    }
  }
  return isWell ? 0 : 1
}

function pathsOf(given: readonly string[], cwd: string): Set<string> {
  return new Set(
    given.flatMap(pattern => {
      const found = filesMatching(resolve(cwd, pattern))
      if (found.length === 0) throw new UsageError(`there is no file ${pattern}`)
      return found
    }),
  )
}

class Unreadable extends Error {}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > MAX_DASHBOARD_TEXT) throw new Error(`it is larger than ${MAX_DASHBOARD_TEXT} bytes`)
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Unreadable(messageOf(error))
  }
}

function linesOf(file: string, { dashboard, notes }: DashboardReading): string[] {
  const panels = dashboard.panels
    .flatMap(panel => [panel, ...(panel.panels ?? [])])
    .filter(({ type }) => type !== 'row')
  const concerned = new Set(notes.flatMap(({ panelId }) => panelId ?? []))
  const whole = panels.filter(({ id }) => !concerned.has(id)).length
  const head = `${file}: ${JSON.stringify(dashboard.title)}, ${counted(panels.length, 'panel')}`
  if (notes.length === 0) return [`${head}: all supported`]
  const others = counted(notes.length, 'note')
  return [`${head}: ${whole} as in Grafana, ${others}`, ...notesByPanel(notes)]
}

/** What concerns the dashboard as a whole stands first. */
function notesByPanel(notes: readonly DashboardNote[]): string[] {
  const byPanel = Map.groupBy(notes, ({ panelId }) => panelId ?? 0)
  return [...byPanel]
    .toSorted(([a], [b]) => Number(a > 0) - Number(b > 0))
    .flatMap(([id, ofPanel]) => {
      const title = ofPanel[0]?.panelTitle ?? ''
      const head =
        id === 0 ? '  dashboard' : `  panel ${id}${title === '' ? '' : ` ${JSON.stringify(title)}`}`
      return [
        head,
        ...ofPanel.map(
          ({ kind, words, place }) => `    ${kind}: ${words}${place === '' ? '' : ` (${place})`}`,
        ),
      ]
    })
}

/** Titles come from strangers; they must not steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
