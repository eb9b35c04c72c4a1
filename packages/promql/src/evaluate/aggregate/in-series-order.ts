/** Where it matters which series comes first (equal values, rounding), it is the one that Prometheus has first, however they were read. */
import { gather, streamOf, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'

/** More is not held for the sake of a last digit. */
const MOST_POINTS = 2 ** 24

export async function inSeriesOrder(input: VectorStream, context: Context): Promise<VectorStream> {
  if (input.series.size * context.grid.count > MOST_POINTS) return input
  return streamOf(await gather(input, context), context)
}
