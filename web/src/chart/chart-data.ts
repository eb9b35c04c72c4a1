/** From the answers of queries to what a chart is told: capped before it is aligned, named, and with a colour that stays. */

import { differingLabels, fullName, seriesNames } from '@vedette/dashboard'
import { alignMatrix, type Columns, type Grid, joinColumns, type MatrixRow, numberFrom } from './align.ts'
import { capSeries } from './cap.ts'
import type { ChartSeries } from './chart-types.ts'
import { colourKey } from './palette.ts'

export interface ChartQuery {
  readonly rows: readonly MatrixRow[]
  /** The steps that were asked for. */
  readonly grid?: Grid | undefined
  /** As Grafana's legendFormat. */
  readonly legend?: string | undefined
  /** The text of the query: the name of a series without labels, and a part of the keys. */
  readonly query?: string | undefined
  /** What all series of the query share: unit, axis, style, colour. */
  readonly look?: Partial<Omit<ChartSeries, 'key' | 'name'>> | undefined
}

export interface ChartData {
  readonly columns: Columns
  readonly series: readonly ChartSeries[]
  /** How many series are not drawn. */
  readonly more: number
}

export const MOST_SERIES = 100

export function chartData(queries: readonly ChartQuery[], most: number = MOST_SERIES): ChartData {
  const all = queries.flatMap((query, queryIndex) => query.rows.map(row => ({ row, queryIndex })))
  const lasts = all.map(({ row }) => lastOf(row))
  const { shown, more } = capSeries(lasts, most)
  const parts: Columns[] = []
  const series: ChartSeries[] = []
  queries.forEach(({ grid, legend, query = '', look, rows: _ }, queryIndex) => {
    const rows = shown
      .map(i => all[i]!)
      .filter(each => each.queryIndex === queryIndex)
      .map(each => each.row)
    const labels = rows.map(row => row.metric)
    const names = seriesNames(labels, legend, query === '' ? undefined : query)
    const differing = differingLabels(labels)
    const seen = new Map<string, number>()
    rows.forEach((row, i) => {
      const base = `${queryIndex} ${fullName(row.metric)}`
      // Equal label sets occur in no honest answer, but a key has to be unique all the same.
      const times = seen.get(base) ?? 0
      seen.set(base, times + 1)
      const own = colourKey(row.metric, differing)
      series.push({
        key: times === 0 ? base : `${base} ${times}`,
        name: names[i]!,
        fullName: fullName(row.metric),
        colourKey: own === '' ? query : own,
        ...look,
      })
    })
    parts.push(alignMatrix(rows, grid))
  })
  return { columns: joinColumns(parts), series, more }
}

function lastOf({ values = [] }: MatrixRow): number | null {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = numberFrom(values[i]![1])
    if (Number.isFinite(value)) return value
  }
  return null
}
