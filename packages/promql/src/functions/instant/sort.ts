/** The order of an instant query's answer. A range query's answer is always in the order of labels. */
import { compareLabels, labelValue } from '@vedette/model'
import { FLOAT, HISTOGRAM, kindAt } from '../../values/column.ts'
import { goSort } from '../../values/go-sort.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { gather, streamOf, type Vector } from '../../values/vector.ts'
import type { InstantCall, InstantFunction } from './instant-function.ts'

type Before = (vector: Vector, a: number, b: number) => boolean

function sorted(
  order: Before,
  floatsOnly: boolean,
  orderFor?: (call: InstantCall) => Before,
): InstantFunction {
  return async call => {
    const { context } = call
    const stream = await call.vector(0)
    if (context.grid.count > 1) {
      context.annotations.warn(
        'sort is ineffective for range queries since results are always ordered by labels',
        call.call.place,
      )
    }
    const vector = await gather(stream, context)
    const isBefore = orderFor?.(call) ?? order
    const kept = [...vector.columns.keys()].filter(index => {
      const column = vector.columns[index]
      if (column === undefined) return false
      return !floatsOnly || context.grid.count > 1 || kindAt(column, 0) === FLOAT
    })
    if (context.grid.count === 1) goSort(kept, (a, b) => isBefore(vector, a, b))
    const { series } = vector
    return streamOf(
      {
        series: new SeriesSet(
          kept.map(index => series.labels[index]!),
          series.dropName === undefined
            ? undefined
            : Uint8Array.from(kept, index => series.dropName![index]!),
        ),
        columns: kept.map(index => withoutHistograms(vector.columns[index]!, floatsOnly)),
      },
      context,
    )
  }
}

function withoutHistograms(column: NonNullable<Vector['columns'][number]>, floatsOnly: boolean) {
  if (!floatsOnly || column.histograms === undefined) return column
  return {
    ...column,
    kinds: column.kinds!.map(kind => (kind === HISTOGRAM ? 0 : kind)),
    histograms: undefined,
  }
}

/** NaN last, either way, the later ones of them first. */
function byValue(direction: 1 | -1): Before {
  return ({ columns }, a, b) => {
    const x = columns[a]!.values[0]!
    const y = columns[b]!.values[0]!
    return Number.isNaN(y) || (direction === 1 ? x < y : x > y)
  }
}

function byLabels(direction: 1 | -1): (call: InstantCall) => Before {
  return call => {
    const names = call.call.args.slice(1).map((_, index) => call.string(index + 1))
    return ({ series: { labels } }, a, b) => {
      for (const name of names) {
        const x = labelValue(labels[a]!, name)
        const y = labelValue(labels[b]!, name)
        if (x !== y) return naturally(x, y) * direction < 0
      }
      return compareLabels(labels[a]!, labels[b]!) * direction < 0
    }
  }
}

/** Runs of digits count as numbers: `a2` before `a10`. */
function naturally(a: string, b: string): number {
  const x = a.match(/\d+|\D+/g) ?? []
  const y = b.match(/\d+|\D+/g) ?? []
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue
    const bothNumbers = /^\d/.test(x[i]!) && /^\d/.test(y[i]!)
    if (bothNumbers && Number(x[i]) !== Number(y[i])) return Number(x[i]) - Number(y[i])
    return x[i]! < y[i]! ? -1 : 1
  }
  return x.length - y.length
}

const unordered: Before = () => false

export const SORT_FUNCTIONS: readonly (readonly [string, InstantFunction])[] = [
  ['sort', sorted(byValue(1), true)],
  ['sort_desc', sorted(byValue(-1), true)],
  ['sort_by_label', sorted(unordered, false, byLabels(1))],
  ['sort_by_label_desc', sorted(unordered, false, byLabels(-1))],
]
