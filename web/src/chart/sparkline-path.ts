/** The line of a sparkline as the data of an SVG path: gaps are gaps, one value is a dot, a constant runs through the middle, but nothing at all along the ground. */
import type { Cell } from './align.ts'

export interface SparkPaths {
  readonly line: string
  /** The same down to the bottom, for a faint area. */
  readonly area: string
  /** Where the last value stands. */
  readonly end: { readonly x: number; readonly y: number } | undefined
}

export function sparkPaths(
  values: ArrayLike<Cell>,
  width: number,
  height: number,
  range?: { min?: number; max?: number },
): SparkPaths {
  let min = range?.min ?? Infinity
  let max = range?.max ?? -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value === null || value === undefined || !Number.isFinite(value)) continue
    if (range?.min === undefined && value < min) min = value
    if (range?.max === undefined && value > max) max = value
  }
  const air = 1.5
  const x = (i: number): number =>
    round(values.length < 2 ? width / 2 : air + (i / (values.length - 1)) * (width - 2 * air))
  const y = (value: number): number => {
    // The distance between the largest numbers is none; that of their halves is.
    const part = Number.isFinite(max - min) ? 1 : 0.5
    const share = max > min ? (value * part - min * part) / (max * part - min * part) : max === 0 ? 0 : 0.5
    return round(height - air - Math.min(1, Math.max(0, share)) * (height - 2 * air))
  }
  const line: string[] = []
  const area: string[] = []
  let end: { x: number; y: number } | undefined
  for (let i = 0; i < values.length; ) {
    const value = values[i]
    if (value === null || value === undefined || !Number.isFinite(value)) {
      i++
      continue
    }
    const start = i
    const points: string[] = []
    for (; i < values.length; i++) {
      const next = values[i]
      if (next === null || next === undefined || !Number.isFinite(next)) break
      end = { x: x(i), y: y(next) }
      points.push(`${end.x} ${end.y}`)
    }
    // A line of no length with round ends is a dot.
    line.push(points.length === 1 ? `M${points[0]}h0.01` : `M${points.join('L')}`)
    if (points.length > 1) area.push(`M${x(start)} ${height}L${points.join('L')}L${x(i - 1)} ${height}Z`)
  }
  return { line: line.join(''), area: area.join(''), end }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
