/** A library panel is kept in Grafana, and a dashboard only points to it; one that was exported for sharing brings it along. */
import { isObject, type JsonObject, objectAt, objectsOf } from '../json.ts'

export const LIBRARY_PANEL = 'library-panel-ref'

/** What all library panels of a dashboard may add to it, in characters. */
export interface LibrarySpace {
  left: number
}

export function libraryPanel(panel: JsonObject, dashboard: JsonObject, space: LibrarySpace): void {
  const { libraryPanel } = panel
  if (!isObject(libraryPanel) || typeof panel.type === 'string') return
  const model = modelOf(libraryPanel, dashboard)
  if (model !== undefined) space.left -= JSON.stringify(model).length
  if (model === undefined || space.left < 0) {
    panel.type = LIBRARY_PANEL
    panel.title ??= libraryPanel.name
    return
  }
  for (const [key, value] of Object.entries(model)) {
    if (key !== 'id' && key !== 'gridPos' && key !== 'libraryPanel') panel[key] ??= structuredClone(value)
  }
}

function modelOf({ uid }: JsonObject, dashboard: JsonObject): JsonObject | undefined {
  const elements = dashboard.__elements
  const all = Array.isArray(elements)
    ? objectsOf(elements)
    : Object.values(objectAt(dashboard, '__elements')).filter(isObject)
  const model = all.find(each => each.uid === uid)?.model
  return isObject(model) ? model : undefined
}
