/**
 * Rows under a head that stays: sorted by a click, walked with j and k, opened with Enter, and only as many in the page as can be seen. It
 * scrolls by itself, so that its head and what stands above it stay where they are.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight, ChevronUp } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { ColumnChooser, useColumnChoice } from './ColumnChooser.tsx'
import { type Shortcut, useShortcuts } from './shortcuts.ts'
import './Table.css'
import { type Line, linesOf, nextSort, type Sort, type SortValue } from './table-rows.ts'
import { leastWidth } from './table-width.ts'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** What is cut where it's too long, and told in whole on hover. */
  readonly text: (row: Row) => string
  /** Where it's more than text. */
  readonly cell?: (row: Row) => ReactNode
  /** Without it nobody can sort by this column. */
  readonly sort?: (row: Row) => SortValue
  readonly number?: boolean
  /** In pixels, or `28%`; columns without share what is left. */
  readonly width?: number | string
  /** It may take two lines; the others stand beside the first. */
  readonly wraps?: boolean
  /** Below all rows: a sum. A table has a foot where a column has one. */
  readonly foot?: string
}

export interface TableProps<Row> {
  /** What it lists, for those who don't see it. */
  readonly label: string
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly columns: readonly Column<Row>[]
  readonly defaultSort?: Sort
  /** Rows stand under the headings of their groups, which open and shut. */
  readonly groupOf?: ((row: Row) => string) | undefined
  /** Beside a group's name, `3 of 4 up` say; its count where left out. */
  readonly groupNote?: (rows: readonly Row[]) => ReactNode
  readonly onOpen?: (row: Row) => void
  /** The row that is open; walking on opens the next. */
  readonly selectedKey?: string | undefined
  /** The one table of the page that j and k walk on. */
  readonly isMain?: boolean
  /** CSS; what is left of the window as it comes. */
  readonly maxHeight?: string
  readonly whenEmpty?: ReactNode
}

const ROW_HEIGHT = 28
const ALL_AT_ONCE = 200

