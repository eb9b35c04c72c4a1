/** The cells of a heatmap from what a panel's queries answered: buckets as rows, cells of native histograms, or values that are counted here. */
import type { Panel } from '@vedette/dashboard'
import { type CellGrid, cellsFromNative } from '../../../chart/histogram-cells.ts'
import { type PanelData, type ShownFrame, seriesOf, valueAt } from '../shown-data.ts'
import { columnsOf } from './columns-of.ts'

const USUAL_ROWS = 20
const MOST_ROWS = 200

export function heatGridOf(panel: Panel, data: PanelData): CellGrid | undefined {
  const cells = data.frames.find(({ frame }) => frame.kind === 'heatmap-cells')
  if (cells !== undefined) return gridOfCells(cells)
  if (panel.options.calculate === true) return countedGrid(panel, data)
  return gridOfRows(data)
}

/** A field for each bucket, called by its upper bound. */
function gridOfRows(data: PanelData): CellGrid | undefined {
  const series = seriesOf(data)
    .map(each => ({ ...each, upper: boundIn(each.field.field.name, each.field.name) }))
    .filter(({ upper }) => !Number.isNaN(upper))
    .sort((a, b) => a.upper - b.upper)
  if (series.length === 0) return undefined
  const { times, values } = columnsOf(series, data)
  const rows: { lower: number; upper: number }[] = []
  const sums: Float64Array[] = []
  series.forEach(({ upper }, i) => {
    // Frames of several sets of labels have the same bounds.
    if (rows.at(-1)?.upper !== upper) {
      const lower = rows.at(-1)?.upper ?? (upper > 0 ? 0 : Number.NEGATIVE_INFINITY)
      rows.push({ lower, upper })
      sums.push(new Float64Array(times.length).fill(Number.NaN))
    }
    const sum = sums.at(-1)!
    values[i]!.forEach((value, column) => {
      if (value === null || value === undefined) return
      sum[column] = (Number.isNaN(sum[column]!) ? 0 : sum[column]!) + value
    })
  })
  const counts = new Float64Array(rows.length * times.length)
  for (const [row, sum] of sums.entries()) counts.set(sum, row * times.length)
  return { times, rows, counts }
}

function boundIn(...names: readonly string[]): number {
  for (const name of names) {
    const text = name.trim().replace(/^(le|<=?)\s*=?\s*/, '')
    if (/^\+?inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY
    const number = text === '' ? Number.NaN : Number(text)
    if (!Number.isNaN(number)) return number
  }
  return Number.NaN
}

function gridOfCells({ frame, fields }: ShownFrame): CellGrid {
  const column = (name: string) => fields.find(({ field }) => field.name === name)!.field
  const [x, low, high, count] = ['xMax', 'yMin', 'yMax', 'count'].map(column)
  const points = new Map<number, (readonly [number, string, string, string])[]>()
  for (let row = 0; row < frame.length; row++) {
    const atMs = Number(valueAt(x!, row))
    const bucket = [
      0,
      boundText(valueAt(low!, row)),
      boundText(valueAt(high!, row)),
      String(valueAt(count!, row)),
    ] as const
    const some = points.get(atMs)
    if (some === undefined) points.set(atMs, [bucket])
    else some.push(bucket)
  }
  return cellsFromNative([...points].map(([atMs, buckets]) => ({ atMs, buckets })))
}

function boundText(value: unknown): string {
  return value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value)
}

/** How many series had a value between two bounds. */
function countedGrid(panel: Panel, data: PanelData): CellGrid | undefined {
  const series = seriesOf(data)
  if (series.length === 0) return undefined
  const { times, values } = columnsOf(series, data)
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of values.flat()) {
    if (value === null || value === undefined) continue
    if (value < min) min = value
    if (value > max) max = value
  }
  if (min > max) return undefined
  const wish = ((panel.options.calculation ?? {}) as { yBuckets?: { mode?: string; value?: string } })
    .yBuckets
  const wanted = Number(wish?.value)
  const size =
    wish?.mode === 'size' && wanted > 0
      ? wanted
      : (max - min || Math.abs(max) || 1) / (wanted > 0 ? wanted : USUAL_ROWS)
  const first = Math.floor(min / size)
  const rowCount = Math.min(MOST_ROWS, Math.floor(max / size) - first + 1)
  const rows = Array.from({ length: rowCount }, (_, i) => ({
    lower: (first + i) * size,
    upper: (first + i + 1) * size,
  }))
  const counts = new Float64Array(rowCount * times.length)
  for (const column of values) {
    column.forEach((value, at) => {
      if (value === null || value === undefined) return
      const row = Math.min(rowCount - 1, Math.max(0, Math.floor(value / size) - first))
      counts[row * times.length + at]!++
    })
  }
  return { times, rows, counts }
}
