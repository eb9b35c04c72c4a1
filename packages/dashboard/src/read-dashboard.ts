/**
 * Takes Grafana's JSON, of whichever age, and makes it the newest classic form that dashboard.ts describes. What can't be shown as Grafana shows it
 * is told in notes, panel by panel.
 */
import type { Dashboard } from './dashboard.ts'
import type { DashboardNote } from './dashboard-note.ts'
import { letterQueries, numberPanels } from './reading/numbering.ts'
import { parseDashboard } from './reading/parse.ts'
import { Place } from './reading/place.ts'
import { dashboardShape } from './reading/shapes.ts'

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
  numberPanels(json)
  letterQueries(json)
  json.schemaVersion = Math.max(
    SCHEMA_VERSION,
    typeof json.schemaVersion === 'number' ? json.schemaVersion : 0,
  )
  return { dashboard: dashboardShape(json, new Place('', notes)), notes }
}
