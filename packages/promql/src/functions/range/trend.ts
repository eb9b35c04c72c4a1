/** The straight line through a window's samples, and smoothing by trend. */
import { executionError } from '../../evaluate/query-error.ts'
import type { Samples } from '../../source.ts'
import { timeAt } from '../../values/grid.ts'
import { checkEdges } from './extended.ts'
import { ofFloats } from './floats-over-time.ts'
import { sayHistogramsIgnored, stepThrough } from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'
import type { Windows } from './windows.ts'

/** Slope and, at the origin, height. */
const line = { slope: 0, intercept: 0 }

/** Of each step's window: sums over its times, in seconds from the origin, and over their squares. */
interface TimeSums {
  readonly originMs: Float64Array
  readonly x: Float64Array
  readonly x2: Float64Array
}

/** What follows from times alone is worked out once for all series with the same times. */
function timeSumsOf(
  windows: Windows,
  name: string,
  origin: (step: number, firstMs: number) => number,
): TimeSums {
  const key = `time sums of ${name}`
  const known = windows.remembered.get(key)
  if (known !== undefined) return known as TimeSums
  const { spec, from, to, timesMs } = windows
  const sums: TimeSums = {
    originMs: new Float64Array(spec.count),
    x: new Float64Array(spec.count),
    x2: new Float64Array(spec.count),
  }
  for (let step = 0; step < spec.count; step++) {
    const first = from[step]!
    const end = to[step]!
    if (end - first < 2) continue
    sums.originMs[step] = origin(step, timesMs[first]!)
    sumTimes(sums, step, timesMs, first, end)
  }
  windows.remembered.set(key, sums)
  return sums
}

/** Compensated, as all sums here: the result is a small difference of large ones. */
function sumTimes(sums: TimeSums, step: number, timesMs: Float64Array, from: number, to: number): void {
  const originMs = sums.originMs[step]!
  let sumX = 0
  let lostX = 0
  let sumX2 = 0
  let lostX2 = 0
  for (let i = from; i < to; i++) {
    const x = (timesMs[i]! - originMs) / 1000
    let next = sumX + x
    lostX += Math.abs(sumX) >= Math.abs(x) ? sumX - next + x : x - next + sumX
    sumX = next
    const x2 = x * x
    next = sumX2 + x2
    lostX2 += Math.abs(sumX2) >= Math.abs(x2) ? sumX2 - next + x2 : x2 - next + sumX2
    sumX2 = next
  }
  sums.x[step] = sumX + lostX
  sums.x2[step] = sumX2 + lostX2
}

function fitLine(
  { timesMs, values, valuesAt }: Samples,
  sums: TimeSums,
  from: number,
  to: number,
  step: number,
): void {
  const n = to - from
  const originMs = sums.originMs[step]!
  const sumX = sums.x[step]!
  const sumX2 = sums.x2[step]!
  const first = values[from]!
  let constant = true
  let sumY = 0
  let lostY = 0
  let sumXY = 0
  let lostXY = 0
  for (let i = from; i < to; i++) {
    const y = values[i]!
    if (y !== first) constant = false
    let next = sumY + y
    lostY += Math.abs(sumY) >= Math.abs(y) ? sumY - next + y : y - next + sumY
    sumY = next
    const xy = ((timesMs[i - valuesAt]! - originMs) / 1000) * y
    next = sumXY + xy
    lostXY += Math.abs(sumXY) >= Math.abs(xy) ? sumXY - next + xy : xy - next + sumXY
    sumXY = next
  }
  if (constant) {
    const finite = Number.isFinite(first)
    line.slope = finite ? 0 : Number.NaN
    line.intercept = finite ? first : Number.NaN
    return
  }
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
      return (samples, windows, out, metricName) => {
        const sums = timeSumsOf(windows, call.call.name, (step, firstMs) => origin(call, step, firstMs))
        const ofWindow = (from: number, to: number, step: number): number => {
          fitLine(samples, sums, from, to, step)
          return answer(call, step)
        }
        if (samples.histograms.length > 0) {
          stepThrough(call, samples, windows, out, metricName, ({ from, to, step, histograms }) => {
            if (to > from && histograms.length > 0) sayHistogramsIgnored(call, metricName)
            return to - from < 2 ? undefined : ofWindow(from, to, step)
          })
          return
        }
        for (let step = 0; step < windows.spec.count; step++) {
          const from = samples.valuesAt + windows.from[step]!
          const to = samples.valuesAt + windows.to[step]!
          if (to - from >= 2) out.setFloat(step, ofWindow(from, to, step))
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
