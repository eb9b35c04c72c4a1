/** All fields in one frame, one frame's beside the other's; shorter ones end without values. */
import { NO_ROW, pickRows } from '../columns.ts'
import type { Field, Frame } from '../frame.ts'
import { textIn } from './options.ts'
import type { Transform } from './transformation.ts'

export const concatenate: Transform = (frames, options) => {
  if (frames.length < 2) return frames
  const mode = textIn(options, 'frameNameMode', 'field')
  const label = textIn(options, 'frameNameLabel', 'frame')
  const length = frames.reduce((most, frame) => Math.max(most, frame.length), 0)
  const rows = (own: number): Int32Array =>
    Int32Array.from({ length }, (_, row) => (row < own ? row : NO_ROW))
  const fields = frames.flatMap(frame => {
    const all = rows(frame.length)
    return frame.fields.map(field => {
      const own = named(field, frame, mode, label)
      return frame.length === length ? own : pickRows(own, all)
    })
  })
  return [{ refId: frames[0]!.refId, fields, length }]
}

function named(field: Field, frame: Frame, mode: string, label: string): Field {
  const { name = '' } = frame
  if (name === '' || mode === 'drop') return field
  if (mode === 'label') return { ...field, labels: { ...field.labels, [label]: name } }
  const isValue = field.name === '' || field.name === 'Value'
  return { ...field, name: isValue ? name : `${name} · ${field.name}` }
}
