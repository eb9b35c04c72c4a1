/** One column across, one down, and where they meet the value of a third. */
import { columnFrom, columnOf, type Value, valueAt } from '../columns.ts'
import { findField } from './find-field.ts'
import { textIn } from './options.ts'
import { MOST_CELLS, MOST_FIELDS, type Transform } from './transformation.ts'

export const groupingToMatrix: Transform = (frames, options, { names, say }) => {
  const [frame] = frames
  if (frame === undefined || frames.length > 1) return frames
  const [across, down] = [textIn(options, 'columnField', 'Time'), textIn(options, 'rowField', 'Time')]
  const columnField = findField(frame, across, names)
  const rowField = findField(frame, down, names)
  const valueField = findField(frame, textIn(options, 'valueField', 'Value'), names)
  if (columnField === undefined || rowField === undefined || valueField === undefined) return frames
  const rows = placesOf(frame.length, row => valueAt(rowField, row))
  const all = placesOf(frame.length, row => String(valueAt(columnField, row) ?? 'null'))
  const most = Math.min(MOST_FIELDS, Math.floor(MOST_CELLS / Math.max(1, rows.size)))
  if (all.size > most) say(`${all.size} columns come of it: only ${most} are shown`)
  const columns = [...all.keys()].slice(0, most)
  const empty = emptyValue(textIn(options, 'emptyValue'))
  const cells = columns.map(() => new Array<Value>(rows.size).fill(empty))
  for (let row = 0; row < frame.length; row++) {
    const column = all.get(String(valueAt(columnField, row) ?? 'null'))!
    const value = valueAt(valueField, row)
    if (value !== null && column < most) cells[column]![rows.get(valueAt(rowField, row))!] = value
  }
  const { displayName: _, ...config } = valueField.config ?? {}
  const typed = (name: string, values: Value[]): ReturnType<typeof columnOf> =>
    empty === null || values.every(value => value !== empty)
      ? columnOf(name, valueField.type, values)
      : columnFrom(name, values)
  const fields = columns.map((name, at) => ({ ...typed(name, cells[at]!), config }))
  const head = columnOf(`${down}\\${across}`, rowField.type, [...rows.keys()])
  return [{ refId: frame.refId, fields: [head, ...fields], length: rows.size }]
}

function placesOf<T>(length: number, keyOf: (row: number) => T): Map<T, number> {
  const places = new Map<T, number>()
  for (let row = 0; row < length; row++) {
    const key = keyOf(row)
    if (!places.has(key)) places.set(key, places.size)
  }
  return places
}

/** Where no row has a value. Text that is empty would make a column of numbers one of texts. */
function emptyValue(option: string): Value {
  if (option === 'true' || option === 'false') return option === 'true'
  return option === 'zero' ? 0 : null
}
