/** Operators with a scalar on one side or on both. */
import type { Binary } from '../../syntax/tree.ts'
import { columnOf } from '../../values/column.ts'
import { relabelStream, withoutNames } from '../../values/relabelled.ts'
import type { VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { executionError } from '../query-error.ts'
import { Combiner } from './combiner.ts'
import { Complaints } from './complaints.ts'
import { ARITHMETIC, COMPARISONS, isArithmetic, isComparison } from './floats.ts'

export function scalarScalar({ op }: Binary, left: Float64Array, right: Float64Array): Float64Array {
  const out = new Float64Array(left.length)
  if (isArithmetic(op)) {
    ARITHMETIC[op](left, right, out)
    return out
  }
  if (!isComparison(op)) throw executionError(`operator ${op} not allowed for Scalar operations`)
  const holds = new Uint8Array(left.length)
  COMPARISONS[op](left, right, holds)
  out.set(holds)
  return out
}

export function vectorScalar(
  node: Binary,
  vector: VectorStream,
  scalar: Float64Array,
  scalarSide: 'left' | 'right',
  context: Context,
): VectorStream {
  const other = columnOf(scalar, undefined, undefined)
  const stream: VectorStream = {
    series: vector.series,
    async each(visit) {
      const complaints = new Complaints(context.grid.count)
      const combiner = new Combiner(
        node,
        scalarSide === 'left' ? 'right' : 'left',
        context.grid.count,
        complaints,
      )
      await vector.each((index, column) => {
        const combined =
          scalarSide === 'left' ? combiner.combine(other, column) : combiner.combine(column, other)
        if (combined !== undefined) visit(index, combined)
      })
      complaints.say(node, context)
    },
  }
  if (!isArithmetic(node.op) && !node.returnBool) return stream
  return relabelStream(stream, withoutNames(vector.series, context), context)
}
