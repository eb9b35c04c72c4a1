/** What stands on each line of a table: rows in order, under the headings of their groups. Pure. */
export type SortValue = string | number | undefined

export interface Sort {
  readonly column: string
  readonly descending: boolean
}

export type Line<Row> =
  | { readonly kind: 'group'; readonly key: string; readonly count: number; readonly collapsed: boolean }
  | { readonly kind: 'row'; readonly key: string; readonly row: Row }

export interface LinesOptions<Row> {
  readonly rowKey: (row: Row) => string
  /** Of the column that is sorted by; without one the rows stay as they came. */
  readonly sortValue?: ((row: Row) => SortValue) | undefined
  readonly descending?: boolean
  readonly groupOf?: ((row: Row) => string) | undefined
  readonly collapsed?: ReadonlySet<string>
}

/** Groups come in the order of their names, and keep the order of rows within. */
export function linesOf<Row>(rows: readonly Row[], options: LinesOptions<Row>): Line<Row>[] {
  const { rowKey, sortValue, descending = false, groupOf, collapsed = new Set() } = options
  const ordered = sortValue === undefined ? rows : sorted(rows, sortValue, descending)
  const lineOf = (row: Row): Line<Row> => ({ kind: 'row', key: rowKey(row), row })
  if (groupOf === undefined) return ordered.map(lineOf)
  const groups = Map.groupBy(ordered, groupOf)
  return [...groups.keys()].sort(compareText).flatMap(key => {
    const members = groups.get(key)!
    const isCollapsed = collapsed.has(key)
    const heading: Line<Row> = { kind: 'group', key, count: members.length, collapsed: isCollapsed }
    return isCollapsed ? [heading] : [heading, ...members.map(lineOf)]
  })
}

/** What has no value comes last, whichever way the rest goes; equals keep their order. */
function sorted<Row>(rows: readonly Row[], valueIn: (row: Row) => SortValue, descending: boolean): Row[] {
  return rows
    .map(row => ({ row, value: known(valueIn(row)) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
      const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b))
      return descending ? -order : order
    })
    .map(({ row }) => row)
}

function known(value: SortValue): SortValue {
  return typeof value === 'number' && Number.isNaN(value) ? undefined : value
}

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** `node-2` before `node-10`. */
function compareText(a: string, b: string): number {
  return COLLATOR.compare(a, b)
}

/** A click on a column: first the way that it is read most, then the other way, then as the rows came. */
export function nextSort(
  sort: Sort | undefined,
  column: string,
  startsDescending: boolean,
): Sort | undefined {
  if (sort?.column !== column) return { column, descending: startsDescending }
  return sort.descending === startsDescending ? { column, descending: !startsDescending } : undefined
}
