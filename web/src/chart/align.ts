/** From Prometheus's answers to the columns that are drawn: one list of times, and for every series a value or a gap at each. */

/** The part of a matrix that is read here; what the API answers fits. */
export interface MatrixRow {
  readonly metric: Readonly<Record<string, string>>
  readonly values?: readonly (readonly [seconds: number, value: string])[] | undefined
}

/** A value; null where there is none (a gap); undefined where another query has a time and this one was not asked (no gap). */
export type Cell = number | null | undefined

export interface Columns {
  /** Milliseconds, rising. */
  readonly times: Float64Array
  readonly values: readonly (readonly Cell[])[]
  /** How many values can't be drawn: infinite ones. NaN is a gap like any other. */
  readonly infinite: number
}

export interface Grid {
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

export const NO_COLUMNS: Columns = { times: new Float64Array(0), values: [], infinite: 0 }

/** `NaN`, `+Inf`, `-Inf` and numbers as Go prints them. */
export function numberFrom(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity
  if (text === '-Inf') return -Infinity
  return text === '' ? NaN : Number(text)
}

/**
 * With the grid of the query, every step has a column, so a step at which nothing answered shows. Without one, times are those that are there, and a gap
 * is put wherever more than one and a half of the usual distance is missing.
 */
export function alignMatrix(rows: readonly MatrixRow[], grid?: Grid): Columns {
  const times = grid === undefined ? timesOf(rows) : timesOfGrid(grid)
  const places = grid === undefined ? new Map(Array.from(times, (atMs, i) => [atMs, i])) : undefined
  let infinite = 0
  const values = rows.map(({ values: points = [] }) => {
    const column = new Array<number | null>(times.length).fill(null)
    for (const [seconds, text] of points) {
      const atMs = Math.round(seconds * 1000)
      const place = grid === undefined ? places!.get(atMs) : Math.round((atMs - grid.fromMs) / grid.stepMs)
      if (place === undefined || place < 0 || place >= column.length) continue
      const value = numberFrom(text)
      if (Number.isFinite(value)) column[place] = value
      else if (!Number.isNaN(value)) infinite++
    }
    return column
  })
  return { times, values, infinite }
}

/** Columns of several queries over one another. Times that only another query has are no gaps. */
export function joinColumns(parts: readonly Columns[]): Columns {
  const [first] = parts
  if (first === undefined) return NO_COLUMNS
  const infinite = parts.reduce((sum, part) => sum + part.infinite, 0)
  if (parts.every(part => sameTimes(part.times, first.times))) {
    return { times: first.times, values: parts.flatMap(part => part.values), infinite }
  }
  const times = Float64Array.from(new Set(parts.flatMap(part => [...part.times]))).sort()
  const values = parts.flatMap(part => {
    const places = new Map(Array.from(part.times, (atMs, i) => [atMs, i]))
    return part.values.map(column =>
      Array.from(times, (atMs): Cell => {
        const place = places.get(atMs)
        return place === undefined ? undefined : column[place]
      }),
    )
  })
  return { times, values, infinite }
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a.every((atMs, i) => atMs === b[i]))
}

/** More steps than any screen has pixels are a mistake of the caller, not something to fill memory with. */
const MOST_STEPS = 100_000

function timesOfGrid({ fromMs, toMs, stepMs }: Grid): Float64Array {
  if (!(stepMs > 0) || !(toMs >= fromMs)) return new Float64Array(0)
  const count = Math.min(MOST_STEPS, Math.floor((toMs - fromMs) / stepMs + 1e-6) + 1)
  return Float64Array.from({ length: count }, (_, i) => fromMs + i * stepMs)
}

function timesOf(rows: readonly MatrixRow[]): Float64Array {
  const seen = new Set<number>()
  for (const { values = [] } of rows) for (const [seconds] of values) seen.add(Math.round(seconds * 1000))
  const sorted = Float64Array.from(seen).sort()
  const usual = usualDistance(sorted)
  const times: number[] = []
  sorted.forEach((atMs, i) => {
    const previous = sorted[i - 1]
    if (previous !== undefined && usual > 0 && atMs - previous > usual * 1.5) times.push(previous + usual)
    times.push(atMs)
  })
  return Float64Array.from(times)
}

/** The median distance of neighbours: robust against a few holes. */
export function usualDistance(times: ArrayLike<number>): number {
  if (times.length < 2) return 0
  const distances = Float64Array.from(
    { length: times.length - 1 },
    (_, i) => times[i + 1]! - times[i]!,
  ).sort()
  return distances[Math.floor(distances.length / 2)]!
}
