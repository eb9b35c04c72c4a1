/** Rows that have the same values in some columns, without a text for each row where one column is enough. */
import { type Value, valueAt } from '../columns.ts'
import type { Field } from '../frame.ts'

/** A key for each row: rows with alike values have alike keys. */
export function rowKeys(fields: readonly Field[]): (row: number) => Value {
  const [only] = fields
  if (only !== undefined && fields.length === 1) return row => valueAt(only, row)
  return row => {
    let key = ''
    for (const field of fields) {
      const value = valueAt(field, row)
      const text = value === null ? '' : String(value)
      // With its length in front, no text can be taken for the end of another.
      key += value === null ? 'n' : `${typeof value === 'string' ? 's' : 'v'}${text.length}:${text}`
    }
    return key
  }
}

export interface Groups {
  /** Of each group, in the order in which they came. */
  readonly firstRows: readonly number[]
  /** All rows, those of one group beside one another. */
  readonly rows: Uint32Array
  /** Where each group begins in `rows`, and the end. */
  readonly starts: Uint32Array
}

export function groupRows(fields: readonly Field[], length: number): Groups {
  const keyOf = rowKeys(fields)
  const groups = new Map<Value, number>()
  const groupOf = new Uint32Array(length)
  const counts: number[] = []
  const firstRows: number[] = []
  for (let row = 0; row < length; row++) {
    const key = keyOf(row)
    let group = groups.get(key)
    if (group === undefined) {
      group = counts.length
      groups.set(key, group)
      counts.push(0)
      firstRows.push(row)
    }
    counts[group]!++
    groupOf[row] = group
  }
  const starts = new Uint32Array(counts.length + 1)
  counts.forEach((count, group) => {
    starts[group + 1] = starts[group]! + count
  })
  const next = starts.slice()
  const rows = new Uint32Array(length)
  for (let row = 0; row < length; row++) rows[next[groupOf[row]!]!++] = row
  return { firstRows, rows, starts }
}

/** A part of a field that shares its memory. */
export function sliceOf(field: Field, from: number, to: number): Field {
  if (field.type === 'number') {
    const { missing, trends, ...rest } = field
    return {
      ...rest,
      values: field.values.subarray(from, to),
      ...(missing === undefined ? {} : { missing: missing.subarray(from, to) }),
      ...(trends === undefined ? {} : { trends: trends.slice(from, to) }),
    }
  }
  if (field.type === 'time') return { ...field, values: field.values.subarray(from, to) }
  return { ...field, values: field.values.slice(from, to) } as Field
}
