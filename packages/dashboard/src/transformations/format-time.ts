import { describing, textColumn } from '../columns.ts'
import { byNames } from '../field-matchers.ts'
import { formatDate } from '../format-date.ts'
import { textIn } from './options.ts'
import type { Transform } from './transformation.ts'

/** Moments as text, in the patterns of moment.js. */
export const formatTime: Transform = (frames, options, { names, scope }) => {
  const match = byNames([textIn(options, 'timeField')])
  const pattern = textIn(options, 'outputFormat', 'YYYY-MM-DDTHH:mm:ssZ')
  const zone = textIn(options, 'timezone', scope.zone ?? '')
  const isZone = zone !== '' && zone !== 'browser'
  return frames.map(frame => ({
    ...frame,
    fields: frame.fields.map(field => {
      if (field.type !== 'time' || !match(field, frame, names)) return field
      const texts = Array.from(field.values, atMs =>
        Number.isNaN(atMs) ? null : formatDate(atMs, pattern, isZone ? zone : undefined),
      )
      return { ...textColumn(field.name, texts), ...describing(field) }
    }),
  }))
}
