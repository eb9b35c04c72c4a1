/** The cells of a heatmap from what a panel's queries answered: buckets as rows, cells of native histograms, or values that are counted here. */
import type { Panel } from '@vedette/dashboard'
import { type CellGrid, cellsFromNative } from '../../../chart/histogram-cells.ts'
import { type PanelData, type ShownFrame, seriesOf, valueAt } from '../shown-data.ts'
import { columnsOf } from './columns-of.ts'
import { countedGrid } from './counted-grid.ts'

export function heatGridOf(panel: Panel, data: PanelData): CellGrid | undefined {
  const grid = wholeGrid(panel, data)
  const { min, max } = (panel.options.yAxis ?? {}) as { readonly min?: unknown; readonly max?: unknown }
  return grid === undefined ? undefined : within(grid, boundOf(min) ?? -Infinity, boundOf(max) ?? Infinity)
}

/** Grafana's forms leave numbers as text. */
function boundOf(value: unknown): number | undefined {
  const number = value === '' || value === null || value === undefined ? Number.NaN : Number(value)
  return Number.isNaN(number) ? undefined : number
}

/** The rows that have a part between the ends of the axis. */
function within(grid: CellGrid, min: number, max: number): CellGrid | undefined {
  const kept = grid.rows.flatMap(({ lower, upper }, row) => (upper > min && lower < max ? [row] : []))
  if (kept.length === grid.rows.length) return grid
  if (kept.length === 0) return undefined
  const columns = grid.times.length
  const counts = new Float64Array(kept.length * columns)
  kept.forEach((row, at) => {
    counts.set(grid.counts.subarray(row * columns, (row + 1) * columns), at * columns)
  })
  return { ...grid, rows: kept.map(row => grid.rows[row]!), counts }
}

function wholeGrid(panel: Panel, data: PanelData): CellGrid | undefined {
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
