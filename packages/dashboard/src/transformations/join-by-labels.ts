/** A table with a column for each value of one label, and a row for each combination of the others. */

import { columnOf, textColumn, type Value, valuesOf } from '../columns.ts'
import type { Field } from '../frame.ts'
import { labelOf } from '../series-name.ts'
import { textIn, textsIn } from './options.ts'
import { MOST_FIELDS, mostRows, type Transform, TransformError } from './transformation.ts'

interface JoinedRow {
  readonly keys: readonly (string | null)[]
  /** By the value of the label. */
  readonly values: Map<string, Value[]>
}

export const joinByLabels: Transform = (frames, options, { say }) => {
  if (frames.length === 0) return frames
  const value = textIn(options, 'value')
  const labels = new Set(
    frames.flatMap(({ fields }) => fields.flatMap(each => Object.keys(each.labels ?? {}))),
  )
  if (value === '') throw new TransformError('no label is chosen whose values become columns')
  if (!labels.has(value)) throw new TransformError(`no series has the label ${value}`)
  const chosen = textsIn(options, 'join')
  const join = (chosen.length > 0 ? chosen : [...labels]).filter(name => name !== value)
  const rows = new Map<string, JoinedRow>()
  const types = new Map<string, Field['type']>()
  for (const { fields } of frames) {
    for (const field of fields) {
      if (field.labels === undefined || field.type === 'time') continue
      const keys = join.map(name => labelOf(field.labels, name) ?? null)
      const row = rows.get(JSON.stringify(keys)) ?? { keys, values: new Map<string, Value[]>() }
      rows.set(JSON.stringify(keys), row)
      const name = labelOf(field.labels, value) ?? ''
      const before = row.values.get(name) ?? []
      for (const each of valuesOf(field)) before.push(each)
      row.values.set(name, before)
      if (!types.has(name)) types.set(name, field.type)
    }
  }
  if (types.size > MOST_FIELDS) throw new TransformError(`${types.size} columns would come of it`)
  const heights = new Map([...rows.values()].map(row => [row, heightOf(row)]))
  const whole = [...heights.values()].reduce((sum, height) => sum + height, 0)
  const length = Math.min(whole, mostRows(join.length + types.size))
  if (length < whole) say(`more than ${length} rows come of it: the rest is left out`)
  const columnBy = (of: (row: JoinedRow, at: number) => Value): Value[] => {
    const column: Value[] = []
    for (const [row, height] of heights) {
      for (let at = 0; at < height && column.length < length; at++) column.push(of(row, at))
    }
    return column
  }
  const fields = [
    ...join.map((name, i) => textColumn(name, columnBy(({ keys }) => keys[i]!) as (string | null)[])),
    ...[...types].map(([name, type]) =>
      columnOf(
        name,
        type,
        columnBy(({ values }, at) => values.get(name)?.[at] ?? null),
      ),
    ),
  ]
  return [{ refId: frames[0]!.refId, fields, length }]
}

function heightOf({ values }: JoinedRow): number {
  let height = 1
  for (const column of values.values()) height = Math.max(height, column.length)
  return height
}
