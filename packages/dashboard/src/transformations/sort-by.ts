import { rowsOf } from '../columns.ts'
import type { Field } from '../frame.ts'
import { interpolate } from '../interpolate.ts'
import { findField } from './find-field.ts'
import { isOn, objectsIn, textIn } from './options.ts'
import type { Transform } from './transformation.ts'

/** Rows by one field; rows without a value come last whichever way. */
export const sortBy: Transform = (frames, options, { names, scope }) => {
  const [by] = objectsIn(options, 'sort')
  if (by === undefined) return frames
  const wanted = interpolate(textIn(by, 'field'), scope)
  return frames.map(frame => {
    const field = findField(frame, wanted, names)
    return field === undefined ? frame : rowsOf(frame, sortedRows(field, isOn(by, 'desc')))
  })
}

const collator = new Intl.Collator('en')

/** Stable. */
export function sortedRows(field: Field, descending = false): Uint32Array {
  const ranks = ranksOf(field)
  const sign = descending ? -1 : 1
  return Uint32Array.from(ranks.keys()).sort((a, b) => {
    const [first, second] = [ranks[a]!, ranks[b]!]
    if (first === second) return a - b
    // What has no value has no rank.
    if (Number.isNaN(first)) return Number.isNaN(second) ? a - b : 1
    if (Number.isNaN(second)) return -1
    return (first < second ? -1 : 1) * sign
  })
}

/** Numbers that have the order of the values: each text is compared once, however often it occurs. */
function ranksOf(field: Field): Float64Array {
  if (field.type === 'number' || field.type === 'time') return field.values
  if (field.type === 'boolean') {
    return Float64Array.from(field.values, value => (value === null ? NaN : value ? 1 : 0))
  }
  const texts = [...new Set(field.values)].filter(text => text !== null).sort(collator.compare)
  const ranks = new Map<string | null, number>(texts.map((text, rank) => [text, rank]))
  return Float64Array.from(field.values, text => ranks.get(text) ?? NaN)
}
