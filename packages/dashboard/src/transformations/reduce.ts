/** Each field to one value: as a table with a row for each field, or as frames of one row. */

import { columnFrom, describing, textColumn, type Value } from '../columns.ts'
import { type FieldMatch, fieldMatch } from '../field-matchers.ts'
import type { Field, Frame } from '../frame.ts'
import { type Reducer, reducedValue, reducerOf } from '../reducers.ts'
import { labelOf } from '../series-name.ts'
import { isOn, type Options, textIn, textsIn, valueIn } from './options.ts'
import { type Transform, type TransformContext, TransformError } from './transformation.ts'

export const reduce: Transform = (frames, options, context) => {
  const reducers = reducersIn(options, 'reducers', ['max'], context)
  if (reducers.length === 0) return frames
  const inFields = textIn(options, 'mode') === 'reduceFields'
  const wanted = matchOf(options, inFields)
  const isWanted = (field: Field, frame: Frame): boolean => wanted(field, frame, context.names)
  return inFields
    ? reduceFields(frames, reducers, isWanted)
    : seriesToRows(frames, reducers, isWanted, isOn(options, 'labelsToFields'), context)
}

export function reducersIn(
  options: Options,
  key: string,
  otherwise: readonly string[],
  { say }: TransformContext,
): Reducer[] {
  const ids = valueIn(options, key) === undefined ? otherwise : textsIn(options, key)
  return ids.flatMap(id => {
    const reducer = reducerOf(id)
    if (reducer === undefined) say(`the calculation ${id} is not known`)
    return reducer ?? []
  })
}

function matchOf(options: Options, inFields: boolean): FieldMatch {
  const matcher = valueIn(options, 'fields')
  if (matcher !== undefined && matcher !== null) {
    const match = fieldMatch(matcher)
    if (match === undefined) throw new TransformError('its choice of fields is not known')
    return match
  }
  if (inFields && isOn(options, 'includeTimeField')) return () => true
  return field => field.type !== 'time'
}

function seriesToRows(
  frames: readonly Frame[],
  reducers: readonly Reducer[],
  isWanted: (field: Field, frame: Frame) => boolean,
  withLabels: boolean,
  { names }: TransformContext,
): Frame[] {
  const [first] = frames
  if (first === undefined) return []
  const rows = frames.flatMap(frame =>
    frame.fields.filter(field => isWanted(field, frame)).map(field => ({ field, frame })),
  )
  const labels = withLabels ? [...labelNames(frames)] : []
  const fields = [
    textColumn(
      'Field',
      rows.map(({ field, frame }) => (withLabels ? field.name : names.nameOf(field, frame))),
    ),
    ...labels.map(name =>
      textColumn(
        name,
        rows.map(({ field }) => labelOf(field.labels, name) ?? null),
      ),
    ),
    ...reducers.map(reducer =>
      columnFrom(
        reducer.name,
        rows.map(({ field }) => reducedValue(field, reducer)),
      ),
    ),
  ]
  return [{ refId: first.refId, fields, length: rows.length }]
}

function labelNames(frames: readonly Frame[]): Set<string> {
  const names = new Set<string>()
  for (const { fields } of frames) {
    for (const { labels } of fields) for (const name in labels) names.add(name)
  }
  return names
}

function reduceFields(
  frames: readonly Frame[],
  reducers: readonly Reducer[],
  isWanted: (field: Field, frame: Frame) => boolean,
): Frame[] {
  return frames.flatMap(frame => {
    const fields = frame.fields
      .filter(field => isWanted(field, frame))
      .flatMap(field =>
        reducers.map(reducer => {
          const described = describing(field)
          const labels =
            reducers.length === 1 ? described.labels : { ...described.labels, reducer: reducer.name }
          const value = oneValue(field, reducedValue(field, reducer))
          return { ...value, ...described, ...(labels === undefined ? {} : { labels }) }
        }),
      )
    return fields.length === 0 ? [] : [{ ...frame, fields, length: 1 }]
  })
}

/** The last moment of times is a moment. */
function oneValue(field: Field, value: Value): Field {
  return field.type === 'time' && typeof value === 'number'
    ? { name: field.name, type: 'time', values: Float64Array.of(value) }
    : columnFrom(field.name, [value])
}
