/** A heatmap of plain series: how many of them had a value between two bounds. Pure. */
import type { Panel } from '@vedette/dashboard'
import type { CellGrid } from '../../../chart/histogram-cells.ts'
import { type PanelData, seriesOf } from '../shown-data.ts'
import { columnsOf } from './columns-of.ts'

const USUAL_ROWS = 20
const MOST_ROWS = 200

/** A row for each whole number that `placeOf` gives. */
interface Rows {
  placeOf(value: number): number
  boundOf(place: number): number
}

interface RowWishes {
  readonly mode?: string
  readonly value?: string | number
  readonly scale?: { readonly type?: string; readonly log?: number }
}

export function countedGrid(panel: Panel, data: PanelData): CellGrid | undefined {
  const series = seriesOf(data)
  if (series.length === 0) return undefined
  const { times, values } = columnsOf(series, data)
  const wishes = ((panel.options.calculation ?? {}) as { yBuckets?: RowWishes }).yBuckets ?? {}
  const isLog = wishes.scale?.type === 'log'
  // Zero and less have no place among powers.
  const isCounted = (value: number | null | undefined): value is number =>
    value !== null && value !== undefined && !(isLog && value <= 0)
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of values.flat()) {
    if (!isCounted(value)) continue
    if (value < min) min = value
    if (value > max) max = value
  }
  if (min > max) return undefined
  const { placeOf, boundOf } = isLog ? powersOf(wishes) : stepsOf(wishes, min, max)
  const first = placeOf(min)
  const rowCount = Math.min(MOST_ROWS, placeOf(max) - first + 1)
  const rows = Array.from({ length: rowCount }, (_, i) => ({
    lower: boundOf(first + i),
    upper: boundOf(first + i + 1),
  }))
  const counts = new Float64Array(rowCount * times.length)
  for (const column of values) {
    column.forEach((value, at) => {
      if (!isCounted(value)) return
      const row = Math.min(rowCount - 1, Math.max(0, placeOf(value) - first))
      counts[row * times.length + at]!++
    })
  }
  return { times, rows, counts }
}

function stepsOf({ mode, value }: RowWishes, min: number, max: number): Rows {
  const wanted = Number(value)
  const size =
    mode === 'size' && wanted > 0
      ? wanted
      : (max - min || Math.abs(max) || 1) / (wanted > 0 ? wanted : USUAL_ROWS)
  return { placeOf: each => Math.floor(each / size), boundOf: place => place * size }
}

/** So many rows to each power as the value says. */
function powersOf({ value, scale }: RowWishes): Rows {
  const base = scale?.log === 10 ? 10 : 2
  const split = Math.min(50, Math.max(1, Math.round(Number(value)) || 1))
  const log = base === 10 ? Math.log10 : Math.log2
  return {
    placeOf: each => Math.floor(log(each) * split + 1e-9),
    boundOf: place => Number((base ** (place / split)).toPrecision(12)),
  }
}
