/** The cells of a heatmap: how many observations fell between two bounds in each step. */
import { type Cell, numberFrom } from './align.ts'

export interface CellGrid {
  /** Milliseconds, rising. */
  readonly times: Float64Array
  /** Rows from below to above; neighbours share a bound. */
  readonly rows: readonly { readonly lower: number; readonly upper: number }[]
  /** By row, then by time; NaN where there is no answer, which is not the same as none observed. */
  readonly counts: Float64Array
}

export interface BucketColumn {
  /** The label `le`. */
  readonly le: string
  /** How many were at most that, or how many per second: a rate or increase of a bucket. */
  readonly values: readonly Cell[]
}

/** From the cumulative buckets of a classic histogram, summed by le. */
export function cellsFromBuckets(times: Float64Array, buckets: readonly BucketColumn[]): CellGrid {
  const sums = new Map<number, readonly Cell[]>()
  for (const { le, values } of buckets) {
    const upper = numberFrom(le)
    if (Number.isNaN(upper)) continue
    // `1` and `1.0` are the same bound, written by two exporters.
    const known = sums.get(upper)
    sums.set(
      upper,
      known === undefined
        ? values
        : known.map((value, i) =>
            value == null && values[i] == null ? null : (value ?? 0) + (values[i] ?? 0),
          ),
    )
  }
  const uppers = [...sums.keys()].sort((a, b) => a - b)
  const rows = uppers.map((upper, i) => ({ lower: i === 0 ? lowest(uppers) : uppers[i - 1]!, upper }))
  const counts = new Float64Array(rows.length * times.length).fill(NaN)
  for (let column = 0; column < times.length; column++) {
    let below = 0
    uppers.forEach((upper, row) => {
      const value = sums.get(upper)![column]
      if (value === null || value === undefined) return
      // Buckets are not scraped in one instant: one may lag behind the one below it, which is not less than nothing.
      counts[row * times.length + column] = Math.max(0, value - below)
      below = Math.max(below, value)
    })
  }
  return { times, rows, counts }
}

function lowest(uppers: readonly number[]): number {
  const [first] = uppers
  return first === undefined || first > 0 ? 0 : -Infinity
}

export interface NativePoint {
  readonly atMs: number
  readonly buckets: readonly (readonly [rule: number, lower: string, upper: string, count: string])[]
}

/** More rows than a heatmap has pixels are merged pairwise. */
const MOST_ROWS = 160

/**
 * From the buckets of native histograms. Their bounds change when a schema does, so the rows are what lies between any two bounds that occur, and the
 * count of a bucket that spans several rows is shared among them by size.
 */
export function cellsFromNative(points: readonly NativePoint[]): CellGrid {
  const times = Float64Array.from(new Set(points.map(point => point.atMs))).sort()
  const columns = new Map(Array.from(times, (atMs, i) => [atMs, i]))
  const bounds = boundsOf(points)
  const rows = bounds.slice(1).map((upper, i) => ({ lower: bounds[i]!, upper }))
  const counts = new Float64Array(rows.length * times.length).fill(NaN)
  for (const { atMs, buckets } of points) {
    const column = columns.get(atMs)!
    for (let row = 0; row < rows.length; row++) counts[row * times.length + column] = 0
    for (const [, lowerText, upperText, countText] of buckets) {
      const lower = numberFrom(lowerText)
      const upper = numberFrom(upperText)
      const count = numberFrom(countText)
      if (!(upper > lower) || !Number.isFinite(count)) continue
      rows.forEach((row, i) => {
        const overlap = Math.min(upper, row.upper) - Math.max(lower, row.lower)
        if (!(overlap > 0)) return
        const share = Number.isFinite(upper - lower) ? overlap / (upper - lower) : 1
        counts[i * times.length + column]! += count * share
      })
    }
  }
  return { times, rows, counts }
}

function boundsOf(points: readonly NativePoint[]): number[] {
  const seen = new Set<number>()
  for (const { buckets } of points) {
    for (const [, lower, upper] of buckets) {
      for (const bound of [numberFrom(lower), numberFrom(upper)]) if (!Number.isNaN(bound)) seen.add(bound)
    }
  }
  // Bounds that were worked out in two ways differ in their last digit.
  let bounds = [...seen]
    .sort((a, b) => a - b)
    .filter((bound, i, all) => i === 0 || !alike(all[i - 1]!, bound))
  while (bounds.length > MOST_ROWS + 1) {
    bounds = bounds.filter((_, i) => i % 2 === 0 || i === bounds.length - 1)
  }
  return bounds
}

function alike(a: number, b: number): boolean {
  return Number.isFinite(a) && Number.isFinite(b) && b - a <= Math.max(Math.abs(a), Math.abs(b)) * 1e-9
}
