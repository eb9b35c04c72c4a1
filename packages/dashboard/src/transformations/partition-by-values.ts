/** One frame for each combination of values that some columns have. */
import { pickRows, valueAt } from '../columns.ts'
import { byNames } from '../field-matchers.ts'
import type { Field, Frame } from '../frame.ts'
import { isOn, type Options, objectIn, textIn, textsIn, valueIn } from './options.ts'
import { groupRows } from './rows-by-key.ts'
import { MOST_FIELDS, type Transform } from './transformation.ts'

export const partitionByValues: Transform = (frames, options, { names, say }) => {
  const [frame] = frames
  const wanted = textsIn(options, 'fields')
  if (frame === undefined || wanted.length === 0) return frames
  const match = byNames(wanted)
  const keys = frame.fields.filter(field => match(field, frame, names))
  if (keys.length === 0) return [frame]
  const naming = objectIn(options, 'naming')
  const kept = isOn(options, 'keepFields')
    ? frame.fields
    : frame.fields.filter(field => !keys.includes(field))
  const { firstRows, rows, starts } = groupRows(keys, frame.length)
  const most = Math.max(1, Math.floor(MOST_FIELDS / Math.max(1, kept.length)))
  if (firstRows.length > most) say(`${firstRows.length} frames come of it: only ${most} are shown`)
  return firstRows.slice(0, most).map((first, group) => {
    const own = rows.subarray(starts[group]!, starts[group + 1]!)
    const values = keys.map(key => [names.nameOf(key, frame), String(valueAt(key, first))] as const)
    const asLabels = valueIn(naming, 'asLabels') !== false
    const labels = asLabels ? Object.fromEntries(values) : {}
    const name = asLabels ? frame.name : nameOf(frame, values, naming)
    return {
      refId: frame.refId,
      ...(name === undefined ? {} : { name }),
      fields: kept.map(field => labelled(pickRows(field, own), labels)),
      length: own.length,
    }
  })
}

/** The labels tell the frames apart, so they belong to what a field is called. */
function labelled(field: Field, labels: Readonly<Record<string, string>>): Field {
  const { legend, ...rest } = field
  const name = field.config?.displayName || legend
  const { displayName: _, ...config } = field.config ?? {}
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    ...(field.config === undefined ? {} : { config }),
    ...(field.type === 'time' ? {} : { labels: { ...field.labels, ...labels } }),
  } as Field
}

function nameOf(
  frame: Frame,
  values: readonly (readonly [name: string, value: string])[],
  naming: Options,
): string {
  const between = textIn(naming, 'separator1', '=')
  const withNames = isOn(naming, 'withNames')
  const name = values
    .map(([key, value]) => (withNames ? `${key}${between}${value}` : value))
    .join(textIn(naming, 'separator2', ' '))
  return isOn(naming, 'append') && frame.name !== undefined ? `${frame.name} ${name}` : name
}
