/** Columns of frames: made from plain values, read by row, taken apart and put together without losing what is missing. */
import type { BooleanField, Field, Frame, NumberField, TextField, TimeField } from './frame.ts'

/** Null where there is no value; NaN is one. */
export type Value = number | string | boolean | null

export function timeColumn(name: string, values: Float64Array): TimeField {
  return { name, type: 'time', values }
}

export function numberColumn(name: string, values: Float64Array, missing?: Uint8Array): NumberField {
  return { name, type: 'number', values, ...(missing === undefined ? {} : { missing }) }
}

export function textColumn(name: string, values: readonly (string | null)[]): TextField {
  return { name, type: 'text', values }
}

export function booleanColumn(name: string, values: readonly (boolean | null)[]): BooleanField {
  return { name, type: 'boolean', values }
}

export function valueAt(field: Field, row: number): Value {
  if (field.type === 'number') return field.missing?.[row] === 1 ? null : (field.values[row] ?? null)
  if (field.type === 'time') {
    const atMs = field.values[row]
    return atMs === undefined || Number.isNaN(atMs) ? null : atMs
  }
  return field.values[row] ?? null
}

export function valuesOf(field: Field): Value[] {
  return Array.from({ length: field.values.length }, (_, row) => valueAt(field, row))
}

/** The type that these values have together: text if they are of several. */
export function typeOfValues(values: Iterable<Value>): Field['type'] {
  let type: Field['type'] | undefined
  for (const value of values) {
    if (value === null) continue
    const its = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text'
    if (type !== undefined && type !== its) return 'text'
    type = its
  }
  return type ?? 'number'
}

/** A column of one type from values of any; what can't be of that type is missing. */
export function columnOf(name: string, type: Field['type'], values: readonly Value[]): Field {
  switch (type) {
    case 'time':
      return timeColumn(
        name,
        Float64Array.from(values, value => (typeof value === 'number' ? value : NaN)),
      )
    case 'number':
      return numbersFrom(name, values)
    case 'boolean':
      return booleanColumn(
        name,
        values.map(value => (typeof value === 'boolean' ? value : null)),
      )
    case 'text':
      return textColumn(
        name,
        values.map(value => (value === null ? null : String(value))),
      )
  }
}

/** Of the type that fits what is there. */
export function columnFrom(name: string, values: readonly Value[]): Field {
  return columnOf(name, typeOfValues(values), values)
}

function numbersFrom(name: string, values: readonly Value[]): NumberField {
  const numbers = new Float64Array(values.length)
  let missing: Uint8Array | undefined
  values.forEach((value, row) => {
    if (typeof value === 'number') {
      numbers[row] = value
    } else {
      missing ??= new Uint8Array(values.length)
      missing[row] = 1
      numbers[row] = NaN
    }
  })
  return numberColumn(name, numbers, missing)
}

/** The same field with other values of the same kind. */
export function withValues(field: Field, values: readonly Value[]): Field {
  return { ...describing(field), ...columnOf(field.name, field.type, values) }
}

/** What a field is called and said to be, without its values. */
export function describing({ name, labels, legend, config }: Field): {
  name: string
  labels?: Field['labels']
  legend?: string
  config?: Field['config']
} {
  return {
    name,
    ...(labels === undefined ? {} : { labels }),
    ...(legend === undefined ? {} : { legend }),
    ...(config === undefined ? {} : { config }),
  }
}

/** A row that is not there: one past the end, or negative. */
export const NO_ROW = -1

/** The rows of a field in another order, some left out, some repeated; where the row is `NO_ROW`, there is no value. */
export function pickRows(field: Field, rows: ArrayLike<number>): Field {
  const length = rows.length
  if (field.type === 'text' || field.type === 'boolean') {
    const values = new Array<string | boolean | null>(length)
    for (let i = 0; i < length; i++) values[i] = field.values[rows[i]!] ?? null
    return { ...field, values } as Field
  }
  const values = new Float64Array(length)
  for (let i = 0; i < length; i++) values[i] = field.values[rows[i]!] ?? NaN
  if (field.type === 'time') return { ...field, values }
  let missing: Uint8Array | undefined
  for (let i = 0; i < length; i++) {
    const row = rows[i]!
    if (row >= 0 && row < field.values.length && field.missing?.[row] !== 1) continue
    missing ??= new Uint8Array(length)
    missing[i] = 1
  }
  const { missing: _, trends, ...rest } = field
  return {
    ...rest,
    values,
    ...(missing === undefined ? {} : { missing }),
    ...(trends === undefined ? {} : { trends: Array.from(rows, row => trends[row]) }),
  }
}

export function rowsOf(frame: Frame, rows: ArrayLike<number>): Frame {
  return { ...frame, fields: frame.fields.map(field => pickRows(field, rows)), length: rows.length }
}

/** A frame whose length is what its fields have. */
export function frameOf(refId: string, fields: readonly Field[], name?: string): Frame {
  return { refId, ...(name === undefined ? {} : { name }), fields, length: fields[0]?.values.length ?? 0 }
}
