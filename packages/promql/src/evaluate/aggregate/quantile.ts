/** quantile: all values of a group are kept, and sorted step by step. */
import { plainQuantile } from '../../histogram/index.ts'
import type { Aggregation } from '../../syntax/tree.ts'
import { type Column, columnOf, FLOAT, HISTOGRAM } from '../../values/column.ts'
import type { VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { ignoredHistogram } from './floats-only.ts'
import { groupsOf } from './grouping.ts'
import { innerPlace } from './inner-place.ts'
import { checkQuantiles } from './parameter.ts'

/** The values of a group, series by series. */
interface Kept {
  readonly values: Float64Array
  readonly kinds: Uint8Array | undefined
}

export function quantileOf(
  node: Aggregation,
  input: VectorStream,
  param: Float64Array,
  context: Context,
): VectorStream {
  checkQuantiles(param, innerPlace(node.param!), context)
  const { groupOf, series } = groupsOf(input.series, { labels: node.grouping, without: node.without })
  return {
    series,
    async each(visit) {
      const groups = new Array<Kept[] | undefined>(series.size).fill(undefined)
      let bytes = 0
      await input.each((index, { values, kinds }) => {
        if (kinds?.includes(HISTOGRAM)) {
          context.annotations.info(ignoredHistogram('quantile'), innerPlace(node.expr))
        }
        const size = values.byteLength + (kinds?.byteLength ?? 0)
        context.budget.reserve(size)
        bytes += size
        const group = groupOf[index]!
        groups[group] ??= []
        groups[group].push({ values: values.slice(), kinds: kinds?.slice() })
      })
      for (const [group, kept] of groups.entries()) {
        const column = kept === undefined ? undefined : quantiles(kept, param)
        if (column !== undefined) visit(group, column)
        const pause = context.breathe()
        if (pause !== undefined) await pause
      }
      context.budget.release(bytes)
    },
  }
}

function quantiles(series: readonly Kept[], param: Float64Array): Column | undefined {
  const scratch = new Float64Array(series.length)
  const values = new Float64Array(param.length)
  const kinds = new Uint8Array(param.length)
  let present = 0
  for (let step = 0; step < param.length; step++) {
    let count = 0
    for (const one of series) {
      if (one.kinds === undefined || one.kinds[step] === FLOAT) scratch[count++] = one.values[step]!
    }
    if (count === 0) continue
    values[step] = plainQuantile(param[step]!, sortedNaNFirst(scratch, count), count)
    kinds[step] = FLOAT
    present++
  }
  if (present === 0) return undefined
  return columnOf(values, present === param.length ? undefined : kinds, undefined)
}

/** The first `count`, in ascending order. NaN counts as the smallest. */
function sortedNaNFirst(scratch: Float64Array, count: number): Float64Array {
  const sorted = scratch.subarray(0, count).sort()
  let numbers = count
  while (numbers > 0 && Number.isNaN(sorted[numbers - 1]!)) numbers--
  if (numbers === count) return sorted
  sorted.copyWithin(count - numbers, 0, numbers)
  return sorted.fill(Number.NaN, 0, count - numbers)
}
