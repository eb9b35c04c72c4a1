/** What is calculated over the rows so far, or over a window that moves along. In one pass, however wide the window is. */
import { numberColumn } from '../columns.ts'
import type { Field, Frame, NumberField } from '../frame.ts'
import { findField } from './find-field.ts'
import { numberIn, type Options, textIn } from './options.ts'
import { type TransformContext, TransformError } from './transformation.ts'

/** Missing values count as nothing, for the mean as well. */
export function cumulativeField(
  frame: Frame,
  options: Options,
  context: TransformContext,
): Field | undefined {
  const reducer = textIn(options, 'reducer', 'sum')
  if (reducer !== 'sum' && reducer !== 'mean') {
    throw new TransformError(`${reducer} can't be calculated over all rows so far`)
  }
  const field = chosenField(frame, options, context)
  if (field === undefined) return undefined
  let total = 0
  const values = field.values.map((value, row) => {
    total += field.missing?.[row] === 1 ? 0 : value
    return reducer === 'sum' ? total : total / (row + 1)
  })
  return numberColumn(`cumulative ${reducer}${inBrackets(options)}`, values)
}

export function windowField(frame: Frame, options: Options, context: TransformContext): Field | undefined {
  const reducer = textIn(options, 'reducer', 'mean')
  if (!['mean', 'variance', 'stdDev'].includes(reducer)) {
    throw new TransformError(`${reducer} can't be calculated over a window`)
  }
  const size = numberIn(options, 'windowSize') ?? 0.1
  if (size <= 0) throw new TransformError('the window has to be larger than nothing')
  const field = chosenField(frame, options, context)
  if (field === undefined) return undefined
  const alignment = textIn(options, 'windowAlignment', 'trailing')
  const isShare = textIn(options, 'windowSizeMode', 'percentage') === 'percentage'
  const width = Math.max(1, Math.ceil(isShare ? size * frame.length : size))
  // Of an odd width the row itself is in the middle; of an even one the part before is longer.
  const before = alignment === 'centered' ? Math.floor(width / 2) : width - 1
  const after = alignment === 'centered' ? Math.ceil(width / 2) - 1 : 0
  return {
    ...overWindow(field, before, after, reducer),
    name: `${alignment} moving ${reducer}${inBrackets(options)}`,
  }
}

function inBrackets(options: Options): string {
  const name = textIn(options, 'field')
  return name === '' ? '' : `(${name})`
}

function chosenField(frame: Frame, options: Options, { names }: TransformContext): NumberField | undefined {
  const wanted = textIn(options, 'field')
  const field =
    wanted === '' ? frame.fields.find(({ type }) => type === 'number') : findField(frame, wanted, names)
  return field?.type === 'number' ? field : undefined
}

/** From sums of all rows up to each: the mean of all is taken off first, so that squares keep their digits. */
function overWindow(field: NumberField, before: number, after: number, reducer: string): NumberField {
  const { length } = field.values
  const counts = new Float64Array(length + 1)
  const sums = new Float64Array(length + 1)
  const squares = new Float64Array(length + 1)
  const centre = meanOf(field.values)
  field.values.forEach((value, row) => {
    const isThere = Number.isFinite(value)
    const distance = isThere ? value - centre : 0
    counts[row + 1] = counts[row]! + (isThere ? 1 : 0)
    sums[row + 1] = sums[row]! + distance
    squares[row + 1] = squares[row]! + distance * distance
  })
  const missing = new Uint8Array(length)
  const values = Float64Array.from({ length }, (_, row) => {
    const from = Math.max(0, row - before)
    const to = Math.min(length, row + after + 1)
    const count = counts[to]! - counts[from]!
    if (count === 0) {
      missing[row] = 1
      return NaN
    }
    const mean = (sums[to]! - sums[from]!) / count
    if (reducer === 'mean') return centre + mean
    const variance = Math.max(0, (squares[to]! - squares[from]!) / count - mean * mean)
    return reducer === 'variance' ? variance : Math.sqrt(variance)
  })
  return numberColumn(field.name, values, missing.includes(1) ? missing : undefined)
}

function meanOf(values: Float64Array): number {
  let count = 0
  let sum = 0
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    count++
    sum += value
  }
  return count === 0 ? 0 : sum / count
}
