/** All series in three columns: the moment, which series, its value; the newest first. */
import { columnOf, rowsOf, textColumn, timeColumn, type Value, valuesOf } from '../columns.ts'
import type { FieldNames } from '../field-name.ts'
import { frameName } from '../field-name.ts'
import type { Field, Frame } from '../frame.ts'
import { sortedRows } from './sort-by.ts'
import { mostRows, type Transform } from './transformation.ts'

export const seriesToRows: Transform = (frames, _options, { names, say }) => {
  if (frames.length < 2) return frames
  const filled = frames.filter(frame => frame.length > 0)
  const series = filled.map(partsOf)
  const [first] = filled
  if (first === undefined || series.some(parts => parts === undefined)) return filled
  const whole = filled.reduce((sum, frame) => sum + frame.length, 0)
  const length = Math.min(whole, mostRows(3))
  if (length < whole) say(`more than ${length} rows come of it: the rest is left out`)
  const times = new Float64Array(length)
  const metrics = new Array<string>(length)
  const values = new Array<Value>(length)
  let at = 0
  filled.forEach((frame, i) => {
    const { time, value } = series[i]!
    const name = nameOf(frame, value, names)
    const own = valuesOf(value)
    for (let row = 0; row < frame.length && at < length; row++, at++) {
      times[at] = time.values[row]!
      metrics[at] = name
      values[at] = own[row]!
    }
  })
  const type = series[0]!.value.type
  const sameType = series.every(parts => parts!.value.type === type)
  const joined: Frame = {
    refId: first.refId,
    fields: [
      timeColumn('Time', times),
      textColumn('Metric', metrics),
      columnOf('Value', sameType ? type : 'text', values),
    ],
    length,
  }
  return [rowsOf(joined, sortedRows(joined.fields[0]!, true))]
}

function partsOf({ fields }: Frame): { time: Extract<Field, { type: 'time' }>; value: Field } | undefined {
  const time = fields.find(field => field.type === 'time')
  const value = fields.find(field => field !== time && field.type !== 'time')
  return time === undefined || value === undefined ? undefined : { time, value }
}

function nameOf(frame: Frame, value: Field, names: FieldNames): string {
  return frameName(frame, names.nameOf(value, frame))
}
