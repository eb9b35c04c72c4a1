/** The side of a join that must be unique: kept, checked, and put together group by group. */

import { type Labels, labelsFrom } from '@vedette/model'
import { quote } from '../../syntax/quoted.ts'
import type { VectorMatching } from '../../syntax/tree.ts'
import {
  ABSENT,
  type Column,
  columnOf,
  copyOf,
  FLOAT,
  HISTOGRAM,
  histogramAt,
  kindAt,
} from '../../values/column.ts'
import type { SeriesSet } from '../../values/series-set.ts'
import { bytesOf, type Vector, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { executionError, type QueryError } from '../query-error.ts'
import { type MatchGroups, matchLabels } from './match-groups.ts'

/** Keeps what may be asked for: series without a partner are not, unless a fill value is one, or they could be duplicates. */
export async function gatherOnes(
  stream: VectorStream,
  { groups, ofSecond }: MatchGroups,
  matching: VectorMatching,
  context: Context,
): Promise<Vector> {
  const columns = new Array<Column | undefined>(stream.series.size).fill(undefined)
  await stream.each((index, column) => {
    const { first, second } = groups[ofSecond[index]!]!
    if (first.length === 0 && second.length < 2 && matching.fillLeft === undefined) return
    context.budget.reserve(bytesOf(column))
    columns[index] = copyOf(column)
  })
  return { series: stream.series, columns }
}

export interface Duplicate {
  readonly step: number
  readonly first: number
  readonly second: number
}

/** The earliest step at which two series of a group have values, among the steps that count. */
export function findDuplicate(
  { groups }: MatchGroups,
  { columns }: Vector,
  steps: number,
  counts: (step: number) => boolean,
): Duplicate | undefined {
  let found: Duplicate | undefined
  for (const { second: ones } of groups) {
    if (ones.length < 2) continue
    const present = ones.filter(index => columns[index] !== undefined)
    if (
      !overlap(
        present.map(index => columns[index]!),
        steps,
      )
    )
      continue
    for (let step = 0; step < (found === undefined ? steps : found.step + 1); step++) {
      if (!counts(step)) continue
      const [first, second] = present.filter(index => kindAt(columns[index]!, step) !== ABSENT)
      if (first === undefined || second === undefined) continue
      if (found === undefined || step < found.step || second < found.second) found = { step, first, second }
    }
  }
  return found
}

/** Some step has values in two of them. */
function overlap(columns: readonly Column[], steps: number): boolean {
  if (columns.length < 2) return false
  const taken = new Uint8Array(steps)
  for (const { kinds } of columns) {
    for (let step = 0; step < steps; step++) {
      if (kinds !== undefined && kinds[step] === ABSENT) continue
      if (taken[step] === 1) return true
      taken[step] = 1
    }
  }
  return false
}

export function duplicateError(
  { first, second }: Duplicate,
  { labels }: SeriesSet,
  matching: VectorMatching,
): QueryError {
  const group = labelsString(matchLabels(labels[second]!, matching))
  const side = matching.card === 'one-to-many' ? 'left' : 'right'
  const both = `[${labelsString(labels[second]!)}, ${labelsString(labels[first]!)}]`
  return executionError(
    `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ${both};many-to-many matching not allowed: matching labels must be unique on one side`,
  )
}

/** As Go prints a label set: the metric's name is a label like the others. */
function labelsString(labels: Labels): string {
  const texts = labelsFrom(labels.map(({ name, value }) => [name, value])).map(
    ({ name, value }) => `${/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quote(name)}=${quote(value)}`,
  )
  return `{${texts.join(', ')}}`
}

/** Columns of which at most one has a value at any step, as one. */
export function merged(columns: readonly Column[], steps: number): Column | undefined {
  if (columns.length <= 1) return columns[0]
  const values = new Float64Array(steps)
  const kinds = new Uint8Array(steps)
  const histograms = new Array(steps).fill(undefined)
  for (const column of columns) {
    for (let step = 0; step < steps; step++) {
      const kind = kindAt(column, step)
      if (kind === ABSENT) continue
      kinds[step] = kind
      if (kind === HISTOGRAM) histograms[step] = histogramAt(column, step)
      else values[step] = column.values[step]!
    }
  }
  return columnOf(values, kinds, kinds.includes(HISTOGRAM) ? histograms : undefined)
}

/** The value wherever the column has none. */
export function filled(column: Column | undefined, fill: number, steps: number): Column {
  if (column === undefined) return columnOf(new Float64Array(steps).fill(fill), undefined, undefined)
  if (column.kinds === undefined) return column
  const kinds = column.kinds.map(kind => (kind === ABSENT ? FLOAT : kind))
  const values = column.values.map((value, step) => (column.kinds![step] === ABSENT ? fill : value))
  return columnOf(values, column.histograms === undefined ? undefined : kinds, column.histograms)
}

/** The value at the steps for which `isWanted` says so. */
export function fillingWhere(fill: number, steps: number, isWanted: (step: number) => boolean): Column {
  const kinds = Uint8Array.from({ length: steps }, (_, step) => (isWanted(step) ? FLOAT : ABSENT))
  return columnOf(new Float64Array(steps).fill(fill), kinds, undefined)
}
