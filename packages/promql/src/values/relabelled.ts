/**
 * Series under other labels: names dropped, labels replaced. Two series may meet under one label set; at a step where both have a value that is
 * an error, as in Prometheus, otherwise they become one series.
 */
import { type Labels, METRIC_NAME } from '@vedette/model'
import type { Context } from '../evaluate/context.ts'
import { executionError } from '../evaluate/query-error.ts'
import { ABSENT, type Column, columnOf, copyOf, HISTOGRAM } from './column.ts'
import { SeriesSet } from './series-set.ts'
import { bytesOf, type VectorStream } from './vector.ts'

export const SAME_LABELSET = 'vector cannot contain metrics with the same labelset'

export interface Relabelled {
  readonly series: SeriesSet
  /** Where each series of the old set went; undefined: nowhere else, index for index. */
  readonly target: Int32Array | undefined
}

/** A text that is equal for equal label sets only, whatever stands in their values. */
export function labelsText(labels: Labels): string {
  let text = ''
  for (const { name, value } of labels) text += `${name.length}:${name}${value.length}:${value}`
  return text
}

/** The set under new labels, with those that became equal made one. */
export function relabelled(
  labels: readonly Labels[],
  dropName: (index: number) => boolean = () => false,
): Relabelled {
  const indexOf = new Map<string, number>()
  const target = new Int32Array(labels.length)
  const unique: Labels[] = []
  const drops: boolean[] = []
  labels.forEach((each, index) => {
    const text = labelsText(each)
    let to = indexOf.get(text)
    if (to === undefined) {
      to = unique.length
      indexOf.set(text, to)
      unique.push(each)
      drops.push(dropName(index))
    }
    target[index] = to
  })
  const series = new SeriesSet(unique, drops.includes(true) ? Uint8Array.from(drops, Number) : undefined)
  return { series, target: unique.length === labels.length ? undefined : target }
}

/** The set without its metrics' names (at once or at the end, as the context has it). */
export function withoutNames(series: SeriesSet, context: Pick<Context, 'delayedNames'>): Relabelled {
  if (context.delayedNames) {
    return series.derive('names marked', () => ({
      series: new SeriesSet(series.labels, new Uint8Array(series.size).fill(1)),
      target: undefined,
    }))
  }
  return series.derive('names dropped', () => relabelled(series.labels.map(withoutName)))
}

export function withoutName(labels: Labels): Labels {
  return labels.filter(({ name }) => name !== METRIC_NAME && name !== '__type__' && name !== '__unit__')
}

/**
 * The stream's columns under the new labels. `strict`: two series under one label set are an error wherever they have values, even at different
 * steps, as for functions over ranges.
 */
export function relabelStream(
  stream: VectorStream,
  { series, target }: Relabelled,
  context: Context,
  strict = false,
): VectorStream {
  if (target === undefined) return { series, each: visit => stream.each(visit) }
  return {
    series,
    async each(visit) {
      // All of them first: that two are one is an error before anything else is.
      const found = new Map<number, Column>()
      await stream.each((index, column) => {
        const to = target[index]!
        const before = found.get(to)
        if (before !== undefined && strict) throw executionError(SAME_LABELSET)
        if (before === undefined) context.budget.reserve(bytesOf(column))
        found.set(to, before === undefined ? copyOf(column) : joined(before, column))
      })
      for (const [to, column] of found) visit(to, column)
    },
  }
}

function joined(a: Column, b: Column): Column {
  if (a.kinds === undefined || b.kinds === undefined) throw executionError(SAME_LABELSET)
  const values = a.values.slice()
  const kinds = a.kinds.slice()
  const histograms = a.histograms?.slice() ?? new Array(values.length).fill(undefined)
  for (let step = 0; step < values.length; step++) {
    if (b.kinds[step] === ABSENT) continue
    if (kinds[step] !== ABSENT) throw executionError(SAME_LABELSET)
    kinds[step] = b.kinds[step]!
    values[step] = b.values[step]!
    if (kinds[step] === HISTOGRAM) histograms[step] = b.histograms![step]
  }
  return columnOf(values, kinds, kinds.includes(HISTOGRAM) ? histograms : undefined)
}
