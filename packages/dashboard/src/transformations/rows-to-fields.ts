/** Each row becomes a field of one value, named and set up by the row's other columns. */
import { columnOf, valueAt } from '../columns.ts'
import type { FieldLabels, Frame } from '../frame.ts'
import { configFrom, type MappedField, mappedFields } from './config-mapping.ts'
import type { Options } from './options.ts'
import { MOST_FIELDS, type Transform, type TransformContext } from './transformation.ts'

export const rowsToFields: Transform = (frames, options, context) =>
  frames.map(frame => ofRows(frame, options, context))

function ofRows(frame: Frame, options: Options, { names, say }: TransformContext): Frame {
  const fields = mappedFields(frame, options, names)
  const name = fields.find(({ role }) => role === 'field.name') ?? firstFree(fields, 'text')
  const value = fields.find(({ role }) => role === 'field.value') ?? firstFree(fields, 'number')
  if (name === undefined || value === undefined) return frame
  const length = Math.min(frame.length, MOST_FIELDS)
  if (length < frame.length) say(`more than ${MOST_FIELDS} fields come of it: the rest is left out`)
  const others = fields.filter(each => each !== name && each !== value)
  const made = Array.from({ length }, (_, row) => {
    const config = configFrom(others.map(each => ({ ...each, value: valueAt(each.field, row) })))
    return {
      ...columnOf(String(valueAt(name.field, row)), value.field.type, [valueAt(value.field, row)]),
      labels: labelsOf(others, row),
      config,
    }
  })
  return { refId: frame.refId, fields: made, length: 1 }
}

/** Where nobody says which, the first of its type that is for nothing else. */
function firstFree(fields: readonly MappedField[], type: 'text' | 'number'): MappedField | undefined {
  return fields.find(({ role, field }) => role === '' && field.type === type)
}

function labelsOf(others: readonly MappedField[], row: number): FieldLabels {
  const labels = others.flatMap(({ role, field, name }) => {
    const value = role === '' || role === 'field.label' ? valueAt(field, row) : null
    return value === null ? [] : [[name, String(value)] as const]
  })
  return Object.fromEntries(labels)
}
