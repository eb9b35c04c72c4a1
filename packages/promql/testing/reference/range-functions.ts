/** Functions over the points of one window, as their definitions say. undefined: no answer. */
import type { Point } from './series.ts'

export interface WindowTimes {
  readonly startMs: number
  readonly endMs: number
  /** When the query is evaluated, whatever the window's offset. */
  readonly atMs: number
}

type RangeFunction = (
  points: readonly Point[],
  times: WindowTimes,
  params: readonly number[],
) => number | undefined

const values = (points: readonly Point[]) => points.map(({ value }) => value)

export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (points, times) => extrapolated(points, times, true, true),
  increase: (points, times) => extrapolated(points, times, true, false),
  delta: (points, times) => extrapolated(points, times, false, false),
  irate: points => ofLastTwo(points, true),
  idelta: points => ofLastTwo(points, false),
  deriv: points => regression(points, points[0]?.timeMs ?? 0)?.slope,
  predict_linear(points, { atMs }, [seconds]) {
    const line = regression(points, atMs)
    return line && line.slope * seconds! + line.intercept
  },
  changes: points =>
    pairs(points).filter(([a, b]) => a !== b && !(Number.isNaN(a) && Number.isNaN(b))).length,
  resets: points => pairs(points).filter(([a, b]) => b < a).length,
  count_over_time: points => points.length,
  present_over_time: () => 1,
  sum_over_time: points => sum(values(points)),
  avg_over_time: points => mean(values(points)),
  min_over_time: points => best(points, (a, b) => a < b).value,
  max_over_time: points => best(points, (a, b) => a > b).value,
  ts_of_min_over_time: points => best(points, (a, b) => a <= b).timeMs / 1000,
  ts_of_max_over_time: points => best(points, (a, b) => a >= b).timeMs / 1000,
  ts_of_first_over_time: points => points[0]!.timeMs / 1000,
  ts_of_last_over_time: points => points.at(-1)!.timeMs / 1000,
  first_over_time: points => points[0]!.value,
  last_over_time: points => points.at(-1)!.value,
  stdvar_over_time: points => variance(values(points)),
  stddev_over_time: points => Math.sqrt(variance(values(points))),
  quantile_over_time: (points, _, [q]) => quantile(q!, values(points)),
  mad_over_time(points) {
    if (points.some(({ value }) => Number.isNaN(value))) return Number.NaN
    const middle = quantile(0.5, values(points))
    return quantile(
      0.5,
      values(points).map(value => Math.abs(value - middle)),
    )
  },
}

/** The parameter stands before the window. */
export const PARAM_FIRST = new Set(['quantile_over_time'])
export const KEEPS_NAME = new Set(['last_over_time', 'first_over_time'])

function pairs(points: readonly Point[]): [number, number][] {
  return points.slice(1).map((point, i) => [points[i]!.value, point.value])
}

function extrapolated(
  points: readonly Point[],
  { startMs, endMs }: WindowTimes,
  isCounter: boolean,
  isRate: boolean,
): number | undefined {
  if (points.length < 2) return undefined
  const first = points[0]!
  const last = points.at(-1)!
  let result = last.value - first.value
  if (isCounter) for (const [before, after] of pairs(points)) if (after < before) result += before
  const sampled = (last.timeMs - first.timeMs) / 1000
  const between = sampled / (points.length - 1)
  let toStart = (first.timeMs - startMs) / 1000
  let toEnd = (endMs - last.timeMs) / 1000
  if (toStart >= between * 1.1) toStart = between / 2
  if (isCounter && result > 0 && first.value >= 0) {
    const toZero = sampled * (first.value / result)
    if (toZero < toStart) toStart = toZero
  }
  if (toEnd >= between * 1.1) toEnd = between / 2
  let factor = (sampled + toStart + toEnd) / sampled
  if (isRate) factor /= (endMs - startMs) / 1000
  return result * factor
}

function ofLastTwo(points: readonly Point[], isRate: boolean): number | undefined {
  if (points.length < 2) return undefined
  const [before, last] = points.slice(-2) as [Point, Point]
  if (!isRate) return last.value - before.value
  const change = last.value < before.value ? last.value : last.value - before.value
  return change / ((last.timeMs - before.timeMs) / 1000)
}

function regression(
  points: readonly Point[],
  originMs: number,
): { slope: number; intercept: number } | undefined {
  if (points.length < 2) return undefined
  const first = points[0]!.value
  if (points.every(({ value }) => value === first)) {
    return Number.isFinite(first)
      ? { slope: 0, intercept: first }
      : { slope: Number.NaN, intercept: Number.NaN }
  }
  const n = points.length
  const xs = points.map(({ timeMs }) => (timeMs - originMs) / 1000)
  const ys = values(points)
  const sumX = sum(xs)
  const sumY = sum(ys)
  const sumXY = sum(xs.map((x, i) => x * ys[i]!))
  const sumX2 = sum(xs.map(x => x * x))
  const slope = (sumXY - (sumX * sumY) / n) / (sumX2 - (sumX * sumX) / n)
  return { slope, intercept: sumY / n - (slope * sumX) / n }
}

/** The first point that no later one beats; NaN is beaten by everything. */
function best(points: readonly Point[], beats: (a: number, b: number) => boolean): Point {
  let found = points[0]!
  for (const point of points) if (beats(point.value, found.value) || Number.isNaN(found.value)) found = point
  return found
}

/** With compensation, so that large values that cancel each other out leave the small ones. */
export function sum(all: readonly number[]): number {
  let total = 0
  let lost = 0
  for (const value of all) [total, lost] = plus(value, total, lost)
  return Number.isFinite(total) ? total + lost : total
}

function plus(value: number, total: number, lost: number): [number, number] {
  const next = total + value
  if (!Number.isFinite(next)) return [next, 0]
  const more = Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
  return [next, lost + more]
}

export function mean(all: readonly number[]): number {
  const total = sum(all)
  // Only values that overflow when added need care; the mean of infinities is what their sum is.
  if (Number.isFinite(total) || !all.every(Number.isFinite)) return total / all.length
  return all.reduce((sofar, value, i) => sofar + (value - sofar) / (i + 1), 0)
}

export function variance(all: readonly number[]): number {
  const middle = mean(all)
  return sum(all.map(value => (value - middle) ** 2)) / all.length
}

export function quantile(q: number, all: readonly number[]): number {
  if (all.length === 0 || Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  const sorted = [...all].sort((a, b) =>
    Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : a < b ? -1 : a > b ? 1 : 0,
  )
  const rank = q * (sorted.length - 1)
  const lower = Math.max(0, Math.floor(rank))
  const upper = Math.min(sorted.length - 1, lower + 1)
  const weight = rank - Math.floor(rank)
  return sorted[lower]! * (1 - weight) + sorted[upper]! * weight
}
