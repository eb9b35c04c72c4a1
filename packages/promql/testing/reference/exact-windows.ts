/**
 * Functions over one window's points in the very order of operations in which Prometheus does them, so that answers can be compared bit by bit.
 * Nothing is shared between windows.
 */
import type { Point } from './series.ts'

export interface ExactWindow {
  readonly points: readonly Point[]
  readonly startMs: number
  readonly endMs: number
  /** When the query is evaluated. */
  readonly atMs: number
  readonly param: number
}

type Exact = (window: ExactWindow) => number | undefined

/** A sum and what its additions rounded away. */
class Kahan {
  sum: number
  lost = 0

  constructor(sum = 0) {
    this.sum = sum
  }

  add(value: number): this {
    const next = this.sum + value
    if (next === Infinity || next === -Infinity) this.lost = 0
    else if (Math.abs(this.sum) >= Math.abs(value)) this.lost += this.sum - next + value
    else this.lost += value - next + this.sum
    this.sum = next
    return this
  }

  get total(): number {
    return this.sum + this.lost
  }
}

export const EXACT: Readonly<Record<string, Exact>> = {
  rate: window => extrapolated(window, true, true),
  increase: window => extrapolated(window, true, false),
  delta: window => extrapolated(window, false, false),
  deriv: ({ points }) => line(points, points[0]!.timeMs)?.slope,
  predict_linear({ points, atMs, param }) {
    const fitted = line(points, atMs)
    return fitted && fitted.slope * param + fitted.intercept
  },
  sum_over_time({ points }) {
    const kahan = points.reduce((sum, { value }) => sum.add(value), new Kahan())
    return Math.abs(kahan.sum) === Infinity ? kahan.sum : kahan.total
  },
  avg_over_time: ({ points }) => mean(points.map(({ value }) => value)),
  stdvar_over_time: ({ points }) => variance(points),
  stddev_over_time: ({ points }) => Math.sqrt(variance(points)),
  min_over_time: ({ points }) => extreme(points, (a, b) => a < b),
  max_over_time: ({ points }) => extreme(points, (a, b) => a > b),
  quantile_over_time: ({ points, param }) =>
    quantile(
      param,
      points.map(({ value }) => value),
    ),
  mad_over_time({ points }) {
    const values = points.map(({ value }) => value)
    if (values.some(Number.isNaN)) return Number.NaN
    const median = quantile(0.5, values)
    return quantile(
      0.5,
      values.map(value => Math.abs(value - median)),
    )
  },
}

function extrapolated(
  { points, startMs, endMs }: ExactWindow,
  isCounter: boolean,
  isRate: boolean,
): number | undefined {
  if (points.length < 2) return undefined
  const first = points[0]!
  const last = points.at(-1)!
  let result = last.value - first.value
  if (isCounter) {
    points.slice(1).forEach(({ value }, i) => {
      if (value < points[i]!.value) result += points[i]!.value
    })
  }
  const sampled = (last.timeMs - first.timeMs) / 1000
  const average = sampled / (points.length - 1)
  const threshold = average * 1.1
  let toStart = (first.timeMs - startMs) / 1000
  let toEnd = (endMs - last.timeMs) / 1000
  if (toStart >= threshold) toStart = average / 2
  if (isCounter && result > 0 && first.value >= 0) {
    const toZero = sampled * (first.value / result)
    if (toZero < toStart) toStart = toZero
  }
  if (toEnd >= threshold) toEnd = average / 2
  let factor = (sampled + toStart + toEnd) / sampled
  if (isRate) factor /= (endMs - startMs) / 1000
  return result * factor
}

function line(points: readonly Point[], originMs: number) {
  if (points.length < 2) return undefined
  const first = points[0]!.value
  if (points.every(({ value }) => value === first)) {
    return Math.abs(first) === Infinity
      ? { slope: Number.NaN, intercept: Number.NaN }
      : { slope: 0, intercept: first }
  }
  const [x, y, xy, x2] = [new Kahan(), new Kahan(), new Kahan(), new Kahan()]
  for (const { timeMs, value } of points) {
    const at = (timeMs - originMs) / 1000
    x.add(at)
    y.add(value)
    xy.add(at * value)
    x2.add(at * at)
  }
  const n = points.length
  const slope = (xy.total - (x.total * y.total) / n) / (x2.total - (x.total * x.total) / n)
  return { slope, intercept: y.total / n - (slope * x.total) / n }
}

function mean(values: readonly number[]): number {
  let direct = new Kahan(values[0])
  for (let i = 1; i < values.length; i++) {
    const before = direct.lost
    const sum = direct.sum
    direct.add(values[i]!)
    if (Math.abs(direct.sum) !== Infinity) continue
    // The sum overflows: what is at hand becomes a mean, to which the rest is added in its share.
    direct = new Kahan(sum / i)
    direct.lost = before / i
    for (let n = i + 1; n <= values.length; n++) {
      const share = (n - 1) / n
      const next = new Kahan(share * direct.sum)
      next.lost = share * direct.lost
      direct = next.add(values[n - 1]! / n)
    }
    return direct.total
  }
  return direct.sum / values.length + direct.lost / values.length
}

function variance(points: readonly Point[]): number {
  const average = new Kahan()
  const squares = new Kahan()
  points.forEach(({ value }, i) => {
    const delta = value - average.total
    average.add(delta / (i + 1))
    squares.add(delta * (value - average.total))
  })
  return squares.total / points.length
}

function extreme(points: readonly Point[], beats: (a: number, b: number) => boolean): number {
  return points
    .map(({ value }) => value)
    .reduce((best, value) => (beats(value, best) || Number.isNaN(best) ? value : best))
}

/** NaN is the smallest, and -0 smaller than 0. */
function quantile(q: number, values: readonly number[]): number {
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  const numbers = Float64Array.from(values.filter(value => !Number.isNaN(value))).sort()
  const sorted = [...new Array(values.length - numbers.length).fill(Number.NaN), ...numbers]
  const rank = q * (sorted.length - 1)
  const below = Math.floor(rank)
  const above = Math.min(sorted.length - 1, below + 1)
  const weight = rank - below
  return sorted[below]! * (1 - weight) + sorted[above]! * weight
}
