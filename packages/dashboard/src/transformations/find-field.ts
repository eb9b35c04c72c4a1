/** Fields by the name that options have: the shown one first, then the field's own. */
import type { FieldNames } from '../field-name.ts'
import type { Field, Frame } from '../frame.ts'

export function findField(frame: Frame, wanted: string, names: FieldNames): Field | undefined {
  if (wanted === '') return undefined
  return (
    frame.fields.find(field => names.nameOf(field, frame) === wanted) ??
    frame.fields.find(field => field.name === wanted) ??
    frame.fields.find(({ name, labels }) => wanted === 'Value' && name !== '' && labels?.__name__ === name)
  )
}

export function timeFieldOf(frame: Frame): Extract<Field, { type: 'time' }> | undefined {
  return frame.fields.find(field => field.type === 'time')
}
