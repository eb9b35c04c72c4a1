/** The straight line through a window's samples, and smoothing by trend. */
import { executionError } from '../../evaluate/query-error.ts'
import type { Samples } from '../../source.ts'
import { timeAt } from '../../values/grid.ts'
import { checkEdges } from './extended.ts'
import { ofFloats } from './floats-over-time.ts'
import { sayHistogramsIgnored, stepThrough } from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'

/** Slope and, at `originMs`, height. */
const line = { slope: 0, intercept: 0 }

/** With compensated sums, as the result is a small difference of large ones. */
function fitLine(
  timesMs: Float64Array,
  timesAt: number,
  values: Float64Array,
  from: number,
  to: number,
  originMs: number,
): void {
  const n = to - from
  const first = values[from]!
  let constant = true
  let sumX = 0
  let lostX = 0
  let sumY = 0
  let lostY = 0
  let sumXY = 0
  let lostXY = 0
  let sumX2 = 0
  let lostX2 = 0
  for (let i = from; i < to; i++) {
    const y = values[i]!
    if (y !== first) constant = false
    const x = (timesMs[i - timesAt]! - originMs) / 1000
    let next = sumX + x
    lostX += Math.abs(sumX) >= Math.abs(x) ? sumX - next + x : x - next + sumX
    sumX = next
    next = sumY + y
    lostY += Math.abs(sumY) >= Math.abs(y) ? sumY - next + y : y - next + sumY
    sumY = next
    const xy = x * y
    next = sumXY + xy
    lostXY += Math.abs(sumXY) >= Math.abs(xy) ? sumXY - next + xy : xy - next + sumXY
    sumXY = next
    const x2 = x * x
    next = sumX2 + x2
    lostX2 += Math.abs(sumX2) >= Math.abs(x2) ? sumX2 - next + x2 : x2 - next + sumX2
    sumX2 = next
  }
  if (constant) {
    const finite = Number.isFinite(first)
    line.slope = finite ? 0 : Number.NaN
    line.intercept = finite ? first : Number.NaN
    return
  }
  sumX += lostX
  sumX2 += lostX2
  // Beside an infinite sum nothing is lost.
  if (Number.isFinite(sumY)) sumY += lostY
  if (Number.isFinite(sumXY)) sumXY += lostXY
  const covariance = sumXY - (sumX * sumY) / n
  const varianceOfX = sumX2 - (sumX * sumX) / n
  line.slope = covariance / varianceOfX
  line.intercept = sumY / n - (line.slope * sumX) / n
}

/** `answer` is called with `line` fitted, for each window of two floats or more. */
function ofLine(
  origin: (call: RangeCall, step: number, firstMs: number) => number,
  answer: (call: RangeCall, step: number) => number,
): RangeFunction {
  return {
    prepare(call) {
      checkEdges(call)
      const ofWindow = (samples: Samples, from: number, to: number, step: number): number => {
        const { timesMs, valuesAt, values } = samples
        fitLine(timesMs, valuesAt, values, from, to, origin(call, step, timesMs[from - valuesAt]!))
        return answer(call, step)
      }
      return (samples, windows, out, metricName) => {
        if (samples.histograms.length > 0) {
          stepThrough(call, samples, windows, out, metricName, ({ from, to, step, histograms }) => {
            if (to > from && histograms.length > 0) sayHistogramsIgnored(call, metricName)
            return to - from < 2 ? undefined : ofWindow(samples, from, to, step)
          })
          return
        }
        for (let step = 0; step < windows.spec.count; step++) {
          const from = samples.valuesAt + windows.from[step]!
          const to = samples.valuesAt + windows.to[step]!
          if (to - from >= 2) out.setFloat(step, ofWindow(samples, from, to, step))
        }
      }
    },
  }
}

export const deriv = ofLine(
  (_call, _step, firstMs) => firstMs,
  () => line.slope,
)

export const predictLinear = ofLine(
  ({ context }, step) => timeAt(context.grid, step),
  ({ scalars }, step) => line.slope * scalars[0]![step]! + line.intercept,
)

export const doubleExponentialSmoothing = ofFloats(({ scalars }) => {
  const [smoothing, trend] = scalars as [Float64Array, Float64Array]
  return (values, from, to, step) => {
    const sf = factor('smoothing', smoothing[step]!)
    const tf = factor('trend', trend[step]!)
    let level = values[from]!
    let before = 0
    let slope = values[from + 1]! - level
    for (let i = from + 1; i < to; i++) {
      if (i > from + 1) slope = tf * (level - before) + (1 - tf) * slope
      const next = sf * values[i]! + (1 - sf) * (level + slope)
      before = level
      level = next
    }
    return level
  }
}, 2)

function factor(name: 'smoothing' | 'trend', value: number): number {
  if (value > 0 && value < 1) return value
  const short = name === 'smoothing' ? 'sf' : 'tf'
  throw executionError(
    `invalid ${name} factor. Expected: 0 < ${short} < 1, got: ${Number.isFinite(value) ? value.toFixed(6) : value}`,
  )
}
