/** Rows that have, or have not, certain values. */
import { rowsOf, type Value, valueAt } from '../columns.ts'
import type { Frame } from '../frame.ts'
import { interpolate } from '../interpolate.ts'
import { testOf } from '../pattern.ts'
import { findField } from './find-field.ts'
import { type Options, objectIn, objectsIn, textIn, valueIn } from './options.ts'
import { type Transform, type TransformContext, TransformError } from './transformation.ts'

type Test = (value: Value) => boolean

export const filterByValue: Transform = (frames, options, context) => {
  const filters = objectsIn(options, 'filters')
  if (filters.length === 0) return frames
  const all = textIn(options, 'match', 'any') === 'all'
  const exclude = textIn(options, 'type', 'include') === 'exclude'
  const tests = filters.map(filter => ({
    name: textIn(filter, 'fieldName'),
    test: testOfConfig(objectIn(filter, 'config'), context),
  }))
  return frames.map(frame => {
    const matches = tests.map(({ name, test }) => rowTest(frame, name, test, context))
    const rows: number[] = []
    for (let row = 0; row < frame.length; row++) {
      const fits = all ? matches.every(match => match(row)) : matches.some(match => match(row))
      if (fits !== exclude) rows.push(row)
    }
    return rows.length === frame.length ? frame : rowsOf(frame, rows)
  })
}

/** A field that isn't there has no value that fits. */
function rowTest(
  frame: Frame,
  name: string,
  test: Test,
  { names }: TransformContext,
): (row: number) => boolean {
  const field = findField(frame, name, names)
  return field === undefined ? () => false : row => test(valueAt(field, row))
}

function testOfConfig(config: Options, { scope }: TransformContext): Test {
  const id = textIn(config, 'id')
  const options = objectIn(config, 'options')
  const wanted = (key: string): Value => {
    const value = valueIn(options, key)
    if (typeof value === 'string') return id === 'regex' ? value : interpolate(value, scope)
    return typeof value === 'number' || typeof value === 'boolean' ? value : null
  }
  switch (id) {
    case 'regex': {
      const test = testOf(String(wanted('value') ?? ''))
      if (test === undefined) throw new TransformError(`${wanted('value')} is no regular expression`)
      return value => test(String(value))
    }
    case 'isNull':
      return value => value === null
    case 'isNotNull':
      return value => value !== null
    case 'equal':
      return alike(wanted('value'))
    case 'notEqual': {
      const equal = alike(wanted('value'))
      return value => !equal(value)
    }
    case 'substring': {
      const part = String(wanted('value') ?? '')
      return value => part === '' || (typeof value === 'string' && value.includes(part))
    }
    case 'notSubstring': {
      const part = String(wanted('value') ?? '')
      return value => part !== '' && typeof value === 'string' && !value.includes(part)
    }
    case 'between': {
      const [from, to] = [Number(wanted('from')), Number(wanted('to'))]
      return ofNumbers(number => number > from && number < to)
    }
    case 'greater':
    case 'greaterOrEqual':
    case 'lower':
    case 'lowerOrEqual':
      return ofNumbers(compared(id, Number(wanted('value'))))
    default:
      throw new TransformError(`the condition ${id === '' ? 'without a name' : id} is not known`)
  }
}

function compared(id: string, wanted: number): (number: number) => boolean {
  if (id === 'greater') return number => number > wanted
  if (id === 'greaterOrEqual') return number => number >= wanted
  return id === 'lower' ? number => number < wanted : number => number <= wanted
}

function ofNumbers(test: (number: number) => boolean): Test {
  return value => {
    const number = value === null || value === '' ? NaN : Number(value)
    return !Number.isNaN(number) && test(number)
  }
}

/** `5` and `5.0`, `true` and `1` are alike, however they are written. */
function alike(wanted: Value): Test {
  if (wanted === null) return value => value === null
  const number = wanted === '' ? NaN : Number(wanted)
  return value => {
    if (value === null) return false
    if (typeof value === 'string')
      return value === String(wanted) || (value !== '' && Number(value) === number)
    return String(value) === wanted || Number(value) === number
  }
}
