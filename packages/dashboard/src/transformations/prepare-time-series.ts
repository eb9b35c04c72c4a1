/** Series in one of three forms: `wide`, all beside one time; `multi`, each in a frame of its own; `long`, under one another with their labels as columns. */

import { columnOf, NO_ROW, pickRows, type Value, valueAt } from '../columns.ts'
import { fieldNames } from '../field-name.ts'
import type { Field, FieldLabels, Frame } from '../frame.ts'
import { labelOf } from '../series-name.ts'
import { timeFieldOf } from './find-field.ts'
import { joined } from './join-by-field.ts'
import { textIn } from './options.ts'
import { groupRows } from './rows-by-key.ts'
import { sortedRows } from './sort-by.ts'
import {
  MOST_FIELDS,
  mostRows,
  type Transform,
  type TransformContext,
  TransformError,
} from './transformation.ts'

export const prepareTimeSeries: Transform = (frames, options, context) => {
  const format = textIn(options, 'format', 'wide')
  switch (format) {
    case 'wide':
      return joined(frames, timeFieldOf, 'outer', { ...context, names: fieldNames(frames) }) ?? []
    case 'many':
    case 'multi':
      return frames.flatMap(frame => eachAlone(frame, context))
    case 'long':
      return frames.flatMap(frame => underOneAnother(frame, context))
    default:
      throw new TransformError(`the format ${format} is not known`)
  }
}

/** Columns of texts are labels: their values tell series apart. */
function eachAlone(frame: Frame, { say }: TransformContext): Frame[] {
  const time = timeFieldOf(frame)
  if (time === undefined) return []
  const values = frame.fields.filter(({ type }) => type === 'number' || type === 'boolean')
  const texts = frame.fields.filter(({ type }) => type === 'text')
  const { firstRows, rows, starts } = groupRows(texts, frame.length)
  const most = Math.max(1, Math.floor(MOST_FIELDS / Math.max(1, values.length)))
  if (firstRows.length > most) say(`${firstRows.length} series come of it: only ${most} are shown`)
  return firstRows.slice(0, most).flatMap((first, group) => {
    const own = rows
      .slice(starts[group]!, starts[group + 1]!)
      .sort((a, b) => time.values[a]! - time.values[b]! || a - b)
    const labels = Object.fromEntries(texts.map(field => [field.name, String(valueAt(field, first) ?? '')]))
    return values.map(field => ({
      refId: frame.refId,
      ...(frame.name === undefined ? {} : { name: frame.name }),
      fields: [pickRows(time, own), withLabels(pickRows(field, own), labels)],
      length: own.length,
    }))
  })
}

function withLabels(field: Field, labels: FieldLabels): Field {
  return Object.keys(labels).length === 0 ? field : { ...field, labels: { ...field.labels, ...labels } }
}

/** For each moment and each set of labels a row. */
function underOneAnother(frame: Frame, { say }: TransformContext): Frame[] {
  const time = timeFieldOf(frame)
  if (time === undefined) return []
  const texts = frame.fields.filter(({ type }) => type === 'text')
  const series = new Map<string, { labels: FieldLabels; fields: Map<string, Field> }>()
  const names = new Map<string, Field['type']>()
  for (const field of frame.fields) {
    if (field === time || field.type === 'text') continue
    const labels = field.labels ?? {}
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
    const one = series.get(key) ?? { labels, fields: new Map() }
    one.fields.set(field.name, field)
    series.set(key, one)
    if (!names.has(field.name)) names.set(field.name, field.type)
  }
  const all = [...series.values()]
  const labelNames = [...new Set(all.flatMap(({ labels }) => Object.keys(labels)))].sort()
  const order = sortedRows(time)
  const whole = order.length * all.length
  const length = Math.min(whole, mostRows(1 + names.size + labelNames.length + texts.length))
  if (length < whole) say(`more than ${length} rows come of it: the rest is left out`)
  const rows = Int32Array.from({ length }, (_, at) => order[Math.floor(at / all.length)] ?? NO_ROW)
  const column = (of: (one: (typeof all)[number], row: number) => Value): Value[] =>
    Array.from(rows, (row, at) => of(all[at % all.length]!, row))
  const fields = [
    pickRows(time, rows),
    ...[...names].map(([name, type]) =>
      columnOf(
        name,
        type,
        column(({ fields: own }, row) => (own.has(name) ? valueAt(own.get(name)!, row) : null)),
      ),
    ),
    ...labelNames.map(name =>
      columnOf(
        name,
        'text',
        column(({ labels }) => labelOf(labels, name) ?? null),
      ),
    ),
    ...texts.map(field => pickRows(field, rows)),
  ]
  return [{ refId: frame.refId, fields, length }]
}
