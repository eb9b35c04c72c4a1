/** Rows with alike values in some columns become one; of the other columns what is calculated of the group. */
import { columnFrom, columnOf, pickRows, type Value } from '../columns.ts'
import type { Field, Frame } from '../frame.ts'
import { type Reducer, reducedValue } from '../reducers.ts'
import { type Options, objectIn, textIn, valueIn } from './options.ts'
import { reducersIn } from './reduce.ts'
import { groupRows, sliceOf } from './rows-by-key.ts'
import type { Transform, TransformContext } from './transformation.ts'

export const groupBy: Transform = (frames, options, context) => {
  const settings = objectIn(options, 'fields')
  const isSet = Object.keys(settings).some(name => operationOf(objectIn(settings, name)) === 'groupby')
  return isSet ? frames.flatMap(frame => grouped(frame, settings, context)) : frames
}

function operationOf(setting: Options): string {
  return textIn(setting, 'operation')
}

/** A frame that has none of the columns to group by goes. */
function grouped(frame: Frame, settings: Options, context: TransformContext): Frame[] {
  const settingOf = (field: Field): Options => {
    const name = context.names.nameOf(field, frame)
    return objectIn(settings, valueIn(settings, name) === undefined ? field.name : name)
  }
  const keys = frame.fields.filter(field => operationOf(settingOf(field)) === 'groupby')
  if (keys.length === 0) return []
  const { firstRows, rows, starts } = groupRows(keys, frame.length)
  const calculated = frame.fields.flatMap(field => {
    const setting = settingOf(field)
    if (operationOf(setting) !== 'aggregate') return []
    const reducers = reducersIn(setting, 'aggregations', [], context)
    const ordered = pickRows(field, rows)
    const groups = firstRows.map((_, group) => sliceOf(ordered, starts[group]!, starts[group + 1]!))
    const name = field.config?.displayName || field.name
    return reducers.map(reducer => aggregated(`${name} (${reducer.id})`, field, groups, reducer))
  })
  const fields = [...keys.map(field => pickRows(field, firstRows)), ...calculated]
  return [{ refId: frame.refId, fields, length: firstRows.length }]
}

function aggregated(name: string, field: Field, groups: readonly Field[], reducer: Reducer): Field {
  const values = groups.map((group): Value => reducedValue(group, reducer))
  const isMoment = field.type === 'time' && reducer.keepsUnit
  return isMoment && values.every(value => value === null || typeof value === 'number')
    ? columnOf(name, 'time', values)
    : columnFrom(name, values)
}
