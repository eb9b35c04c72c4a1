import { byNames, byRegexp, type FieldMatch } from '../field-matchers.ts'
import { interpolate } from '../interpolate.ts'
import { isOn, type Options, objectIn, textIn, textsIn } from './options.ts'
import type { Transform, TransformContext } from './transformation.ts'

/** `{include: {names, pattern, variable}, exclude: ...}`; frames of which nothing is left go. */
export const filterFieldsByName: Transform = (frames, options, context) => {
  const byVariable = isOn(options, 'byVariable')
  const include = matchOf(objectIn(options, 'include'), byVariable, context)
  const exclude = matchOf(objectIn(options, 'exclude'), byVariable, context)
  return filterFields(frames, include, exclude, context)
}

export function filterFields(
  frames: Parameters<Transform>[0],
  include: FieldMatch | undefined,
  exclude: FieldMatch | undefined,
  { names }: TransformContext,
): ReturnType<Transform> {
  if (include === undefined && exclude === undefined) return frames
  return frames.flatMap(frame => {
    const fields = frame.fields.filter(
      field => exclude?.(field, frame, names) !== true && include?.(field, frame, names) !== false,
    )
    return fields.length === 0 ? [] : [{ ...frame, fields }]
  })
}

function matchOf(options: Options, byVariable: boolean, { scope }: TransformContext): FieldMatch | undefined {
  if (byVariable && textIn(options, 'variable') !== '') {
    const chosen = interpolate(textIn(options, 'variable'), scope, 'csv')
    return byNames(chosen.split(',').map(name => name.trim()))
  }
  const names = textsIn(options, 'names')
  const pattern = interpolate(textIn(options, 'pattern'), scope, 'regex')
  if (names.length === 0) return pattern === '' ? undefined : byRegexp(pattern)
  const byName = byNames(names)
  if (pattern === '') return byName
  const byPattern = byRegexp(pattern)
  return (field, frame, all) => byName(field, frame, all) || byPattern(field, frame, all)
}
