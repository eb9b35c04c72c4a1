/** For tests: an exposition read into plain values. */
import { decodeLabelKey, formatLabels, type Label, type Labels, labelsFrom, recordOf } from '@vedette/model'
import { Exposition, type ExpositionLimits } from '../src/wire/exposition.ts'
import type { Reading } from '../src/wire/reading.ts'

export interface ReadRow {
  readonly series: string
  readonly value: number
  readonly timeMs?: number
}

/** An Exposition whose series are exactly what the target exposes. */
export function plainExposition(limits?: ExpositionLimits): Exposition {
  const resolve = (exposed: readonly Label[]): Labels =>
    labelsFrom(exposed.map(label => [label.name, label.value] as const))
  return new Exposition(limits === undefined ? { resolve } : { resolve, limits })
}

export type Parser = (bytes: Uint8Array, into: Exposition) => Reading

export function readAll(parse: Parser, text: string | Uint8Array, into = plainExposition()): ReadRow[] {
  into.begin()
  for (const _ of parse(typeof text === 'string' ? Buffer.from(text) : text, into));
  return rowsOf(into)
}

export function rowsOf(exposition: Exposition): ReadRow[] {
  const rows: ReadRow[] = []
  for (let row = 0; row < exposition.rowCount; row++) {
    const series = exposition.series[row]!
    const timeMs = exposition.timesMs[row]!
    rows.push({
      series: series < 0 ? 'dropped' : formatLabels(decodeLabelKey(exposition.cache.keyOf(series)).labels),
      value: exposition.values[row]!,
      ...(Number.isNaN(timeMs) ? {} : { timeMs }),
    })
  }
  return rows
}

export function exemplarsOf(exposition: Exposition): object[] {
  return exposition.exemplars.map(({ labels, ...exemplar }) => ({ ...exemplar, labels: recordOf(labels) }))
}
