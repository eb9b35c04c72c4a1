/** The segments of a state timeline as a table. */
import type { Segment } from './state-segments.ts'
import { formatMoment } from './time-ticks.ts'
import { formatValue } from './units.ts'
import './ChartDataTable.css'

const MOST = 500

export interface StateTableProps {
  readonly name: string
  readonly segments: readonly { readonly row: string; readonly segment: Segment; readonly words: string }[]
  readonly zone: string
}

export function StateTable({ name, segments, zone }: StateTableProps) {
  return (
    <div className="chart-data">
      <table>
        <caption>
          {name}: {Math.min(segments.length, MOST)} of {segments.length} states
        </caption>
        <thead>
          <tr>
            {['Of', 'State', 'From', 'To', 'For'].map(words => (
              <th key={words} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {segments.slice(0, MOST).map(({ row, segment, words }) => (
            <tr key={`${row} ${segment.fromMs}`}>
              <th scope="row">{row}</th>
              <td>{words}</td>
              <td>{formatMoment(segment.fromMs, zone)}</td>
              <td>{formatMoment(segment.toMs, zone)}</td>
              <td>{formatValue((segment.toMs - segment.fromMs) / 1000, 'dtdurations')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
