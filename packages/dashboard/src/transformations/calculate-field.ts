/** A column that is calculated from others of the same row, or from the rows before. */
import { columnOf, type Value, valueAt } from '../columns.ts'
import { fieldNames } from '../field-name.ts'
import type { Field, Frame } from '../frame.ts'
import { interpolate } from '../interpolate.ts'
import { reducerOf } from '../reducers.ts'
import { binaryField, binaryFields, isByType, rightNumber } from './calculate-binary.ts'
import { unaryField } from './calculate-unary.ts'
import { cumulativeField, windowField } from './calculate-window.ts'
import { timeFieldOf } from './find-field.ts'
import { joined } from './join-by-field.ts'
import { isOn, type Options, objectIn, textIn } from './options.ts'
import { called } from './organize.ts'
import { reducedRows } from './reduced-rows.ts'
import { type Transform, type TransformContext, TransformError } from './transformation.ts'

/** The new column of a frame; undefined if the frame has nothing to calculate it from. */
type Calculate = (frame: Frame, context: TransformContext) => Field | undefined

export const calculateField: Transform = (frames, options, context) => {
  const mode = textIn(options, 'mode', 'reduceRow')
  const overTime = options.timeSeries !== false
  const eachAlone = mode === 'binary' && rightNumber(options, context) !== undefined
  const together = overTime && !eachAlone ? ensureColumns(frames, context) : frames
  const now = { ...context, names: fieldNames(together) }
  const replace = isOn(options, 'replaceFields')
  if (mode === 'binary' && isByType(options)) {
    return together.flatMap(frame => withFields(frame, binaryFields(frame, options, now), replace, overTime))
  }
  const calculate = calculationOf(mode, options, now)
  const alias = interpolate(textIn(options, 'alias'), context.scope)
  return together.flatMap(frame => {
    const field = calculate(frame, now)
    if (field === undefined) return withFields(frame, [], replace, overTime)
    const named = alias === '' ? field : called({ ...field, name: alias }, alias)
    const keepsTime = overTime && mode !== 'index' && mode !== 'templateExpression'
    return withFields(frame, [named], replace, keepsTime)
  })
}

function calculationOf(mode: string, options: Options, context: TransformContext): Calculate {
  switch (mode) {
    case 'reduceRow':
      return reduceRow(objectIn(options, 'reduce'))
    case 'binary':
      return frame => binaryField(frame, options, context)
    case 'unary':
      return frame => unaryField(frame, objectIn(options, 'unary'), context)
    case 'cumulativeFunctions':
      return frame => cumulativeField(frame, objectIn(options, 'cumulative'), context)
    case 'windowFunctions':
      return frame => windowField(frame, objectIn(options, 'window'), context)
    case 'index':
      return frame => rowNumbers(frame, isOn(objectIn(options, 'index'), 'asPercentile'))
    case 'templateExpression':
      return (frame, { scope }) => {
        const template = textIn(objectIn(options, 'template'), 'expression')
        return template === '' ? undefined : filledTemplate(frame, template, scope)
      }
    default:
      throw new TransformError(`the mode ${mode} is not supported`)
  }
}

function withFields(
  frame: Frame,
  made: readonly Field[],
  replace: boolean,
  keepsTime: boolean,
): readonly Frame[] {
  if (!replace) return made.length === 0 ? [frame] : [{ ...frame, fields: [...frame.fields, ...made] }]
  const time = keepsTime ? timeFieldOf(frame) : undefined
  return made.length === 0 ? [] : [{ ...frame, fields: time === undefined ? made : [time, ...made] }]
}

/** Series over time are joined first, so that there are rows to calculate over. */
function ensureColumns(frames: readonly Frame[], context: TransformContext): readonly Frame[] {
  const name = frames[0] === undefined ? undefined : timeFieldOf(frames[0])?.name
  if (frames.length < 2 || name === undefined) return frames
  if (!frames.every(frame => timeFieldOf(frame)?.name === name)) return frames
  return joined(frames, timeFieldOf, 'outer', context) ?? frames
}

function reduceRow(options: Options): Calculate {
  const id = textIn(options, 'reducer', 'sum')
  const reducer = reducerOf(id)
  if (reducer === undefined) throw new TransformError(`the calculation ${id} is not known`)
  const include = new Set(Array.isArray(options.include) ? options.include.map(String) : [])
  return (frame, { names }) => {
    const fields = frame.fields.filter(field =>
      include.size === 0
        ? field.type === 'number'
        : include.has(names.nameOf(field, frame)) || include.has(field.name),
    )
    return { ...reducedRows(fields, frame.length, reducer), name: reducer.name }
  }
}

function rowNumbers({ length }: Frame, asShare: boolean): Field {
  const values = Float64Array.from({ length }, (_, row) => (asShare ? row / length : row))
  return { name: 'Row', type: 'number', values, ...(asShare ? { config: { unit: 'percentunit' } } : {}) }
}

function filledTemplate(frame: Frame, template: string, scope: TransformContext['scope']): Field {
  const texts = Array.from({ length: frame.length }, (_, row): Value => {
    const variables = Object.fromEntries(
      frame.fields.map(field => {
        const value = String(valueAt(field, row) ?? '')
        return [field.name, { text: value, value }]
      }),
    )
    return interpolate(template, { ...scope, variables: { ...scope.variables, ...variables } })
  })
  return columnOf('Field', 'text', texts)
}
