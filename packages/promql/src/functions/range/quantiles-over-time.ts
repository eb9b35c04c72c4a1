/** `quantile_over_time` and `mad_over_time`: functions of a window's values in order. */
import { plainQuantile } from '../../histogram/index.ts'
import { goNumber } from '../../syntax/go-number.ts'
import { eachWindow, withFastWay } from './floats-over-time.ts'
import { placeOf } from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'
import { SortedWindow } from './sorted-window.ts'

/** Of the first `size` values, at one step. */
type OfSorted = (sorted: Float64Array, size: number, step: number) => number

function ofSorted(prepare: (call: RangeCall) => OfSorted): RangeFunction {
  return withFastWay(call => {
    const compute = prepare(call)
    const window = new SortedWindow()
    return {
      ofWindow(values, from, to, step) {
        window.clear()
        return compute(window.sorted(values, from, to), to - from, step)
      },
      ofSeries(samples, windows, out) {
        window.clear()
        eachWindow(samples, windows, out, (values, from, to, step) =>
          compute(window.sorted(values, from, to), to - from, step),
        )
      },
    }
  })
}

export const quantileOverTime = ofSorted(call => {
  const [q] = call.scalars as [Float64Array]
  return (sorted, size, step) => {
    const share = q[step]!
    if (!(share >= 0 && share <= 1)) {
      const got = goNumber(share)
      call.context.annotations.warn(`quantile value should be between 0 and 1, got ${got}`, placeOf(call))
    }
    return plainQuantile(share, sorted, size)
  }
})

/** The median of how far the values lie from their median; of values with NaN among them it is NaN. */
export const medianDeviation = ofSorted(() => {
  let deviations = new Float64Array(64)
  return (sorted, size) => {
    if (Number.isNaN(sorted[0])) return Number.NaN
    if (deviations.length < size) deviations = new Float64Array(size * 2)
    const middle = plainQuantile(0.5, sorted, size)
    if (Number.isFinite(middle)) nearestFirst(sorted, size, middle, deviations)
    else fromInfinity(sorted, size, middle, deviations)
    return plainQuantile(0.5, deviations, size)
  }
})

/** Fills in as many of the deviations as their median needs, the smallest first: they grow from the middle in both directions. */
function nearestFirst(sorted: Float64Array, size: number, middle: number, deviations: Float64Array): void {
  let above = size >> 1
  while (above > 0 && sorted[above - 1]! > middle) above--
  while (above < size && sorted[above]! <= middle) above++
  let below = above - 1
  const needed = Math.min(size, ((size - 1) >> 1) + 2)
  for (let i = 0; i < needed; i++) {
    const down = Math.abs(sorted[below]! - middle)
    const up = Math.abs(sorted[above]! - middle)
    if (above >= size || (below >= 0 && down <= up)) {
      deviations[i] = down
      below--
    } else {
      deviations[i] = up
      above++
    }
  }
}

/** Infinity is at no distance from itself: that is NaN, which comes first. */
function fromInfinity(sorted: Float64Array, size: number, middle: number, deviations: Float64Array): void {
  let missing = 0
  for (let i = 0; i < size; i++) if (Number.isNaN(sorted[i]! - middle)) deviations[missing++] = Number.NaN
  deviations.fill(Number.POSITIVE_INFINITY, missing, size)
}
