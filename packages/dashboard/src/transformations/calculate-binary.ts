/** `a / b`, where each is a column of the frame or a number. */
import { describing, numberColumn } from '../columns.ts'
import { fieldMatch } from '../field-matchers.ts'
import type { Field, Frame } from '../frame.ts'
import { interpolate } from '../interpolate.ts'
import { findField } from './find-field.ts'
import { asObject, type Options, objectIn, textIn, valueIn } from './options.ts'
import { type TransformContext, TransformError } from './transformation.ts'

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
}

interface Operation {
  readonly sign: string
  readonly left: Operand
  readonly right: Operand
}

interface Operand {
  /** Of a column, or a number as it is written. */
  readonly text: string
  readonly matcher: Options
}

function operationOf(options: Options, context: TransformContext): Operation {
  const binary = objectIn(options, 'binary')
  const sign = textIn(binary, 'operator', '+')
  if (!Object.hasOwn(OPERATORS, sign)) throw new TransformError(`the operator ${sign} is not known`)
  return { sign, left: operandOf(binary, 'left', context), right: operandOf(binary, 'right', context) }
}

/** Just a text in older dashboards. */
function operandOf(binary: Options, key: string, { scope }: TransformContext): Operand {
  const value = valueIn(binary, key)
  if (typeof value === 'string' || typeof value === 'number') {
    return { text: interpolate(String(value), scope), matcher: {} }
  }
  const { matcher, fixed } = asObject(value)
  const own = asObject(matcher)
  const text = typeof own.options === 'string' ? own.options : String(fixed ?? '')
  return { text: interpolate(text, scope), matcher: own }
}

/** The number on the right, if it is one: then no two frames have to be joined. */
export function rightNumber(options: Options, context: TransformContext): number | undefined {
  return numberOf(operandOf(objectIn(options, 'binary'), 'right', context).text)
}

function numberOf(text: string): number | undefined {
  const number = text.trim() === '' ? NaN : Number(text)
  return Number.isNaN(number) ? undefined : number
}

/** Is every column of a type calculated with? */
export function isByType(options: Options): boolean {
  return objectIn(objectIn(objectIn(options, 'binary'), 'left'), 'matcher').id === 'byType'
}

export function binaryField(frame: Frame, options: Options, context: TransformContext): Field | undefined {
  const operation = operationOf(options, context)
  const left = numbersOf(frame, operation.left, context)
  const right = numbersOf(frame, operation.right, context)
  if (left === undefined || right === undefined) return undefined
  return calculated(nameOf(operation.left.text, operation), frame.length, left, right, operation.sign)
}

export function binaryFields(frame: Frame, options: Options, context: TransformContext): Field[] {
  const operation = operationOf(options, context)
  const match = fieldMatch(operation.left.matcher)
  const right = numbersOf(frame, operation.right, context)
  if (match === undefined || right === undefined) return []
  return frame.fields
    .filter(field => field.type !== 'text' && field.type !== 'time' && match(field, frame, context.names))
    .map(field => ({
      ...calculated('', frame.length, row => numberAt(field, row), right, operation.sign),
      ...describing(field),
      name: nameOf(field.name, operation),
    }))
}

function nameOf(left: string, { sign, right }: Operation): string {
  return `${left} ${sign} ${right.text}`
}

type Numbers = (row: number) => number | null

function numbersOf(frame: Frame, { text }: Operand, { names }: TransformContext): Numbers | undefined {
  const field = findField(frame, text, names)
  if (field !== undefined && field.type !== 'text') return row => numberAt(field, row)
  const number = numberOf(text)
  return number === undefined ? undefined : () => number
}

function numberAt(field: Field, row: number): number | null {
  if (field.type === 'number' && field.missing?.[row] === 1) return null
  const value = field.values[row] ?? null
  return value === null ? null : Number(value)
}

/** Without either there is no value. */
function calculated(name: string, length: number, left: Numbers, right: Numbers, sign: string): Field {
  const operator = OPERATORS[sign]!
  const values = new Float64Array(length)
  let missing: Uint8Array | undefined
  for (let row = 0; row < length; row++) {
    const [a, b] = [left(row), right(row)]
    if (a === null || b === null) {
      missing ??= new Uint8Array(length)
      missing[row] = 1
      values[row] = NaN
    } else {
      values[row] = operator(a, b)
    }
  }
  return numberColumn(name, values, missing)
}
