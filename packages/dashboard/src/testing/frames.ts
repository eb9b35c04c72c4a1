/** Frames in the form in which they are read at a glance: their columns by name. */
import { columnFrom, timeColumn, type Value, valuesOf } from '../columns.ts'
import type { Field, FieldLabels, Frame } from '../frame.ts'
import type { Scope } from '../scope.ts'
import { type Transformed, transform } from '../transform.ts'

export const SCOPE: Scope = {
  variables: {},
  range: { fromMs: 0, toMs: 3_600_000 },
  intervalMs: 15_000,
  scrapeIntervalMs: 15_000,
  zone: 'utc',
}

export type Columns = Readonly<Record<string, readonly Value[]>>

/** `Time` is a time; the others are what their values are. */
export function table(refId: string, columns: Columns): Frame {
  const fields = Object.entries(columns).map(
    ([name, values]): Field =>
      name === 'Time' ? timeColumn(name, Float64Array.from(values as number[])) : columnFrom(name, values),
  )
  return { refId, fields, length: fields[0]?.values.length ?? 0 }
}

export interface SeriesOptions {
  readonly refId?: string
  readonly legend?: string
  readonly name?: string
  readonly times?: readonly number[]
}

/** One of a query's series, as frames-of makes it. */
export function series(labels: FieldLabels, values: readonly Value[], options: SeriesOptions = {}): Frame {
  const { refId = 'A', legend, name, times = values.map((_, row) => (row + 1) * 1000) } = options
  const value = { ...columnFrom('Value', values), labels, ...(legend === undefined ? {} : { legend }) }
  return {
    refId,
    ...(name === undefined ? {} : { name }),
    fields: [timeColumn('Time', Float64Array.from(times)), value],
    length: values.length,
  }
}

/** What a dashboard says of one transformation, done. */
export function after(
  frames: readonly Frame[],
  id: string,
  options: Record<string, unknown> = {},
  scope: Scope = SCOPE,
): Transformed {
  return transform(frames, [{ id, options }], scope)
}

/** Of several columns with one name, each: `[name, values]`. */
export function columnsOf(frame: Frame | undefined): [name: string, values: Value[]][] {
  return (frame?.fields ?? []).map(field => [field.name, valuesOf(field)])
}

/** The columns of each frame by name. */
export function tables({ frames, problems }: Transformed): Record<string, Value[]>[] {
  if (problems.length > 0) throw new Error(problems.map(({ words }) => words).join('; '))
  return frames.map(frame => Object.fromEntries(columnsOf(frame)))
}

export function problemsOf({ problems }: Transformed): string[] {
  return problems.map(({ words }) => words)
}
