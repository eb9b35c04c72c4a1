/** The legend: a table that sorts by any of its statistics, or a list. A click isolates, with Ctrl, Cmd or Alt it hides; Enter and Space do the same. */
import { useMemo, useState } from 'react'
import type { Columns } from './align.ts'
import { capWords } from './cap.ts'
import type { ChartAxis, ChartSeries } from './chart-types.ts'
import { isolate, toggle } from './legend-visibility.ts'
import { nameEnds } from './name-ends.ts'
import { type Statistics, statisticsOf } from './statistics.ts'
import { formatExact, formatValue } from './units.ts'
import './ChartLegend.css'

export type LegendColumn = 'last' | 'mean' | 'min' | 'max' | 'total' | 'first' | 'count' | 'range' | 'diff'

export interface ChartLegendProps {
  readonly columns: Columns
  readonly series: readonly ChartSeries[]
  /** For CSS, one for each series. */
  readonly colours: readonly string[]
  readonly left?: ChartAxis | undefined
  readonly right?: ChartAxis | undefined
  readonly form?: 'table' | 'list' | undefined
  readonly shownColumns?: readonly LegendColumn[] | undefined
  readonly hidden: ReadonlySet<string>
  readonly more?: number | undefined
  readonly onHiddenChange: (hidden: ReadonlySet<string>) => void
  /** The pointer or the focus is on a series; undefined when it left. */
  readonly onEmphasise?: ((key: string | undefined) => void) | undefined
}

const DEFAULT_COLUMNS: readonly LegendColumn[] = ['last', 'mean', 'max']

interface Row {
  readonly series: ChartSeries
  readonly colour: string
  readonly statistics: Statistics
  readonly unit: string | undefined
}

type Sorting = { readonly by: LegendColumn | 'name'; readonly down: boolean }

export function ChartLegend(props: ChartLegendProps) {
  const {
    columns,
    series,
    colours,
    left,
    right,
    hidden,
    onHiddenChange,
    onEmphasise,
    form = 'table',
    more = 0,
  } = props
  const shownColumns = props.shownColumns ?? DEFAULT_COLUMNS
  const [sorting, setSorting] = useState<Sorting>({ by: 'last', down: true })
  const rows = useMemo(
    () =>
      series.map(
        (each, i): Row => ({
          series: each,
          colour: colours[i]!,
          statistics: statisticsOf(columns.values[i] ?? []),
          unit: each.unit ?? (each.axis === 'right' ? right : left)?.unit,
        }),
      ),
    [columns, series, colours, left, right],
  )
  const sorted = useMemo(() => sortRows(rows, sorting), [rows, sorting])
  const keys = series.map(each => each.key)
  const press = (key: string, one: boolean): void =>
    onHiddenChange((one ? toggle : isolate)(keys, hidden, key))
  const capped = capWords({ shown: keys.map((_, i) => i), more })

  const label = (row: Row) => (
    <button
      type="button"
      className="chart-legend-name"
      aria-pressed={!hidden.has(row.series.key)}
      title={row.series.fullName ?? row.series.name}
      onClick={event => press(row.series.key, event.ctrlKey || event.metaKey || event.altKey)}
      onFocus={() => onEmphasise?.(row.series.key)}
      onBlur={() => onEmphasise?.(undefined)}
    >
      <span className="chart-legend-swatch" style={{ background: row.colour }} />
      <CutName name={row.series.name} />
    </button>
  )
  const look = (row: Row) => ({
    className: hidden.has(row.series.key) ? 'chart-legend-off' : undefined,
    onMouseEnter: () => onEmphasise?.(hidden.has(row.series.key) ? undefined : row.series.key),
    onMouseLeave: () => onEmphasise?.(undefined),
  })

  if (form === 'list') {
    return (
      <ul className="chart-legend-list">
        {rows.map(row => (
          <li key={row.series.key} {...look(row)}>
            {label(row)}
          </li>
        ))}
        {capped !== '' && <li className="chart-legend-capped">{capped}</li>}
      </ul>
    )
  }
  return (
    <div className="chart-legend">
      <table>
        <thead>
          <tr>
            <Head
              by="name"
              words={capped === '' ? 'Series' : `Series: ${capped}`}
              sorting={sorting}
              onSort={setSorting}
            />
            {shownColumns.map(column => (
              <Head key={column} by={column} words={column} sorting={sorting} onSort={setSorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map(row => (
            <tr key={row.series.key} {...look(row)}>
              <th scope="row">{label(row)}</th>
              {shownColumns.map(column => (
                <Figure key={column} row={row} column={column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Figure({ row, column }: { readonly row: Row; readonly column: LegendColumn }) {
  const value = statisticIn(row, column)
  const unit = column === 'count' ? 'none' : row.unit
  const decimals = column === 'count' ? 0 : row.series.decimals
  return <td title={formatExact(value, unit)}>{formatValue(value, unit, { decimals })}</td>
}

function statisticIn({ statistics }: Row, column: LegendColumn): number | null {
  const { first, last, min, max } = statistics
  if (column === 'range') return min === null || max === null ? null : max - min
  if (column === 'diff') return first === null || last === null ? null : last - first
  return statistics[column]
}

function CutName({ name }: { readonly name: string }) {
  const { head, tail } = nameEnds(name)
  return (
    <span className="chart-legend-ends">
      <span className="chart-legend-text">{head}</span>
      {tail !== '' && <span className="chart-legend-tail">{tail}</span>}
    </span>
  )
}

interface HeadProps {
  readonly by: LegendColumn | 'name'
  readonly words: string
  readonly sorting: Sorting
  readonly onSort: (sorting: Sorting) => void
}

function Head({ by, words, sorting, onSort }: HeadProps) {
  const active = sorting.by === by
  return (
    <th scope="col" aria-sort={active ? (sorting.down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onSort({ by, down: active ? !sorting.down : by !== 'name' })}>
        {words}
        <span className="chart-legend-arrow" aria-hidden="true">
          {active ? (sorting.down ? '↓' : '↑') : ''}
        </span>
      </button>
    </th>
  )
}

function sortRows(rows: readonly Row[], { by, down }: Sorting): Row[] {
  const sign = down ? -1 : 1
  return [...rows].sort((a, b) => {
    if (by === 'name') return sign * a.series.name.localeCompare(b.series.name, undefined, { numeric: true })
    const [one, two] = [statisticIn(a, by), statisticIn(b, by)]
    // What has no value stands last whichever way.
    if (one === null || two === null) return Number(one === null) - Number(two === null)
    return sign * (one - two)
  })
}
