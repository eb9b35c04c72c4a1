/**
 * Frames as one table. Columns of one name are one column; rows that agree wherever both have a value become one row. Only frames that have a column in
 * common can be merged.
 */
import type { Field, Frame } from '../frame.ts'
import { MergedTable } from './merged-table.ts'
import { mostRows, type Transform } from './transformation.ts'

export const merge: Transform = (frames, _options, { say }) => {
  if (frames.length < 2) return frames
  const all = frames.filter(({ fields }) => fields.length > 0)
  const [first] = all
  if (first === undefined) return frames.slice(0, 1)
  const columns = columnsOf(all)
  const common = [...columns].filter(([, column]) => column.frames === all.length).map(([name]) => name)
  if (common.length === 0) return frames
  const table = new MergedTable(
    [...columns].map(([name, { types }]) => ({ name, type: types.size === 1 ? [...types][0]! : 'text' })),
    common,
    mostRows(columns.size),
  )
  for (const frame of all) table.add(frame)
  if (table.isCut) say(`more than ${table.most} rows come of it: the rest is left out`)
  const configOf = (name: string): Partial<Pick<Field, 'config'>> => {
    const { displayName: _, ...config } = columns.get(name)?.field.config ?? {}
    return Object.keys(config).length === 0 ? {} : { config }
  }
  const fields = table.fields().map(field => ({ ...field, ...configOf(field.name) }))
  return [{ refId: first.refId, fields, length: table.length }]
}

interface Column {
  readonly field: Field
  readonly types: Set<Field['type']>
  frames: number
}

function columnsOf(frames: readonly Frame[]): Map<string, Column> {
  const columns = new Map<string, Column>()
  for (const { fields } of frames) {
    const own = new Map(fields.map(field => [field.name, field]))
    for (const [name, field] of own) {
      const column = columns.get(name) ?? { field, types: new Set(), frames: 0 }
      column.types.add(field.type)
      column.frames++
      columns.set(name, column)
    }
  }
  return columns
}
