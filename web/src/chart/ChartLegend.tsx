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

/** A figure of the page's own. */
export interface LegendFigure {
  readonly id: string
  readonly title: string
  /** One for each series. */
  readonly values: readonly (number | null)[]
  /** Instead of the series' own: a count is not in seconds. */
  readonly unit?: string | undefined
}

export interface LegendSort {
  /** The id of a column, or `name`. */
  readonly by: string
  readonly down: boolean
}

export interface ChartLegendProps {
  readonly columns: Columns
  readonly series: readonly ChartSeries[]
  /** For CSS, one for each series. */
  readonly colours: readonly string[]
  readonly left?: ChartAxis | undefined
  readonly right?: ChartAxis | undefined
  readonly form?: 'table' | 'list' | undefined
  readonly shownColumns?: readonly (LegendColumn | LegendFigure)[] | undefined
  /** At first; by the last value unless told. */
  readonly sort?: LegendSort | undefined
  readonly hidden: ReadonlySet<string>
  readonly more?: number | undefined
  readonly onHiddenChange: (hidden: ReadonlySet<string>) => void
  /** The pointer or the focus is on a series; undefined when it left. */
  readonly onEmphasise?: ((key: string | undefined) => void) | undefined
}

const DEFAULT_COLUMNS: readonly LegendColumn[] = ['last', 'mean', 'max']

interface Row {
  readonly series: ChartSeries
  /** Among all series. */
  readonly index: number
  readonly colour: string
  readonly statistics: Statistics
  readonly unit: string | undefined
}

const BY_LAST: LegendSort = { by: 'last', down: true }

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
  const [sorting, setSorting] = useState<LegendSort>(props.sort ?? BY_LAST)
  const rows = useMemo(
    () =>
      series.flatMap((each, index): Row[] =>
        each.notInLegend === true
          ? []
          : [
              {
                series: each,
                index,
                colour: colours[index]!,
                statistics: statisticsOf(columns.values[index] ?? []),
                unit: each.unit ?? (each.axis === 'right' ? right : left)?.unit,
              },
            ],
      ),
    [columns, series, colours, left, right],
  )
  const sorted = useMemo(() => sortRows(rows, sorting, shownColumns), [rows, sorting, shownColumns])
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
              <Head
                key={idOf(column)}
                by={idOf(column)}
                words={typeof column === 'string' ? column : column.title}
                sorting={sorting}
                onSort={setSorting}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map(row => (
            <tr key={row.series.key} {...look(row)}>
              <th scope="row">{label(row)}</th>
              {shownColumns.map(column => (
                <Figure key={idOf(column)} row={row} column={column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function idOf(column: LegendColumn | LegendFigure): string {
  return typeof column === 'string' ? column : column.id
}

function Figure({ row, column }: { readonly row: Row; readonly column: LegendColumn | LegendFigure }) {
  const value = statisticIn(row, column)
  const isCount = column === 'count'
  const own = typeof column === 'string' ? undefined : column.unit
  const unit = isCount ? 'none' : (own ?? row.unit)
  const decimals = isCount ? 0 : own === undefined ? row.series.decimals : undefined
  return <td title={formatExact(value, unit)}>{formatValue(value, unit, { decimals })}</td>
}

function statisticIn({ statistics, index }: Row, column: LegendColumn | LegendFigure): number | null {
  if (typeof column !== 'string') return column.values[index] ?? null
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
  readonly by: string
  readonly words: string
  readonly sorting: LegendSort
  readonly onSort: (sorting: LegendSort) => void
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

function sortRows(
  rows: readonly Row[],
  { by, down }: LegendSort,
  columns: readonly (LegendColumn | LegendFigure)[],
): Row[] {
  const sign = down ? -1 : 1
  // Sorted by the last value, whether or not it is shown.
  const column = columns.find(each => idOf(each) === by) ?? 'last'
  return [...rows].sort((a, b) => {
    if (by === 'name') return sign * a.series.name.localeCompare(b.series.name, undefined, { numeric: true })
    const [one, two] = [statisticIn(a, column), statisticIn(b, column)]
    // What has no value stands last whichever way.
    if (one === null || two === null) return Number(one === null) - Number(two === null)
    return sign * (one - two)
  })
}
