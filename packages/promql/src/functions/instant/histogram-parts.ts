/** What a native histogram says of itself: count, sum, average, spread. Floats among them are left out. */
import type { NativeHistogram } from '@vedette/model'
import { histogramAvg, histogramStddev, histogramStdvar } from '../../histogram/index.ts'
import { ColumnBuilder, HISTOGRAM, histogramAt } from '../../values/column.ts'
import { relabelStream, withoutNames } from '../../values/relabelled.ts'
import { mapStream } from '../../values/vector.ts'
import type { InstantFunction } from './instant-function.ts'

function ofHistogram(part: (histogram: NativeHistogram) => number): InstantFunction {
  return async call => {
    const { context } = call
    const stream = await call.vector(0)
    const builder = new ColumnBuilder(context.grid.count)
    const parts = mapStream(stream, column => {
      if (column.histograms === undefined) return undefined
      builder.reset()
      for (let step = 0; step < column.values.length; step++) {
        if (column.kinds![step] === HISTOGRAM) builder.setFloat(step, part(histogramAt(column, step)))
      }
      return builder.present === 0 ? undefined : builder.column()
    })
    return relabelStream(parts, withoutNames(stream.series, context), context)
  }
}

export const HISTOGRAM_PART_FUNCTIONS: readonly (readonly [string, InstantFunction])[] = [
  ['histogram_count', ofHistogram(({ count }) => count)],
  ['histogram_sum', ofHistogram(({ sum }) => sum)],
  ['histogram_avg', ofHistogram(histogramAvg)],
  ['histogram_stddev', ofHistogram(histogramStddev)],
  ['histogram_stdvar', ofHistogram(histogramStdvar)],
]
