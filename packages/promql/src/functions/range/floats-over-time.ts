/** Functions that take the floats of a window together: sums and spread. Histograms among them are ignored, or make a mix. */
import type { Samples } from '../../source.ts'
import type { ColumnBuilder } from '../../values/column.ts'
import { checkEdges } from './extended.ts'
import { sayHistogramsIgnored, stepThrough } from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'
import type { Windows } from './windows.ts'

/** Of the values from (inclusive) to (exclusive), at least one. */
export type OfValues = (values: Float64Array, from: number, to: number, step: number) => number

/** All windows of a series that has floats alone. */
type OfSeries = (samples: Samples, windows: Windows, out: ColumnBuilder) => void

/** Applies it to each window that has floats; histograms beside them are ignored, and said to be. */
export function ofFloats(prepare: (call: RangeCall) => OfValues, least = 1): RangeFunction {
  return withFastWay(call => {
    const ofWindow = prepare(call)
    return {
      ofWindow,
      ofSeries: (samples, windows, out) => eachWindow(samples, windows, out, ofWindow, least),
    }
  }, least)
}

/** The same, where windows together are done faster than one by one. */
export function withFastWay(
  prepare: (call: RangeCall) => { readonly ofWindow: OfValues; readonly ofSeries: OfSeries },
  least = 1,
): RangeFunction {
  return {
    prepare(call) {
      checkEdges(call)
      const { ofWindow: compute, ofSeries } = prepare(call)
      return (samples, windows, out, metricName) => {
        if (samples.histograms.length === 0) {
          ofSeries(samples, windows, out)
          return
        }
        stepThrough(call, samples, windows, out, metricName, ({ values, from, to, step, histograms }) => {
          if (to - from >= 1 && histograms.length > 0) sayHistogramsIgnored(call, metricName)
          return to - from < least ? undefined : compute(values, from, to, step)
        })
      }
    },
  }
}

export function eachWindow(
  { values, valuesAt }: Samples,
  windows: Windows,
  out: ColumnBuilder,
  compute: OfValues,
  least = 1,
): void {
  const { from, to } = windows
  for (let step = 0; step < from.length; step++) {
    const first = valuesAt + from[step]!
    const end = valuesAt + to[step]!
    if (end - first >= least) out.setFloat(step, compute(values, first, end, step))
  }
}

/** With compensation for what additions round away. */
export const sum: OfValues = (values, from, to) => {
  let total = 0
  let lost = 0
  for (let i = from; i < to; i++) {
    const value = values[i]!
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return Number.isFinite(total) ? total + lost : total
}

export const mean: OfValues = (values, from, to) => {
  let total = values[from]!
  let lost = 0
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    const next = total + value
    if (next === Number.POSITIVE_INFINITY || next === Number.NEGATIVE_INFINITY) {
      return meanStepwise(values, i, to, i - from, total, lost)
    }
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total / (to - from) + lost / (to - from)
}

/** The mean of `count` values whose sum is at hand goes on with the rest, without a sum that would overflow. */
function meanStepwise(
  values: Float64Array,
  from: number,
  to: number,
  count: number,
  total: number,
  lost: number,
): number {
  let average = total / count
  let rest = lost / count
  for (let i = from; i < to; i++) {
    const n = count + i - from + 1
    const share = (n - 1) / n
    const kept = share * average
    const part = values[i]! / n
    const next = kept + part
    rest *= share
    if (next === Number.POSITIVE_INFINITY || next === Number.NEGATIVE_INFINITY) rest = 0
    else rest += Math.abs(kept) >= Math.abs(part) ? kept - next + part : part - next + kept
    average = next
  }
  return average + rest
}

/** Welford's way, compensated. */
export const variance: OfValues = (values, from, to) => {
  let average = 0
  let averageLost = 0
  let squares = 0
  let squaresLost = 0
  for (let i = from; i < to; i++) {
    const value = values[i]!
    const delta = value - (average + averageLost)
    const part = delta / (i - from + 1)
    const nextAverage = average + part
    averageLost = infinite(nextAverage)
      ? 0
      : averageLost +
        (Math.abs(average) >= Math.abs(part) ? average - nextAverage + part : part - nextAverage + average)
    average = nextAverage
    const square = delta * (value - (average + averageLost))
    const nextSquares = squares + square
    squaresLost = infinite(nextSquares)
      ? 0
      : squaresLost +
        (Math.abs(squares) >= Math.abs(square)
          ? squares - nextSquares + square
          : square - nextSquares + squares)
    squares = nextSquares
  }
  return (squares + squaresLost) / (to - from)
}

function infinite(value: number): boolean {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
}
