/** The dashboards of `dashboards/`, as they are read, and the questions that their panels ask. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type Dashboard,
  type DashboardNote,
  interpolate,
  type Panel,
  readDashboard,
  type Scope,
  type ScopedValue,
} from '@vedette/dashboard'

export interface Shipped {
  /** `golden-signals`, of golden-signals.json. */
  readonly name: string
  readonly text: string
  readonly dashboard: Dashboard
  readonly notes: readonly DashboardNote[]
}

export interface Question {
  readonly panel: Panel
  /** With the values of variables put in. */
  readonly expr: string
  /** Of its lines: the labels that their names are made of. */
  readonly named: readonly string[]
}

const FOLDER = fileURLToPath(new URL('../../dashboards/', import.meta.url))

export const README = readFileSync(`${FOLDER}README.md`, 'utf8')

export function shipped(): Shipped[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => {
      const text = readFileSync(FOLDER + file, 'utf8')
      return { name: file.slice(0, -'.json'.length), text, ...readDashboard(text) }
    })
}

/** Those of collapsed rows too; rows themselves last as long as they are wanted. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return dashboard.panels.flatMap(panel => [panel, ...(panel.panels ?? [])])
}

/** Panels that ask something: neither rows nor text. */
export function askingPanels(dashboard: Dashboard): Panel[] {
  return panelsOf(dashboard).filter(({ type }) => type !== 'row' && type !== 'text')
}

export function questionsOf(dashboard: Dashboard): Question[] {
  const scope = everything(dashboard)
  return askingPanels(dashboard).flatMap(panel =>
    panel.targets.map(({ expr = '', legendFormat = '' }) => ({
      panel,
      expr: interpolate(expr, scope, 'promql'),
      named: [...legendFormat.matchAll(/{{\s*(\w+)\s*}}/g)].map(([, label]) => label!),
    })),
  )
}

/** An hour, seen every 15 seconds; each variable takes whatever there is. */
function everything(dashboard: Dashboard): Scope {
  const toMs = Date.now()
  const anything: ScopedValue = { text: 'All', value: '.*', all: true, allValue: '.*', multi: true }
  return {
    variables: Object.fromEntries(dashboard.templating.list.map(({ name }) => [name, anything])),
    range: { fromMs: toMs - 3_600_000, toMs },
    intervalMs: 15_000,
    scrapeIntervalMs: 15_000,
    dashboard,
  }
}
