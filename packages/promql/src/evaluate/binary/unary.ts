/** Minus in front of a vector. */
import { negateHistogram } from '../../histogram/index.ts'
import { type Column, columnOf } from '../../values/column.ts'
import { relabelStream, withoutNames } from '../../values/relabelled.ts'
import { mapStream, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'

export function negateVector(vector: VectorStream, context: Context): VectorStream {
  const values = new Float64Array(context.grid.count)
  const negated = mapStream(vector, column => negate(column, values))
  return relabelStream(negated, withoutNames(vector.series, context), context)
}

function negate(column: Column, values: Float64Array): Column {
  for (let step = 0; step < values.length; step++) values[step] = -column.values[step]!
  const histograms = column.histograms?.map(each => each && negateHistogram(each))
  return columnOf(values, column.kinds, histograms)
}
