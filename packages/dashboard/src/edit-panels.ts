/** What an editor does to the panels of a dashboard. Each gives a new dashboard; what it doesn't touch stays the same object. */
import { type Dashboard, GRID_COLUMNS, type GridPosition, type Panel, type Target } from './dashboard.ts'

const USUAL_SIZE = { w: 12, h: 8 }
const ROW_SIZE = { w: GRID_COLUMNS, h: 1 }

/** Where somebody looks first for what is new: at the first gap that is large enough from the top, or below everything. */
export function freePlace(
  panels: readonly Panel[],
  size: { readonly w: number; readonly h: number },
): GridPosition {
  const taken = panels.map(({ gridPos }) => gridPos)
  const bottom = taken.reduce((lowest, { y, h }) => Math.max(lowest, y + h), 0)
  const w = Math.min(size.w, GRID_COLUMNS)
  // Beside the last ones only: a gap in the middle belongs to what stands around it.
  const lastY = taken.reduce((last, { y }) => Math.max(last, y), 0)
  for (let x = 0; x + w <= GRID_COLUMNS; x++) {
    const place = { x, y: lastY, w, h: size.h }
    if (taken.length > 0 && !taken.some(each => overlaps(each, place))) return place
  }
  return { x: 0, y: bottom, w, h: size.h }
}

export function overlaps(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/** Collapsed rows hold panels, too. */
export function everyPanel(dashboard: Dashboard): readonly Panel[] {
  return dashboard.panels.flatMap(panel => [panel, ...(panel.panels ?? [])])
}

export function findPanel(dashboard: Dashboard, id: number): Panel | undefined {
  return everyPanel(dashboard).find(panel => panel.id === id)
}

export function nextPanelId(dashboard: Dashboard): number {
  return everyPanel(dashboard).reduce((highest, { id }) => Math.max(highest, id), 0) + 1
}

/** A time series without a query yet. */
export function newPanel(dashboard: Dashboard): Panel {
  return {
    id: nextPanelId(dashboard),
    type: 'timeseries',
    title: 'New panel',
    gridPos: freePlace(dashboard.panels, USUAL_SIZE),
    targets: [{ refId: 'A', expr: '' }],
    fieldConfig: { defaults: {}, overrides: [] },
    options: {},
    transformations: [],
  }
}

export function newRow(dashboard: Dashboard): Panel {
  return {
    id: nextPanelId(dashboard),
    type: 'row',
    title: 'New row',
    collapsed: false,
    gridPos: freePlace(dashboard.panels, ROW_SIZE),
    targets: [],
    fieldConfig: { defaults: {}, overrides: [] },
    options: {},
    transformations: [],
    panels: [],
  }
}

export function addPanel(dashboard: Dashboard, panel: Panel): Dashboard {
  return { ...dashboard, panels: [...dashboard.panels, panel] }
}

/** The panel as `change` makes it, wherever it stands. */
export function changePanel(dashboard: Dashboard, id: number, change: (panel: Panel) => Panel): Dashboard {
  const changed = (panel: Panel): Panel => {
    if (panel.id === id) return change(panel)
    if (panel.panels === undefined || !panel.panels.some(each => each.id === id)) return panel
    return { ...panel, panels: panel.panels.map(changed) }
  }
  return { ...dashboard, panels: dashboard.panels.map(changed) }
}

/** Of a collapsed row: with what it holds. */
export function removePanel(dashboard: Dashboard, id: number): Dashboard {
  return {
    ...dashboard,
    panels: dashboard.panels
      .filter(panel => panel.id !== id)
      .map(panel =>
        panel.panels?.some(each => each.id === id) === true
          ? { ...panel, panels: panel.panels.filter(each => each.id !== id) }
          : panel,
      ),
  }
}

/** Beside the first where there is room, below it otherwise: what stands there moves down. */
export function duplicatePanel(dashboard: Dashboard, id: number): Dashboard {
  const panel = dashboard.panels.find(each => each.id === id)
  if (panel === undefined) return dashboard
  const { x, y, w, h } = panel.gridPos
  const beside = { x: x + w, y, w, h }
  const others = dashboard.panels.map(each => each.gridPos)
  const fits = beside.x + w <= GRID_COLUMNS && !others.some(each => overlaps(each, beside))
  const place = fits ? beside : { x, y: y + h, w, h }
  const shifted = fits
    ? dashboard.panels
    : dashboard.panels.map(each =>
        each.gridPos.y >= y + h ? { ...each, gridPos: { ...each.gridPos, y: each.gridPos.y + h } } : each,
      )
  const copy = { ...structuredClone(panel), id: nextPanelId(dashboard), title: panel.title, gridPos: place }
  return addPanel({ ...dashboard, panels: shifted }, copy)
}

/** After something was dragged. Panels are kept in reading order, so that rows own what stands behind them. */
export function movePanels(dashboard: Dashboard, places: ReadonlyMap<number, GridPosition>): Dashboard {
  let moved = false
  const panels = dashboard.panels.map(panel => {
    const place = places.get(panel.id)
    const { x, y, w, h } = panel.gridPos
    if (place === undefined || (place.x === x && place.y === y && place.w === w && place.h === h))
      return panel
    moved = true
    return { ...panel, gridPos: { ...panel.gridPos, x: place.x, y: place.y, w: place.w, h: place.h } }
  })
  if (!moved) return dashboard
  return { ...dashboard, panels: inReadingOrder(panels) }
}

/** Does nothing tell one from the other but where it lies? */
export function differsOnlyInPlace(a: Panel, b: Panel): boolean {
  const keys = Object.keys(a) as (keyof Panel)[]
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => key === 'gridPos' || (Object.hasOwn(b, key) && a[key] === b[key]))
  )
}

export function inReadingOrder(panels: readonly Panel[]): readonly Panel[] {
  return [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x)
}

/** A, B ... Z, AA: the first that is free. */
export function nextRefId(targets: readonly Target[]): string {
  const taken = new Set(targets.map(({ refId }) => refId))
  for (let i = 0; ; i++) {
    const letters =
      (i >= 26 ? String.fromCharCode(64 + Math.floor(i / 26)) : '') + String.fromCharCode(65 + (i % 26))
    if (!taken.has(letters)) return letters
  }
}
