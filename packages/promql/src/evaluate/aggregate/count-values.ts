/** count_values: a series for each value that occurs in a group, with how often it does. */

import { type Labels, labelsFrom, METRIC_NAME } from '@vedette/model'
import { histogramText } from '../../histogram/index.ts'
import { quote } from '../../syntax/quoted.ts'
import type { Aggregation } from '../../syntax/tree.ts'
import { ABSENT, type Column, columnOf, FLOAT, HISTOGRAM, histogramAt, kindAt } from '../../values/column.ts'
import { SeriesSet } from '../../values/series-set.ts'
import type { VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { executionError } from '../query-error.ts'
import { groupsOf } from './grouping.ts'
import { plainNumber } from './number-text.ts'

/** What occurred once in a group: under which text, how often at each step. */
interface Occurrence {
  readonly text: string
  readonly counts: Float64Array
}

/** -0 and 0 are different values here, which a number as a key would not be. */
type ValueKey = number | string

export async function countValues(
  node: Aggregation,
  input: VectorStream,
  label: string,
  context: Context,
): Promise<VectorStream> {
  if (label === '' || !label.isWellFormed()) {
    throw executionError(`invalid label name ${quote(label)}`)
  }
  const { grouping, without } = node
  // The value's label takes the place of one that the series has.
  const labels = without ? [...grouping, label] : grouping.filter(name => name !== label)
  const groups = groupsOf(input.series, { labels, without })
  const isShown = !without || (!grouping.includes(label) && label !== METRIC_NAME)
  const counted = Array.from({ length: groups.series.size }, () => new Map<ValueKey, Occurrence>())
  const steps = context.grid.count
  await input.each((index, column) => {
    const occurrences = counted[groups.groupOf[index]!]!
    for (let step = 0; step < steps; step++) {
      if (kindAt(column, step) === ABSENT) continue
      const key = isShown ? keyAt(column, step) : ''
      let occurrence = occurrences.get(key)
      if (occurrence === undefined) {
        context.budget.reserve(steps * 8)
        occurrence = { text: textOf(key), counts: new Float64Array(steps) }
        occurrences.set(key, occurrence)
      }
      occurrence.counts[step]!++
    }
  })
  const found: { labels: Labels; counts: Float64Array }[] = []
  for (const [group, occurrences] of counted.entries()) {
    const own = groups.series.labels[group]!
    for (const { text, counts } of occurrences.values()) {
      found.push({ labels: isShown ? withLabel(own, label, text) : own, counts })
    }
  }
  return {
    series: new SeriesSet(found.map(each => each.labels)),
    async each(visit) {
      for (const [index, { counts }] of found.entries()) visit(index, columnOfCounts(counts))
    },
  }
}

function keyAt(column: Column, step: number): ValueKey {
  if (kindAt(column, step) === HISTOGRAM) return histogramText(histogramAt(column, step))
  const value = column.values[step]!
  return Object.is(value, -0) ? '-0' : value
}

function textOf(key: ValueKey): string {
  return typeof key === 'number' ? plainNumber(key) : key
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  return labelsFrom([...labels.map(each => [each.name, each.value] as const), [name, value]])
}

function columnOfCounts(counts: Float64Array): Column {
  if (!counts.includes(0)) return columnOf(counts, undefined, undefined)
  return columnOf(
    counts,
    Uint8Array.from(counts, count => (count === 0 ? ABSENT : FLOAT)),
    undefined,
  )
}
