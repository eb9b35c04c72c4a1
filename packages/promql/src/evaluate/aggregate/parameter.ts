/** The number that an aggregation is given beside its vector, step by step: how many, which ratio, which quantile. */
import { goNumber } from '../../syntax/go-number.ts'
import type { Place } from '../../syntax/tree.ts'
import type { Context } from '../context.ts'
import { executionError } from '../query-error.ts'

/** Beyond these a count is none that a 64-bit integer could hold. */
const MOST = 2 ** 63 - 2 ** 10
const LEAST = -(2 ** 63)

interface Extent {
  /** NaN where any value is. */
  readonly min: number
  readonly max: number
}

/** How many are wanted at each step, never more than `available`; undefined: none at any step. */
export function countsFrom(param: Float64Array, available: number): Int32Array | undefined {
  const { min, max } = extentOf(param)
  if (max < 1) return undefined
  if (Number.isNaN(max)) throw executionError('Parameter value is NaN')
  if (min <= LEAST) throw executionError(`Scalar value ${goNumber(min)} underflows int64`)
  if (max >= MOST) throw executionError(`Scalar value ${goNumber(max)} overflows int64`)
  return Int32Array.from(param, value => Math.max(0, Math.min(Math.trunc(value), available)))
}

/** The ratio at each step, between -1 and 1; undefined: 0 at all steps. */
export function ratiosFrom(
  param: Float64Array,
  place: Place,
  { annotations }: Context,
): Float64Array | undefined {
  const { min, max } = extentOf(param)
  if (max === 0 && min === 0) return undefined
  if (Number.isNaN(max)) throw executionError('Ratio value is NaN')
  const warn = (got: number, to: number) =>
    annotations.warn(
      `ratio value should be between -1 and 1, got ${goNumber(got)}, capping to ${goNumber(to)}`,
      place,
    )
  if (max > 1) warn(max, 1)
  if (min < -1) warn(min, -1)
  return param.map(ratio => Math.max(-1, Math.min(1, ratio)))
}

export function checkQuantiles(param: Float64Array, place: Place, { annotations }: Context): void {
  const warn = (got: number) =>
    annotations.warn(`quantile value should be between 0 and 1, got ${goNumber(got)}`, place)
  const { min, max } = extentOf(param)
  if (Number.isNaN(max)) warn(Number.NaN)
  if (max > 1) warn(max)
  if (min < 0) warn(min)
}

function extentOf(param: Float64Array): Extent {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of param) {
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return { min, max }
}
