/** Leaves fields out, orders them, gives them other names. */
import { byNames } from '../field-matchers.ts'
import type { Field, Frame } from '../frame.ts'
import { labelOf } from '../series-name.ts'
import { filterFields } from './filter-fields-by-name.ts'
import { isOn, type Options, objectIn, objectsIn, textIn, valueIn } from './options.ts'
import type { Transform } from './transformation.ts'

export const organize: Transform = (frames, options, context) => {
  const { names } = context
  const renamed = objectIn(options, 'renameByName')
  const kept = filterFields(
    frames,
    namesWhere(objectIn(options, 'includeByName')),
    namesWhere(objectIn(options, 'excludeByName')),
    context,
  )
  const order = orderOf(options, (field, frame) => names.nameOf(field, frame))
  return kept.map(frame => ({
    ...frame,
    fields: order(frame).map(field => {
      const name = valueIn(renamed, names.nameOf(field, frame))
      return typeof name === 'string' && name !== '' ? called(field, name) : field
    }),
  }))
}

/** The field's own name stays beneath: overrides may be written for either. */
export function called(field: Field, displayName: string): Field {
  return { ...field, config: { ...field.config, displayName } }
}

function namesWhere(chosen: Options): ReturnType<typeof byNames> | undefined {
  const names = Object.keys(chosen).filter(name => chosen[name] === true)
  return names.length === 0 ? undefined : byNames(names)
}

function orderOf(
  options: Options,
  nameOf: (field: Field, frame: Frame) => string,
): (frame: Frame) => readonly Field[] {
  const automatic = objectsIn(options, 'orderBy')
  if (textIn(options, 'orderByMode') === 'auto' && automatic.length > 0) {
    const rules = automatic.map(rule => ({
      of: sortedBy(rule, nameOf),
      sign: isOn(rule, 'desc') || textIn(rule, 'order') === 'desc' ? -1 : 1,
    }))
    return frame =>
      frame.fields.toSorted((a, b) => {
        for (const { of, sign } of rules) {
          const [first, second] = [of(a, frame), of(b, frame)]
          if (first !== second) return (first < second ? -1 : 1) * sign
        }
        return 0
      })
  }
  const places = objectIn(options, 'indexByName')
  const placeOf = (field: Field, frame: Frame): number => {
    const place = valueIn(places, nameOf(field, frame))
    return typeof place === 'number' && !Number.isNaN(place) ? place : Number.MAX_SAFE_INTEGER
  }
  if (Object.keys(places).length === 0) return frame => frame.fields
  return frame =>
    frame.fields
      .map(field => ({ field, place: placeOf(field, frame) }))
      .sort((a, b) => a.place - b.place)
      .map(({ field }) => field)
}

function sortedBy(
  rule: Options,
  nameOf: (field: Field, frame: Frame) => string,
): (field: Field, frame: Frame) => string {
  const label = textIn(rule, 'labelName')
  return label === '' ? nameOf : ({ labels }) => labelOf(labels, label) ?? ''
}
