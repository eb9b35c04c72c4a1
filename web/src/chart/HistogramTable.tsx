/** The bars of a histogram as a table. */
import { boundsWords } from './heatmap-scene.ts'
import type { Bin } from './histogram-bins.ts'
import { formatValue } from './units.ts'
import './ChartDataTable.css'

export interface HistogramTableProps {
  readonly name: string
  readonly bins: readonly Bin[]
  readonly unit: string | undefined
  readonly countUnit: string
}

export function HistogramTable({ name, bins, unit, countUnit }: HistogramTableProps) {
  return (
    <div className="chart-data">
      <table>
        <caption>{name}</caption>
        <thead>
          <tr>
            <th scope="col">Between</th>
            <th scope="col">How many</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(bin => (
            <tr key={bin.lower}>
              <th scope="row">{boundsWords(bin, unit)}</th>
              <td>{formatValue(bin.count, countUnit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
