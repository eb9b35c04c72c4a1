/** The labels of series as columns beside their values, or each series as a table of its labels. */

import { textColumn } from '../columns.ts'
import type { Field, Frame } from '../frame.ts'
import { labelOf } from '../series-name.ts'
import { textIn, textsIn } from './options.ts'
import type { Transform } from './transformation.ts'

export const labelsToFields: Transform = (frames, options, { names }) => {
  const wanted = textsIn(options, 'keepLabels')
  if (textIn(options, 'mode') === 'rows') {
    return frames.flatMap(frame =>
      frame.fields.flatMap(field => labelRows(frame, field, wanted, names.nameOf(field, frame))),
    )
  }
  const keep = wanted.length === 0 ? undefined : new Set(wanted)
  const valueLabel = textIn(options, 'valueLabel')
  return frames.map(frame => labelColumns(frame, keep, valueLabel))
}

function labelColumns(frame: Frame, keep: ReadonlySet<string> | undefined, valueLabel: string): Frame {
  const columns = new Map<string, Set<string>>()
  const fields = frame.fields.map(field => {
    const { labels } = field
    if (labels === undefined) return field
    for (const [name, value] of Object.entries(labels)) {
      if (name === valueLabel || keep?.has(name) === false) continue
      columns.set(name, (columns.get(name) ?? new Set()).add(value))
    }
    return withoutLabels(field, keep?.has(valueLabel) === false ? undefined : labelOf(labels, valueLabel))
  })
  const texts = [...columns].flatMap(([name, values]) =>
    [...values].map(value => textColumn(name, new Array<string>(frame.length).fill(value))),
  )
  return { ...frame, fields: [...fields, ...texts] }
}

/** Its name came from the labels, so it goes with them. */
function withoutLabels(field: Field, name = field.name): Field {
  const { labels: _, legend: __, config, ...rest } = field
  if (config === undefined) return { ...rest, name } as Field
  const { displayName: ___, ...others } = config
  return { ...rest, name, config: others } as Field
}

function labelRows(frame: Frame, field: Field, wanted: readonly string[], name: string): Frame[] {
  const { labels } = field
  if (labels === undefined) return []
  const keys = wanted.length === 0 ? Object.keys(labels) : wanted
  if (keys.length === 0) return []
  const values = keys.map(key => labelOf(labels, key) ?? null)
  const fields = [textColumn('label', keys), textColumn('value', values)]
  return [{ refId: frame.refId, name, fields, length: keys.length }]
}
