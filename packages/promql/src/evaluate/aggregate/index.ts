/** Aggregations: many series become one for each group. */
import { labelValue, METRIC_NAME } from '@vedette/model'
import type { Aggregation, AggregationName } from '../../syntax/tree.ts'
import { isEmpty } from '../../values/column.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { gather, streamOf, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { QueryError } from '../query-error.ts'
import type { Accumulator, AccumulatorKind } from './accumulator.ts'
import { countValues } from './count-values.ts'
import { Count, Group } from './counting.ts'
import { Max, Min } from './extremes.ts'
import { groupsOf } from './grouping.ts'
import { inSeriesOrder } from './in-series-order.ts'
import { innerPlace } from './inner-place.ts'
import { firstOf, shareOf } from './limits.ts'
import { Mean } from './mean.ts'
import { quantileOf } from './quantile.ts'
import { Deviation, Variance } from './spread.ts'
import { Sum } from './sum.ts'
import { leading } from './top.ts'

/** Of a group: two numbers and a count. */
const BYTES_PER_STEP = 20

/** Those that need nothing but the columns that flow by. */
const ACCUMULATORS: Partial<Record<AggregationName, AccumulatorKind>> = {
  sum: Sum,
  avg: Mean,
  min: Min,
  max: Max,
  count: Count,
  group: Group,
  stddev: Deviation,
  stdvar: Variance,
}

/** Whose last digits depend on which series comes first. */
const OF_THEIR_ORDER: ReadonlySet<AggregationName> = new Set(['stddev', 'stdvar'])

/** `param`: one value per step, or the label's name for count_values. */
export function aggregate(
  node: Aggregation,
  input: VectorStream,
  param: Float64Array | string | undefined,
  context: Context,
): VectorStream | Promise<VectorStream> {
  const kind = ACCUMULATORS[node.name]
  if (kind !== undefined) return accumulated(node, kind, input, context)
  if (node.name === 'count_values') {
    if (typeof param !== 'string') throw new QueryError('internal', 'count_values needs the name of a label')
    return countValues(node, input, param, context)
  }
  if (!(param instanceof Float64Array)) throw new QueryError('internal', `${node.name} needs a number`)
  switch (node.name) {
    case 'topk':
    case 'bottomk':
      return leading(node, input, param, context)
    case 'quantile':
      return quantileOf(node, input, param, context)
    case 'limitk':
      return firstOf(node, input, param, context)
    case 'limit_ratio':
      return shareOf(node, input, param, context)
    default:
      throw new QueryError('internal', `${node.name} has no implementation`)
  }
}

function accumulated(
  node: Aggregation,
  kind: AccumulatorKind,
  input: VectorStream,
  context: Context,
): VectorStream | Promise<VectorStream> {
  const { groupOf, series } = groupsOf(input.series, { labels: node.grouping, without: node.without })
  const { annotations, budget, grid } = context
  const place = innerPlace(node.expr)
  const options = {
    steps: grid.count,
    warn: (message: string) => annotations.warn(message, place),
    info: (message: string) => annotations.info(message, place),
  }
  const first = new Float64Array(series.size).fill(Number.POSITIVE_INFINITY)
  const stream: VectorStream = {
    series,
    async each(visit) {
      const accumulators = new Array<Accumulator | undefined>(series.size).fill(undefined)
      const ordered = OF_THEIR_ORDER.has(node.name) ? await inSeriesOrder(input, context) : input
      await ordered.each((index, column) => {
        const group = groupOf[index]!
        if (index < first[group]!) first[group] = index
        let accumulator = accumulators[group]
        if (accumulator === undefined) {
          budget.reserve(grid.count * BYTES_PER_STEP)
          accumulator = new kind(options)
          accumulators[group] = accumulator
        }
        accumulator.add(column, () => labelValue(input.series.labels[index]!, METRIC_NAME))
      })
      for (const [group, accumulator] of accumulators.entries()) {
        const column = accumulator?.result()
        if (column !== undefined && !isEmpty(column)) visit(group, column)
      }
      budget.release(accumulators.filter(each => each !== undefined).length * grid.count * BYTES_PER_STEP)
    },
  }
  return grid.count === 1 ? inOrderOfFirst(stream, first, context) : stream
}

/** The groups of an instant query in the order in which their first series with a value stand. */
async function inOrderOfFirst(
  stream: VectorStream,
  first: Float64Array,
  context: Context,
): Promise<VectorStream> {
  const { series, columns } = await gather(stream, context)
  if (first.every((index, group) => group === 0 || index >= first[group - 1]!)) {
    return streamOf({ series, columns }, context)
  }
  const order = [...first.keys()].sort((a, b) => first[a]! - first[b]! || a - b)
  const dropName = series.dropName && Uint8Array.from(order, group => series.dropName![group]!)
  const labels = order.map(group => series.labels[group]!)
  return streamOf(
    { series: new SeriesSet(labels, dropName), columns: order.map(group => columns[group]) },
    context,
  )
}
