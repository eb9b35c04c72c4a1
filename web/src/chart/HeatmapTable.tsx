/** The cells of a heatmap as a table: the newest first, a column for each bucket. */
import { boundsWords } from './heatmap-scene.ts'
import type { CellGrid } from './histogram-cells.ts'
import { formatMoment } from './time-ticks.ts'
import { formatValue } from './units.ts'
import './ChartDataTable.css'

const MOST_TIMES = 200

export interface HeatmapTableProps {
  readonly name: string
  readonly grid: CellGrid
  readonly unit: string | undefined
  readonly countUnit: string
  readonly zone: string
}

export function HeatmapTable({ name, grid, unit, countUnit, zone }: HeatmapTableProps) {
  const columns = grid.times.length
  const times = Array.from(grid.times, (atMs, i) => ({ atMs, i })).reverse()
  const rows = grid.rows.map((row, place) => ({ words: boundsWords(row, unit), place }))
  return (
    <div className="chart-data">
      <table>
        <caption>
          {name}: {Math.min(columns, MOST_TIMES)} of {columns} times
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {rows.map(row => (
              <th key={row.place} scope="col">
                {row.words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.slice(0, MOST_TIMES).map(({ atMs, i }) => (
            <tr key={atMs}>
              <th scope="row">{formatMoment(atMs, zone)}</th>
              {rows.map(row => (
                <td key={row.place}>{formatValue(grid.counts[row.place * columns + i], countUnit)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
