/** What a chart shows as a table: for those who don't see it, and for those who want the figure. The newest first. */
import type { Columns } from './align.ts'
import type { ChartAxis, ChartSeries } from './chart-types.ts'
import { formatMoment } from './time-ticks.ts'
import { formatExact, formatValue } from './units.ts'
import './ChartDataTable.css'

const MOST_TIMES = 200
const MOST_SERIES = 20

export interface ChartDataTableProps {
  readonly name: string
  readonly columns: Columns
  readonly series: readonly ChartSeries[]
  readonly left?: ChartAxis | undefined
  readonly right?: ChartAxis | undefined
  readonly zone?: string | undefined
}

export function ChartDataTable({ name, columns, series, left, right, zone }: ChartDataTableProps) {
  const times = Array.from(columns.times, (atMs, i) => ({ atMs, i })).reverse()
  const shown = series.slice(0, MOST_SERIES)
  return (
    <div className="chart-data">
      <table>
        <caption>
          {name}: {Math.min(times.length, MOST_TIMES)} of {times.length} times, {shown.length} of{' '}
          {series.length} series
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {shown.map(each => (
              <th key={each.key} scope="col" title={each.fullName ?? each.name}>
                {each.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.slice(0, MOST_TIMES).map(({ atMs, i }) => (
            <tr key={atMs}>
              <th scope="row">{formatMoment(atMs, zone)}</th>
              {shown.map((each, place) => {
                const unit = each.unit ?? (each.axis === 'right' ? right : left)?.unit
                const value = columns.values[place]?.[i]
                return (
                  <td key={each.key} title={formatExact(value, unit)}>
                    {formatValue(value, unit)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
