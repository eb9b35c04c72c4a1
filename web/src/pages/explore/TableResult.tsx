/** The values at the end of the page's range. A click on a label's value narrows the query to it, with Alt it excludes it. */
import { useMemo, useState } from 'react'
import { formatExact, formatValue } from '../../chart/units.ts'
import { unitOfQuery } from '../../promql/query-unit.ts'
import { type Column, Table } from '../../ui/Table.tsx'
import { TextFilter } from '../../ui/TextFilter.tsx'
import { filterQuery } from './filter-query.ts'
import { type TableRow, tableOf, widthOf } from './table-of.ts'
import type { InstantAsked } from './useAnswers.ts'
import type { Explore } from './useExplore.ts'
import './TableResult.css'

const VALUE_WIDTH = 130
const QUERY_WIDTH = 64

export function TableResult({
  asked,
  explore,
  width,
}: {
  readonly asked: readonly InstantAsked[]
  readonly explore: Explore
  /** In pixels, what there is for the table. */
  readonly width: number
}) {
  const [filter, setFilter] = useState('')
  const shape = useMemo(
    () =>
      tableOf(
        asked.flatMap(({ letter, answer }) => (answer === undefined ? [] : [{ letter, data: answer.data }])),
      ),
    [asked],
  )
  const { rows, columns: names, same } = shape
  const narrow = (letter: string | undefined, label: string, value: string, exclude: boolean): void => {
    for (const { letter: each, row } of asked) {
      if (letter !== undefined && each !== letter) continue
      const text = filterQuery(row.ran, label, value, exclude ? 'exclude' : 'include')
      if (text !== row.ran) explore.run({ id: row.id, text })
    }
  }
  const shown = useMemo(() => {
    const words = filter.toLowerCase()
    return words === ''
      ? rows
      : rows.filter(({ labels }) => Object.values(labels).some(value => value.toLowerCase().includes(words)))
  }, [rows, filter])
  const units = new Map(asked.map(({ letter, row }) => [letter, unitOfQuery(row.ran)]))
  const several = asked.filter(({ answer }) => answer !== undefined).length > 1
  const value: Column<TableRow> = {
    id: 'value',
    title: 'Value',
    width: VALUE_WIDTH,
    number: true,
    text: row => row.words ?? formatExact(row.value, units.get(row.letter)),
    sort: row => row.value,
    cell: row => row.words ?? formatValue(row.value ?? null, units.get(row.letter)),
  }
  // Beyond what a window has room for the value would be out of sight.
  const widths = new Map(names.map(name => [name, widthOf(name, rows)]))
  const needed = [...widths.values()].reduce((a, b) => a + b, VALUE_WIDTH + (several ? QUERY_WIDTH : 0))
  const isWide = needed > width
  const columns: Column<TableRow>[] = [
    ...(several
      ? [
          {
            id: 'query',
            title: 'Query',
            width: QUERY_WIDTH,
            text: (row: TableRow) => row.letter,
            sort: (row: TableRow) => row.letter,
          },
        ]
      : []),
    ...(isWide ? [value] : []),
    ...names.map(name => ({
      id: `label ${name}`,
      title: name === '__name__' ? 'Metric' : name,
      width: widths.get(name)!,
      text: ({ labels }: TableRow) => labels[name] ?? '',
      sort: ({ labels }: TableRow) => labels[name],
      cell: ({ labels, letter }: TableRow) =>
        labels[name] === undefined ? null : (
          <LabelValue
            value={labels[name]}
            onChoose={exclude => narrow(letter, name, labels[name]!, exclude)}
          />
        ),
    })),
    ...(isWide ? [] : [value]),
  ]
  return (
    <div className="table-result">
      <div className="table-result-head">
        <TextFilter
          label="Filter rows"
          value={filter}
          onChange={setFilter}
          count={{ shown: shown.length, all: rows.length }}
        />
        {same.length === 0 ? null : (
          <p className="quiet table-result-same">
            The same in all:
            {same.map(([name, value]) => (
              <code key={name}>
                {name === '__name__' ? 'metric' : name}={' '}
                <LabelValue value={value} onChoose={exclude => narrow(undefined, name, value, exclude)} />
              </code>
            ))}
          </p>
        )}
      </div>
      <Table
        label="Values"
        rows={shown}
        rowKey={row => row.key}
        columns={columns}
        isMain
        whenEmpty={<p className="table-result-none quiet">No row has “{filter}” in its labels.</p>}
      />
    </div>
  )
}

function LabelValue({ value, onChoose }: { readonly value: string; onChoose(exclude: boolean): void }) {
  return (
    <button
      type="button"
      className="table-result-value cut"
      title={`${value}\nClick: only this. Alt-click: all but this.`}
      onClick={event => onChoose(event.altKey)}
    >
      {value === '' ? '(empty)' : value}
    </button>
  )
}
