/** What a panel's options say about its legend. */
import { type Panel, reduceField, reducerOf } from '@vedette/dashboard'
import type { LegendColumn, LegendFigure, LegendSort } from '../../../chart/ChartLegend.tsx'
import type { ShownField } from '../shown-data.ts'

export interface LegendLook {
  readonly form: 'table' | 'list' | 'none'
  readonly placement: 'bottom' | 'right'
  /** The ids of calculations, each once. */
  readonly calcs: readonly string[]
  /** Undefined where nobody chose. */
  readonly sort: LegendSort | undefined
}

/** What a legend works out of what is drawn; everything else is asked of the data. */
const OF_DRAWN: Readonly<Record<string, LegendColumn>> = {
  lastNotNull: 'last',
  mean: 'mean',
  min: 'min',
  max: 'max',
  sum: 'total',
  firstNotNull: 'first',
  range: 'range',
  diff: 'diff',
}

export function legendOf({ options }: Panel): LegendLook {
  const legend = (options.legend ?? {}) as {
    displayMode?: string
    placement?: string
    showLegend?: boolean
    calcs?: readonly unknown[]
    sortBy?: unknown
    sortDesc?: unknown
  }
  const listed = Array.isArray(legend.calcs) ? legend.calcs : []
  const calcs = [...new Set(listed.flatMap(calc => reducerOf(String(calc))?.id ?? []))]
  const isShown = legend.showLegend !== false && legend.displayMode !== 'hidden'
  const isTable = legend.displayMode === 'table' || calcs.length > 0
  return {
    form: !isShown ? 'none' : isTable ? 'table' : 'list',
    placement: legend.placement === 'right' ? 'right' : 'bottom',
    calcs,
    sort: sortOf(calcs, legend.sortBy, legend.sortDesc),
  }
}

/** Grafana keeps the title of the column: `Last *`, `Name`. */
function sortOf(calcs: readonly string[], sortBy: unknown, sortDesc: unknown): LegendSort | undefined {
  if (typeof sortBy !== 'string' || sortBy === '') return undefined
  const down = sortDesc === true
  if (sortBy === 'Name') return { by: 'name', down }
  const calc = calcs.find(id => reducerOf(id)?.name === sortBy || id === sortBy)
  return calc === undefined ? undefined : { by: columnId(calc), down }
}

function columnId(calc: string): string {
  return Object.hasOwn(OF_DRAWN, calc) ? OF_DRAWN[calc]! : calc
}

export function legendColumns(
  calcs: readonly string[],
  fields: readonly ShownField[],
): readonly (LegendColumn | LegendFigure)[] {
  return calcs.map(calc => {
    if (Object.hasOwn(OF_DRAWN, calc)) return OF_DRAWN[calc]!
    const reducer = reducerOf(calc)!
    return {
      id: calc,
      title: reducer.name.toLowerCase(),
      values: fields.map(({ field }) => numberOf(reduceField(field, calc))),
      ...(reducer.keepsUnit ? {} : { unit: calc === 'diffperc' ? 'percent' : 'none' }),
    }
  })
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null
}
