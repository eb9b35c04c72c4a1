import { booleanColumn, columnOf, describing, type Value, valueAt, valuesOf } from '../columns.ts'
import { byNames } from '../field-matchers.ts'
import type { Field } from '../frame.ts'
import { type Options, objectsIn, textIn } from './options.ts'
import type { Transform, TransformContext } from './transformation.ts'

/** One conversion after the other. What can't be converted is missing then. */
export const convertFieldType: Transform = (frames, options, context) => {
  const conversions = objectsIn(options, 'conversions').filter(each => textIn(each, 'targetField') !== '')
  const matches = conversions.map(each => byNames([textIn(each, 'targetField')]))
  return frames.map(frame => ({
    ...frame,
    fields: frame.fields.map(field =>
      conversions.reduce(
        (now, conversion, i) =>
          matches[i]!(field, frame, context.names) ? converted(now, conversion, context) : now,
        field,
      ),
    ),
  }))
}

function converted(field: Field, options: Options, { say }: TransformContext): Field {
  const type = textIn(options, 'destinationType')
  const { name } = field
  const described = describing(field)
  switch (type) {
    case 'string':
      return { ...columnOf(name, 'text', valuesOf(field)), ...described }
    case 'number':
      return { ...columnOf(name, 'number', valuesOf(field).map(toNumber)), ...described }
    case 'boolean':
      return {
        ...booleanColumn(name, valuesOf(field).map(toBoolean)),
        ...described,
      }
    case 'time':
      return { ...columnOf(name, 'time', momentsOf(field)), ...described }
    default:
      if (type !== '') say(`fields can't be of the type ${type} here`)
      return field
  }
}

function toNumber(value: Value): Value {
  if (value === null || typeof value === 'number') return value
  // Some write thousands with commas.
  const number = typeof value === 'string' ? Number(value.replaceAll(',', '') || NaN) : Number(value)
  return Number.isFinite(number) ? number : null
}

function toBoolean(value: Value): boolean {
  if (typeof value === 'string') return !['', '0', 'false'].includes(value.trim().toLowerCase())
  return Boolean(value)
}

function momentsOf(field: Field): Value[] {
  return Array.from({ length: field.values.length }, (_, row) => {
    const value = valueAt(field, row)
    if (typeof value === 'number' || value === null || typeof value === 'boolean') return toNumber(value)
    const atMs = /^\d+$/.test(value) ? Number(value) : Date.parse(value)
    return Number.isFinite(atMs) ? atMs : null
  })
}
