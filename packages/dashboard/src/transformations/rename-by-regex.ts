import { interpolate } from '../interpolate.ts'
import { regexOf, testOf } from '../pattern.ts'
import { textIn } from './options.ts'
import { called } from './organize.ts'
import { type Transform, TransformError } from './transformation.ts'

export const renameByRegex: Transform = (frames, options, { names, scope }) => {
  const pattern = textIn(options, 'regex', '(.*)')
  const by = interpolate(
    textIn(options, 'renamePattern', typeof options.renamePattern === 'string' ? '' : '$1'),
    scope,
  )
  const regex = regexOf(pattern)
  const test = testOf(pattern)
  if (regex === undefined || test === undefined) {
    throw new TransformError(`${pattern} is no regular expression`)
  }
  return frames.map(frame => ({
    ...frame,
    fields: frame.fields.map(field => {
      const name = names.nameOf(field, frame)
      return test(name) ? called(field, name.replace(regex, by)) : field
    }),
  }))
}
