/** The panels where they lie: 24 columns, rows of 30 pixels. */
import {
  GRID_COLUMNS,
  GRID_GAP,
  GRID_ROW_HEIGHT,
  type PlacedPanel,
  type Scope,
  scopeWith,
} from '@vedette/dashboard'
import { memo, useDeferredValue, useMemo, useRef } from 'react'
import { PanelFrame } from './PanelFrame.tsx'
import { RowHeader } from './RowHeader.tsx'
import './DashboardGrid.css'
import { useEarlyPanels } from './use-early-panels.ts'

export interface DashboardGridProps {
  readonly uid: string
  readonly placed: readonly PlacedPanel[]
  readonly scope: Scope
  /** The variables are known. */
  readonly isReady: boolean
  readonly onToggleRow: (key: string, isCollapsed: boolean) => void
}

export function DashboardGrid({ uid, placed, scope, isReady, onToggleRow }: DashboardGridProps) {
  const grid = useRef<HTMLDivElement>(null)
  useEarlyPanels(grid, { uid, placed, scope, isReady })
  // Many panels take a while to be put on the page: first there is room for them, and they are asked for.
  const isBegun = useDeferredValue(true, false)
  const rows = Math.max(0, ...placed.map(({ gridPos }) => gridPos.y + gridPos.h))
  const height = Math.max(0, rows * (GRID_ROW_HEIGHT + GRID_GAP) - GRID_GAP)
  return (
    <div ref={grid} className="dashboard-grid" style={{ '--grid-height': `${height}px` } as object}>
      {isBegun
        ? placed.map(each => <Placed key={each.key} placed={each} scope={scope} onToggleRow={onToggleRow} />)
        : null}
    </div>
  )
}

interface PlacedProps {
  readonly placed: PlacedPanel
  readonly scope: Scope
  readonly onToggleRow: (key: string, isCollapsed: boolean) => void
}

const Placed = memo(function Placed({ placed, scope, onToggleRow }: PlacedProps) {
  const { key, panel, gridPos, variables, collapsed = false, panelCount = 0 } = placed
  const own = useMemo(() => scopeWith(scope, variables), [scope, variables])
  const isRow = panel.type === 'row'
  return (
    <div className={isRow ? 'dashboard-grid-row' : 'dashboard-grid-panel'} style={placeOf(gridPos)}>
      {isRow ? (
        <RowHeader
          panel={panel}
          scope={own}
          isCollapsed={collapsed}
          count={panelCount}
          onToggle={() => onToggleRow(key, !collapsed)}
        />
      ) : (
        <PanelFrame panel={panel} panelKey={key} scope={own} />
      )}
    </div>
  )
})

/** Repeated panels that share a row may begin between two columns, which CSS's own grid can't. */
function placeOf({ x, y, w, h }: PlacedPanel['gridPos']) {
  return {
    '--x': x / GRID_COLUMNS,
    '--w': w / GRID_COLUMNS,
    '--y': `${y * (GRID_ROW_HEIGHT + GRID_GAP)}px`,
    '--h': `${h * GRID_ROW_HEIGHT + (h - 1) * GRID_GAP}px`,
  } as object
}
