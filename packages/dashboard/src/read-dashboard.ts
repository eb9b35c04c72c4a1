/**
 * Takes Grafana's JSON, of whichever age, and makes it the newest classic form that dashboard.ts describes. What can't be shown as Grafana shows it
 * is told in notes, panel by panel.
 */
import type { Dashboard } from './dashboard.ts'
import type { DashboardNote } from './dashboard-note.ts'
import { numberOf } from './reading/json.ts'
import { noteWhatDiffers } from './reading/notes.ts'
import { letterQueries } from './reading/numbering.ts'
import { parseDashboard } from './reading/parse.ts'
import { Place } from './reading/place.ts'
import { dashboardShape } from './reading/shapes.ts'
import { upgradeDashboard } from './reading/upgrade.ts'

export { MAX_DASHBOARD_TEXT } from './reading/parse.ts'

/** What a dashboard has after it was read: Grafana's last classic schema that changed something. */
export const SCHEMA_VERSION = 41

export interface DashboardReading {
  readonly dashboard: Dashboard
  readonly notes: readonly DashboardNote[]
}

/** Takes JSON as text, or parsed, which is not changed. Throws a `DashboardError`. */
export function readDashboard(input: unknown): DashboardReading {
  const json = parseDashboard(input)
  const notes: DashboardNote[] = []
  const place = new Place('', notes)
  // Grafana, too, takes what names no schema for the oldest.
  const version = numberOf(json.schemaVersion) ?? 0
  upgradeDashboard(json, version, place)
  letterQueries(json)
  json.schemaVersion = Math.max(SCHEMA_VERSION, version)
  const dashboard = dashboardShape(json, place)
  noteWhatDiffers(dashboard, place)
  return { dashboard, notes }
}
