/** limitk and limit_ratio: some series of a vector, whatever their values. */
import type { Aggregation } from '../../syntax/tree.ts'
import { ABSENT, type Column, columnOf, HISTOGRAM } from '../../values/column.ts'
import type { SeriesSet } from '../../values/series-set.ts'
import { gather, mapStream, noneOf, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { groupsOf } from './grouping.ts'
import { innerPlace } from './inner-place.ts'
import { labelHash } from './label-hash.ts'
import { countsFrom, ratiosFrom } from './parameter.ts'

const LARGEST_HASH = 2 ** 64

/** The first k of each group, at each step of those that have a value there. */
export function firstOf(
  node: Aggregation,
  input: VectorStream,
  param: Float64Array,
  context: Context,
): VectorStream {
  const wanted = countsFrom(param, input.series.size)
  if (wanted === undefined) return noneOf(input)
  const { groupOf, sizes } = groupsOf(input.series, { labels: node.grouping, without: node.without })
  return {
    series: input.series,
    async each(visit) {
      // Which are first is a matter of their index, not of when they come by.
      const { columns } = await gather(input, context)
      context.budget.reserve(sizes.length * wanted.byteLength)
      const taken = Array.from(sizes, () => new Int32Array(wanted.length))
      for (const [index, column] of columns.entries()) {
        if (column === undefined) continue
        const counts = taken[groupOf[index]!]!
        const kept = only(column, step => {
          if (counts[step]! >= wanted[step]!) return false
          counts[step]!++
          return true
        })
        if (kept !== undefined) visit(index, kept)
      }
    },
  }
}

/** Those whose hash lies in the ratio's share of all hashes: the same series at each step and in each query. */
export function shareOf(
  node: Aggregation,
  input: VectorStream,
  param: Float64Array,
  context: Context,
): VectorStream {
  const ratios = ratiosFrom(param, innerPlace(node.param!), context)
  if (ratios === undefined) return noneOf(input)
  const offsets = offsetsOf(input.series)
  return mapStream(input, (column, index) => {
    const offset = offsets[index]!
    return only(column, step => {
      const ratio = ratios[step]!
      return ratio >= 0 ? offset < ratio : offset >= 1 + ratio
    })
  })
}

function offsetsOf(series: SeriesSet): Float64Array {
  return series.derive('hash offsets', () =>
    Float64Array.from(series.labels, labels => Number(labelHash(labels)) / LARGEST_HASH),
  )
}

/** The column at the steps that it has and that are asked for. */
function only(column: Column, isWanted: (step: number) => boolean): Column | undefined {
  const { values, kinds, histograms } = column
  const kept = kinds?.slice() ?? new Uint8Array(values.length).fill(1)
  let present = 0
  for (let step = 0; step < kept.length; step++) {
    if (kept[step] === ABSENT) continue
    if (isWanted(step)) present++
    else kept[step] = ABSENT
  }
  if (present === 0) return undefined
  return columnOf(values, kept, kept.includes(HISTOGRAM) ? histograms : undefined)
}
