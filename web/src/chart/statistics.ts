/** What a legend says of a series. Gaps count for nothing; a series without a value has no statistics. */
import type { Cell } from './align.ts'

export interface Statistics {
  readonly first: number | null
  readonly last: number | null
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  readonly total: number | null
  readonly count: number
}

export function statisticsOf(values: ArrayLike<Cell>): Statistics {
  let first: number | null = null
  let last: number | null = null
  let min = Infinity
  let max = -Infinity
  let total = 0
  let mean = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value === null || value === undefined || !Number.isFinite(value)) continue
    first ??= value
    last = value
    if (value < min) min = value
    if (value > max) max = value
    total += value
    count++
    // Step by step, so that large values do not overflow on the way.
    mean += value / count - mean / count
  }
  if (count === 0) return { first, last, mean: null, min: null, max: null, total: null, count }
  return { first, last, mean, min, max, total, count }
}

/** The relative change from one value to another; undefined from zero, from which everything is infinitely far. */
export function changeBetween(
  before: number | null | undefined,
  now: number | null | undefined,
): number | undefined {
  if (before === null || before === undefined || now === null || now === undefined || before === 0)
    return undefined
  const change = (now - before) / Math.abs(before)
  return Number.isFinite(change) ? change : undefined
}
