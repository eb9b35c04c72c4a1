/** What a panel's options say about its legend. */
import type { Panel } from '@vedette/dashboard'
import type { LegendColumn } from '../../../chart/ChartLegend.tsx'

export interface LegendLook {
  readonly form: 'table' | 'list' | 'none'
  readonly placement: 'bottom' | 'right'
  readonly columns: readonly LegendColumn[]
}

const COLUMNS: Readonly<Record<string, LegendColumn>> = {
  last: 'last',
  lastNotNull: 'last',
  mean: 'mean',
  min: 'min',
  max: 'max',
  sum: 'total',
  first: 'first',
  firstNotNull: 'first',
  count: 'count',
  range: 'range',
  diff: 'diff',
}

export function legendOf({ options }: Panel): LegendLook {
  const legend = (options.legend ?? {}) as {
    displayMode?: string
    placement?: string
    showLegend?: boolean
    calcs?: readonly unknown[]
  }
  const calcs = Array.isArray(legend.calcs) ? legend.calcs : []
  const columns = [...new Set(calcs.flatMap(calc => COLUMNS[String(calc)] ?? []))]
  const isShown = legend.showLegend !== false && legend.displayMode !== 'hidden'
  const isTable = legend.displayMode === 'table' || columns.length > 0
  return {
    form: !isShown ? 'none' : isTable ? 'table' : 'list',
    placement: legend.placement === 'right' ? 'right' : 'bottom',
    columns,
  }
}