export function Table<Row>(props: TableProps<Row>) {
  const { label, rows, rowKey, groupOf, onOpen, selectedKey, isMain = false } = props
  const { shown: columns, hidden, choose } = useColumnChoice(label, props.columns)
  const [sort, setSort] = useState(props.defaultSort)
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const box = useRef<HTMLDivElement>(null)
  const sortValue = columns.find(({ id }) => id === sort?.column)?.sort
  const descending = sort?.descending ?? false
  const lines = useMemo(
    () => linesOf(rows, { rowKey, sortValue, descending, groupOf, collapsed }),
    [rows, rowKey, sortValue, descending, groupOf, collapsed],
  )
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    enabled: lines.length > ALL_AT_ONCE,
  })
  const seen = visibleLines(lines, virtual)
  const wraps = columns.some(column => column.wraps === true)
  const walk = useWalk(
    lines,
    { onOpen, selectedKey, isMain, scrollTo: index => virtual.scrollToIndex(index) },
    box,
  )
  const toggle = (key: string): void =>
    setCollapsed(before => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  if (rows.length === 0 && props.whenEmpty !== undefined) return props.whenEmpty
  return (
    <div ref={box} className="table-box" style={{ maxHeight: props.maxHeight }}>
      {hidden === undefined ? null : (
        <ColumnChooser columns={props.columns} hidden={hidden} onChoose={choose} />
      )}
      <table
        className={wraps ? 'table table-wraps' : 'table'}
        style={{ minWidth: leastWidth(columns) }}
        aria-label={label}
        aria-rowcount={lines.length + 1}
      >
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(column => (
              <HeadCell
                key={column.id}
                column={column}
                sort={sort}
                onSort={() => setSort(nextSort(sort, column.id, column.number ?? false))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={seen.before} columns={columns.length} />
          {seen.lines.map(({ line, index }) =>
            line.kind === 'group' ? (
              <tr key={`group ${line.key}`} className="table-group" aria-rowindex={index + 2}>
                <th colSpan={columns.length} scope="rowgroup">
                  <button type="button" aria-expanded={!line.collapsed} onClick={() => toggle(line.key)}>
                    {line.collapsed ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
                    <span className="cut" title={line.key}>
                      {line.key}
                    </span>
                    <span className="quiet table-group-note">
                      {props.groupNote === undefined
                        ? line.count
                        : props.groupNote(rows.filter(row => groupOf?.(row) === line.key))}
                    </span>
                  </button>
                </th>
              </tr>
            ) : (
              <tr
                key={line.key}
                data-index={index}
                ref={wraps ? virtual.measureElement : undefined}
                aria-rowindex={index + 2}
                aria-selected={selectedKey === undefined ? undefined : line.key === selectedKey}
                className={onOpen === undefined ? 'table-row' : 'table-row table-opens'}
                tabIndex={walk.tabIndexOf(line.key, index)}
                onFocus={() => walk.onFocus(line.key)}
                onKeyDown={event => walk.onKeyDown(event, index)}
                onClick={event => {
                  // Links and buttons within do their own thing, and marking text is no click.
                  const isOther = (event.target as Element).closest('a, button, input') !== null
                  if (!isOther && getSelection()?.type !== 'Range') onOpen?.(line.row)
                }}
              >
                {columns.map(column => (
                  <Cell key={column.id} column={column} row={line.row} />
                ))}
              </tr>
            ),
          )}
          <Gap height={seen.after} columns={columns.length} />
        </tbody>
        {columns.some(({ foot }) => foot !== undefined) ? (
          <tfoot>
            <tr>
              {columns.map(({ id, number, foot }) => (
                <td key={id} className={number === true ? 'number' : undefined} title={foot}>
                  {foot}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  )
}

function HeadCell<Row>({
  column: { title, number, sort: canSort },
  sort,
  onSort,
  column,
}: {
  readonly column: Column<Row>
  readonly sort: Sort | undefined
  readonly onSort: () => void
}) {
  const way = sort?.column !== column.id ? undefined : sort.descending ? 'descending' : 'ascending'
  const Arrow = way === 'descending' ? ChevronDown : ChevronUp
  return (
    <th scope="col" className={number === true ? 'number' : undefined} aria-sort={way}>
      {canSort === undefined ? (
        title
      ) : (
        <button
          type="button"
          className={number === true ? 'table-sort-number' : undefined}
          onClick={onSort}
          title={`Sort by ${title.toLowerCase()}`}
        >
          <span className="cut">{title}</span>
          <Arrow aria-hidden className={way === undefined ? 'table-no-arrow' : undefined} />
        </button>
      )}
    </th>
  )
}

function Cell<Row>({
  column: { text, cell, number, wraps },
  row,
}: {
  readonly column: Column<Row>
  readonly row: Row
}) {
  const words = text(row)
  return (
    <td className={number === true ? 'number' : undefined} title={words}>
      {wraps === true ? (
        <div className="table-two-lines">{cell === undefined ? words : cell(row)}</div>
      ) : cell === undefined ? (
        words
      ) : (
        cell(row)
      )}
    </td>
  )
}

/** Stands for the rows above or below those that can be seen. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return height === 0 ? null : (
    <tr aria-hidden className="table-gap">
      <td className="table-gap-cell" colSpan={columns} style={{ height }} />
    </tr>
  )
}

interface Virtual {
  getVirtualItems(): readonly { readonly index: number; readonly start: number; readonly end: number }[]
  getTotalSize(): number
}

function visibleLines<Row>(lines: readonly Line<Row>[], virtual: Virtual) {
  if (lines.length <= ALL_AT_ONCE)
    return { before: 0, after: 0, lines: lines.map((line, index) => ({ line, index })) }
  const items = virtual.getVirtualItems().filter(({ index }) => index < lines.length)
  return {
    before: items[0]?.start ?? 0,
    after: Math.max(0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0)),
    lines: items.map(({ index }) => ({ line: lines[index]!, index })),
  }
}

interface WalkOptions<Row> {
  readonly onOpen: ((row: Row) => void) | undefined
  readonly selectedKey: string | undefined
  readonly isMain: boolean
  scrollTo(index: number): void
}

/** Which row has the focus, and how the keys move it: one tab stop for the whole table. */
function useWalk<Row>(
  lines: readonly Line<Row>[],
  options: WalkOptions<Row>,
  box: React.RefObject<HTMLDivElement | null>,
) {
  const [current, setCurrent] = useState<string>()
  const [wanted, setWanted] = useState<number>()
  const latest = useRef({ lines, options, current })
  latest.current = { lines, options, current }

  const [step] = useState(() => (by: number, from?: number): void => {
    const { lines, options, current } = latest.current
    let index = from ?? lines.findIndex(line => line.kind === 'row' && line.key === current)
    if (index < 0 && by < 0) index = lines.length
    do index += by
    while (lines[index]?.kind === 'group')
    const line = lines[index]
    if (line?.kind !== 'row') return
    setCurrent(line.key)
    setWanted(index)
    options.scrollTo(index)
    if (options.selectedKey !== undefined) options.onOpen?.(line.row)
  })

  useEffect(() => {
    if (wanted === undefined) return
    const row = box.current?.querySelector<HTMLElement>(`tr[data-index="${wanted}"]`)
    if (row === null || row === undefined) return
    row.focus({ preventScroll: true })
    row.scrollIntoView({ block: 'nearest' })
    setWanted(undefined)
  })

  const { isMain } = options
  const shortcuts = useMemo<readonly Shortcut[]>(
    () =>
      isMain
        ? [
            { keys: 'j', does: 'Next row; Enter opens it', group: 'This page', run: () => step(1) },
            { keys: 'k', does: 'Row before', group: 'This page', run: () => step(-1) },
          ]
        : [],
    [isMain, step],
  )
  useShortcuts(shortcuts)

  const isCurrentThere = lines.some(line => line.kind === 'row' && line.key === current)
  const first = lines.findIndex(({ kind }) => kind === 'row')
  return {
    tabIndexOf: (key: string, index: number): 0 | -1 =>
      (isCurrentThere ? key === current : index === first) ? 0 : -1,
    onFocus: (key: string): void => setCurrent(key),
    onKeyDown: (event: KeyboardEvent<HTMLElement>, index: number): void => {
      if (event.target !== event.currentTarget) return
      const line = lines[index]
      if (event.key === 'ArrowDown') step(1, index)
      else if (event.key === 'ArrowUp') step(-1, index)
      else if (event.key === 'Enter' && line?.kind === 'row') options.onOpen?.(line.row)
      else return
      event.preventDefault()
    },
  }
}
