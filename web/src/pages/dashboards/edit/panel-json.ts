/** A panel as somebody typed it: read by the rules for whole dashboards, and kept at its place. */
import { type Panel, readDashboard } from '@vedette/dashboard'

export function panelFromJson(text: string, before: Panel): Panel {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`This is no JSON: ${(error as Error).message}`)
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error('A panel is an object: { "type": "stat", ... }')
  const { dashboard } = readDashboard({
    title: 'One panel',
    schemaVersion: 39,
    panels: [{ gridPos: before.gridPos, ...json, id: before.id }],
  })
  const [panel] = dashboard.panels
  if (panel === undefined)
    throw new Error('This is a copy that Grafana made of a panel (repeatPanelId, repeatByRow).')
  return panel
}
