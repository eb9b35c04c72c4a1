/**
 * At the ends of what a number can hold, the distance between two values is infinite, and so is what stands on another. A plot with such values
 * is drawn from millionths of them; its axis, its tooltip and its legend say what they are.
 */
import type { Cell } from './align.ts'

const SHRINK = 1e-6
const LARGE = 1e305

/** What values are multiplied with before they are drawn. */
export function shrinkFor(columns: readonly (readonly Cell[])[]): number {
  return columns.some(hasLarge) ? SHRINK : 1
}

function hasLarge(column: readonly Cell[]): boolean {
  for (const value of column) {
    if (value !== null && value !== undefined && Math.abs(value) > LARGE) return true
  }
  return false
}

export function shrunk(column: readonly Cell[], shrink: number): readonly Cell[] {
  return shrink === 1
    ? column
    : column.map(value => (value === null || value === undefined ? value : value * shrink))
}

/** The value of a place on the axis; infinite where there is no such number. */
export function grown(drawn: number, shrink: number): number {
  return shrink === 1 ? drawn : Number((drawn / shrink).toPrecision(12))
}
