/** Functions that take the floats of a window together: sums, extremes, spread. Histograms among them are ignored, or make a mix. */
import { plainQuantile } from '../../histogram/index.ts'
import type { Samples } from '../../source.ts'
import type { ColumnBuilder } from '../../values/column.ts'
import { checkEdges } from './extended.ts'
import { sayHistogramsIgnored, stepThrough } from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'
import type { Windows } from './windows.ts'

/** Of the values from (inclusive) to (exclusive), at least one. */
type OfValues = (values: Float64Array, from: number, to: number, step: number) => number

/** Applies it to each window that has floats; histograms beside them are ignored, and said to be. */
export function ofFloats(prepare: (call: RangeCall) => OfValues, least = 1): RangeFunction {
  return {
    prepare(call) {
      checkEdges(call)
      const compute = prepare(call)
      return (samples, windows, out, metricName) => {
        if (samples.histograms.length === 0) {
          eachWindow(samples, windows, out, compute, least)
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

export const min: OfValues = (values, from, to) => {
  let least = values[from]!
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    // A NaN gives way to whatever comes after it.
    // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN, in a loop over every sample.
    if (value < least || least !== least) least = value
  }
  return least
}

export const max: OfValues = (values, from, to) => {
  let most = values[from]!
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    // biome-ignore lint/suspicious/noSelfCompare: as above.
    if (value > most || most !== most) most = value
  }
  return most
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

/** Sorts in memory that is used again, for one query. */
export class Sorter {
  #room = new Float64Array(64)

  /** The values in order, NaN first; valid until the next call. */
  sorted(values: Float64Array, from: number, to: number): Float64Array {
    const size = to - from
    if (this.#room.length < size) this.#room = new Float64Array(size * 2)
    const room = this.#room.subarray(0, size)
    let numbers = 0
    for (let i = from; i < to; i++) {
      const value = values[i]!
      if (!Number.isNaN(value)) room[numbers++] = value
    }
    room.subarray(0, numbers).sort()
    if (numbers === size) return room
    room.copyWithin(size - numbers, 0, numbers)
    return room.fill(Number.NaN, 0, size - numbers)
  }
}

/** Of values with NaN among them it is NaN. */
export function medianDeviation(sorter: Sorter, values: Float64Array, from: number, to: number): number {
  for (let at = from; at < to; at++) if (Number.isNaN(values[at])) return Number.NaN
  const middle = plainQuantile(0.5, sorter.sorted(values, from, to))
  const deviations = values.slice(from, to).map(value => Math.abs(value - middle))
  return plainQuantile(0.5, sorter.sorted(deviations, 0, deviations.length))
}
