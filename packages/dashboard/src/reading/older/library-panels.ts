/** A library panel is kept in Grafana, and a dashboard only points to it; one that was exported for sharing brings it along. */
import { isObject, type JsonObject, objectAt, objectsOf } from '../json.ts'

export const LIBRARY_PANEL = 'library-panel-ref'

/** What a dashboard brought along, looked up once for all of its panels. */
export interface Library {
  readonly models: ReadonlyMap<unknown, LibraryModel>
  /** What all library panels may still add to the dashboard, in characters. */
  left: number
}

interface LibraryModel {
  readonly json: JsonObject
  readonly size: number
}

export function libraryOf(dashboard: JsonObject, left: number): Library {
  const elements = dashboard.__elements
  const all = Array.isArray(elements)
    ? objectsOf(elements)
    : Object.values(objectAt(dashboard, '__elements')).filter(isObject)
  const models = new Map<unknown, LibraryModel>()
  for (const { uid, model } of all)
    if (isObject(model) && !models.has(uid))
      models.set(uid, { json: model, size: JSON.stringify(model).length })
  return { models, left }
}

export function libraryPanel(panel: JsonObject, library: Library): void {
  const { libraryPanel } = panel
  if (!isObject(libraryPanel) || typeof panel.type === 'string') return
  const model = library.models.get(libraryPanel.uid)
  if (model !== undefined) library.left -= model.size
  if (model === undefined || library.left < 0) {
    panel.type = LIBRARY_PANEL
    panel.title ??= libraryPanel.name
    return
  }
  for (const [key, value] of Object.entries(model.json)) {
    if (key !== 'id' && key !== 'gridPos' && key !== 'libraryPanel') panel[key] ??= structuredClone(value)
  }
}
