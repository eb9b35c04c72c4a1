/** What a bar chart compares: a group for each row, with a value of each column of numbers. Pure. */
import { ABSENT } from '../../../chart/units.ts'
import { formatClock } from '../../../time/format.ts'
import { hiddenFrom, type PanelData, type ShownField, type ShownFrame, valueAt } from '../shown-data.ts'

const MOST_GROUPS = 300

export interface BarGroups {
  readonly names: readonly string[]
  readonly fields: readonly ShownField[]
  readonly values: readonly (readonly (number | null)[])[]
}

/** The rows of the first frame that has some; series of one value each (an instant query) are groups of their own. */
export function barGroups({ frames }: PanelData, xField: unknown): BarGroups {
  const table = frames.find(
    ({ fields, frame }) => frame.length > 0 && fields.some(({ field }) => field.type === 'text'),
  )
  if (table !== undefined || frames.length === 1) return rowsAsGroups(table ?? frames[0]!, xField)
  const single = frames.flatMap(({ fields, frame }) =>
    fields
      .filter(field => field.field.type === 'number' && !hiddenFrom(field).viz)
      .map(field => ({ field, value: valueAt(field.field, frame.length - 1) })),
  )
  const [first] = single
  if (first === undefined) return { names: [], fields: [], values: [] }
  return {
    names: single.map(({ field }) => field.name).slice(0, MOST_GROUPS),
    fields: [first.field],
    values: [single.map(({ value }) => (typeof value === 'number' ? value : null)).slice(0, MOST_GROUPS)],
  }
}

function rowsAsGroups({ fields, frame }: ShownFrame, xField: unknown): BarGroups {
  const naming =
    fields.find(({ name, field }) => xField !== undefined && (name === xField || field.name === xField)) ??
    fields.find(({ field }) => field.type === 'text') ??
    fields.find(({ field }) => field.type === 'time')
  const rows = Array.from({ length: Math.min(frame.length, MOST_GROUPS) }, (_, row) => row)
  const shown = fields.filter(
    field => field.field.type === 'number' && field !== naming && !hiddenFrom(field).viz,
  )
  return {
    names: rows.map(row => (naming === undefined ? String(row + 1) : nameAt(naming, row))),
    fields: shown,
    values: shown.map(({ field }) =>
      rows.map(row => {
        const value = valueAt(field, row)
        return typeof value === 'number' ? value : null
      }),
    ),
  }
}

function nameAt(field: ShownField, row: number): string {
  const value = valueAt(field.field, row)
  if (value === null) return ABSENT
  return field.field.type === 'time'
    ? formatClock(Number(value), 'local').slice(0, 5)
    : field.show(value).text
}

/** Is there one that can be drawn? */
export function hasBars({ values }: BarGroups): boolean {
  return values.some(column => column.some(value => value !== null && Number.isFinite(value)))
}
