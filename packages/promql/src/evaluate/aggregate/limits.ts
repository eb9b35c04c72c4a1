/** limitk and limit_ratio: some series of a vector, whatever their values. */
import type { Aggregation } from '../../syntax/tree.ts'
import { ABSENT, type Column, columnOf, HISTOGRAM, kindAt } from '../../values/column.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { gather, mapStream, noneOf, streamOf, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { groupsOf } from './grouping.ts'
import { innerPlace } from './inner-place.ts'
import { labelHash } from './label-hash.ts'
import { countsFrom, ratiosFrom } from './parameter.ts'
import { Ranking } from './ranking.ts'

const LARGEST_HASH = 2 ** 64

/** The first k of each group, at each step of those that have a value there. */
export function firstOf(
  node: Aggregation,
  input: VectorStream,
  param: Float64Array,
  context: Context,
): VectorStream | Promise<VectorStream> {
  const wanted = countsFrom(param, input.series.size)
  if (wanted === undefined) return noneOf(input)
  const { groupOf, sizes } = groupsOf(input.series, { labels: node.grouping, without: node.without })
  const stream: VectorStream = {
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
  return context.grid.count === 1 ? asHeaped(node, stream, context) : stream
}

/** Those whose hash lies in the ratio's share of all hashes: the same series at each step and in each query. */
export function shareOf(
  node: Aggregation,
  input: VectorStream,
  param: Float64Array,
  context: Context,
): VectorStream | Promise<VectorStream> {
  const ratios = ratiosFrom(param, innerPlace(node.param!), context)
  if (ratios === undefined) return noneOf(input)
  const offsets = offsetsOf(input.series)
  const stream = mapStream(input, (column, index) => {
    const offset = offsets[index]!
    return only(column, step => {
      const ratio = ratios[step]!
      return ratio >= 0 ? offset < ratio : offset >= 1 + ratio
    })
  })
  return context.grid.count === 1 ? asHeaped(node, stream, context) : stream
}

/** Prometheus puts those that it keeps into a heap for each group, and answers an instant query in the order of the heaps. */
async function asHeaped(node: Aggregation, stream: VectorStream, context: Context): Promise<VectorStream> {
  const { series, columns } = await gather(stream, context)
  const { groupOf, sizes } = groupsOf(series, { labels: node.grouping, without: node.without })
  const heaps = new Map<number, Ranking>()
  for (const [index, column] of columns.entries()) {
    if (column === undefined) continue
    const group = groupOf[index]!
    const size = sizes[group]!
    const heap = heaps.get(group) ?? new Ranking(1, size, 'largest')
    heaps.set(group, heap)
    heap.offer(0, size, index, kindAt(column, 0) === HISTOGRAM ? 0 : column.values[0]!)
  }
  const order: number[] = []
  for (const heap of heaps.values()) heap.forEach(0, index => order.push(index))
  const dropName = series.dropName && Uint8Array.from(order, index => series.dropName![index]!)
  const labels = order.map(index => series.labels[index]!)
  return streamOf(
    { series: new SeriesSet(labels, dropName), columns: order.map(index => columns[index]) },
    context,
  )
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
