import { numberColumn } from '../columns.ts'
import type { Field, Frame } from '../frame.ts'
import { interpolate } from '../interpolate.ts'
import { findField } from './find-field.ts'
import { type Options, textIn } from './options.ts'
import { type TransformContext, TransformError } from './transformation.ts'

/** With the sum of the column, for its share. */
const OPERATORS: Readonly<Record<string, (value: number, sum: number) => number>> = {
  abs: Math.abs,
  exp: value => Math.exp(value),
  ln: value => Math.log(value),
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  percent: (value, sum) => value / sum,
}

/** `abs(x)`; nothing where there is no such column of numbers. */
export function unaryField(
  frame: Frame,
  options: Options,
  { names, scope }: TransformContext,
): Field | undefined {
  const id = textIn(options, 'operator', 'abs')
  const operator = Object.hasOwn(OPERATORS, id) ? OPERATORS[id] : undefined
  if (operator === undefined) throw new TransformError(`the operator ${id} is not known`)
  const field = findField(frame, interpolate(textIn(options, 'fieldName'), scope), names)
  if (field?.type !== 'number') return undefined
  const sum = field.values.reduce((total, value) => (Number.isFinite(value) ? total + value : total), 0)
  const values = field.values.map(value => operator(value, sum))
  return numberColumn(`${id}(${textIn(options, 'fieldName')})`, values, field.missing)
}
