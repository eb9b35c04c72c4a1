/** Which part of a range is read row by row, where some of its days come from their chunks. */
import type { TimeRange } from './contract.ts'

const DAY_MS = 86_400_000

export interface RestOfRange {
  readonly range: TimeRange
  /** Days in the middle of it that don't belong to the rest. */
  readonly withoutDays: readonly number[]
}

/** How many days (UTC) a range touches. */
export function daysOf({ fromMs, toMs }: TimeRange): number {
  return Math.floor(toMs / DAY_MS) - Math.floor(fromMs / DAY_MS) + 1
}

/** The range without whole days; undefined where nothing is left. */
export function restOf(
  { fromMs, toMs }: TimeRange,
  days: ReadonlyMap<number, unknown>,
): RestOfRange | undefined {
  let from = fromMs
  while (from <= toMs && days.has(Math.floor(from / DAY_MS))) from = (Math.floor(from / DAY_MS) + 1) * DAY_MS
  let to = toMs
  while (to >= from && days.has(Math.floor(to / DAY_MS))) to = Math.floor(to / DAY_MS) * DAY_MS - 1
  if (to < from) return undefined
  const range = { fromMs: from, toMs: to }
  const [first, last] = [Math.floor(from / DAY_MS), Math.floor(to / DAY_MS)]
  return { range, withoutDays: [...days.keys()].filter(day => day > first && day < last) }
}
