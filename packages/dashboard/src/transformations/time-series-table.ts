/** A row for each series: its labels, and one value with the line behind it. */

import { columnOf, numberColumn, textColumn, type Value } from '../columns.ts'
import type { Field, Frame, NumberField, Trend } from '../frame.ts'
import { reducerOf } from '../reducers.ts'
import { labelOf } from '../series-name.ts'
import { type Options, objectIn, textIn } from './options.ts'
import { type Transform, TransformError } from './transformation.ts'

interface SeriesRow {
  readonly field: NumberField
  readonly time: Extract<Field, { type: 'time' }> | undefined
}

/** Frames that are no series stay as they are, in front. */
export const timeSeriesTable: Transform = (frames, options) => {
  const byQuery = new Map<string, SeriesRow[]>()
  const others: Frame[] = []
  for (const frame of frames) {
    const rows = seriesIn(frame, objectIn(options, frame.refId))
    if (rows.length === 0) others.push(frame)
    else {
      const known = byQuery.get(frame.refId)
      if (known === undefined) byQuery.set(frame.refId, rows)
      else known.push(...rows)
    }
  }
  return [...others, ...[...byQuery].map(([refId, rows]) => tableOf(refId, rows, objectIn(options, refId)))]
}

function seriesIn({ fields }: Frame, options: Options): SeriesRow[] {
  const wanted = textIn(options, 'timeField')
  const times = fields.filter(field => field.type === 'time')
  if (times.length === 0) return []
  const time = wanted === '' ? times[0] : times.find(({ name }) => name === wanted)
  return fields.flatMap(field => (field.type === 'number' ? [{ field, time }] : []))
}

function tableOf(refId: string, rows: readonly SeriesRow[], options: Options): Frame {
  const stat = textIn(options, 'stat', 'lastNotNull')
  const reducer = reducerOf(stat)
  if (reducer === undefined) throw new TransformError(`the calculation ${stat} is not known`)
  const labels = new Set(rows.flatMap(({ field }) => Object.keys(field.labels ?? {})))
  const columns = [...labels].map(name =>
    textColumn(
      name,
      rows.map(({ field }) => labelOf(field.labels, name) ?? null),
    ),
  )
  const values = rows.map(({ field }): Value => {
    const value = reducer.reduce(field)
    return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : null
  })
  const value = columnOf(`Trend #${refId}`, 'number', values)
  const trends = rows.map(({ field, time }): Trend | undefined =>
    time === undefined ? undefined : { times: time.values, values: field.values },
  )
  const trend =
    value.type === 'number' ? { ...numberColumn(value.name, value.values, value.missing), trends } : value
  return { refId, fields: [...columns, trend], length: rows.length }
}
