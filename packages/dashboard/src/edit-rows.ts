/** Rows fold up what stands behind them, and unfold it again: as Grafana keeps it, folded panels lie within their row. */
import type { Dashboard, Panel } from './dashboard.ts'
import { inReadingOrder } from './edit-panels.ts'

/** The panels between this row and the next one; those of a collapsed row lie within it. */
export function panelsOfRow(dashboard: Dashboard, id: number): readonly Panel[] {
  const panels = inReadingOrder(dashboard.panels)
  const at = panels.findIndex(panel => panel.id === id)
  if (at === -1) return []
  const row = panels[at]!
  if (row.collapsed === true) return row.panels ?? []
  const next = panels.findIndex((panel, i) => i > at && panel.type === 'row')
  return panels.slice(at + 1, next === -1 ? undefined : next)
}

export function foldRow(dashboard: Dashboard, id: number): Dashboard {
  const row = dashboard.panels.find(panel => panel.id === id)
  if (row?.type !== 'row' || row.collapsed === true) return dashboard
  const folded = panelsOfRow(dashboard, id)
  const gone = new Set(folded)
  const height = heightOf(folded, row.gridPos.y + row.gridPos.h)
  const panels = dashboard.panels
    .filter(panel => !gone.has(panel))
    .map(panel =>
      panel === row
        ? { ...row, collapsed: true, panels: folded }
        : panel.gridPos.y > row.gridPos.y
          ? movedBy(panel, -height)
          : panel,
    )
  return { ...dashboard, panels: inReadingOrder(panels) }
}

export function unfoldRow(dashboard: Dashboard, id: number): Dashboard {
  const row = dashboard.panels.find(panel => panel.id === id)
  if (row?.type !== 'row' || row.collapsed !== true) return dashboard
  const within = row.panels ?? []
  const below = row.gridPos.y + row.gridPos.h
  // They remember where they stood when the row did; it may stand elsewhere now.
  const first = within.reduce((least, { gridPos }) => Math.min(least, gridPos.y), Number.POSITIVE_INFINITY)
  const unfolded = within.map(panel => movedBy(panel, below - first))
  const height = heightOf(unfolded, below)
  const panels = dashboard.panels.map(panel =>
    panel === row
      ? { ...row, collapsed: false, panels: [] }
      : panel.gridPos.y >= below
        ? movedBy(panel, height)
        : panel,
  )
  return { ...dashboard, panels: inReadingOrder([...panels, ...unfolded]) }
}

function movedBy(panel: Panel, rows: number): Panel {
  return rows === 0
    ? panel
    : { ...panel, gridPos: { ...panel.gridPos, y: Math.max(0, panel.gridPos.y + rows) } }
}

function heightOf(panels: readonly Panel[], fromY: number): number {
  return panels.reduce((height, { gridPos }) => Math.max(height, gridPos.y + gridPos.h - fromY), 0)
}
