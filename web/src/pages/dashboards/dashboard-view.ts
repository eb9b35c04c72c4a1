/** What all panels of an open dashboard share. Who shows a panel elsewhere (an editor) gives it a view of its own. */
import type { Dashboard } from '@vedette/dashboard'
import { createContext, useContext } from 'react'
import type { ChartMark, CrosshairShare } from '../../chart/chart-types.ts'
import { DEFAULT_RANGE, type TimeRange } from '../../time/range.ts'

export interface DashboardView {
  readonly uid: string
  /** What a zoom is taken back to. */
  readonly ownRange: TimeRange
  /** False until all variables are known: nothing is asked before. */
  readonly isReady: boolean
  readonly crosshair: CrosshairShare | undefined
  readonly marks: readonly ChartMark[]
  /** Of the panel that is shown alone. */
  readonly viewedKey: string | undefined
  /** Undefined where none can be. */
  readonly onView: ((key: string | undefined) => void) | undefined
  /** Of the panel whose data is looked at. */
  readonly inspectedKey?: string | undefined
  readonly onInspect: (key: string | undefined) => void
  /** Where panels can be edited: opens the editor with this one. */
  readonly onEdit?: ((panelId: number) => void) | undefined
}

export const DashboardViewContext = createContext<DashboardView | undefined>(undefined)

export function useDashboardView(): DashboardView {
  const view = useContext(DashboardViewContext)
  if (view === undefined) throw new Error('a panel stands in no dashboard')
  return view
}

/** The range that the dashboard was saved with. */
export function dashboardRange({ time }: Pick<Dashboard, 'time'>): TimeRange {
  return time.from === '' || time.to === '' ? DEFAULT_RANGE : { from: time.from, to: time.to }
}
