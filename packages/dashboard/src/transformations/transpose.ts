/** Rows become columns, and columns rows. */
import { columnOf, textColumn, type Value, valueAt } from '../columns.ts'
import type { Frame } from '../frame.ts'
import { type Options, textIn } from './options.ts'
import { MOST_FIELDS, type Transform, type TransformContext } from './transformation.ts'

export const transpose: Transform = (frames, options, context) =>
  frames.map(frame => transposed(frame, options, context))

function transposed(frame: Frame, options: Options, { names, say }: TransformContext): Frame {
  const [first] = frame.fields
  if (first === undefined) return frame
  const rest = textIn(options, 'restFieldsName', 'Value')
  // A first column of texts or moments says what the new columns are called.
  const isHead = first.type === 'text' || first.type === 'time'
  const fields = isHead ? frame.fields.slice(1) : frame.fields
  const length = Math.min(frame.length, MOST_FIELDS)
  if (length < frame.length) say(`more than ${MOST_FIELDS} fields come of it: the rest is left out`)
  const type = fields.every(field => field.type === fields[0]!.type) ? (fields[0]?.type ?? 'text') : 'text'
  const columns = Array.from({ length }, (_, row) => {
    const name = isHead ? String(valueAt(first, row) ?? '') : rest
    return columnOf(
      name,
      type,
      fields.map((field): Value => valueAt(field, row)),
    )
  })
  const head = textColumn(
    textIn(options, 'firstFieldName', 'Field'),
    fields.map(field => names.nameOf(field, frame)),
  )
  return { refId: frame.refId, fields: [head, ...columns], length: fields.length }
}
