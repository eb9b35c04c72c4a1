/** How wide a table is at least: on a phone it scrolls sideways rather than lose the columns that share what is left. */

const SHARING_LEAST = 112
/** Who gives nearly all away in shares has nothing left to keep. */
const MOST_SHARED = 0.8

export function leastWidth(columns: readonly { readonly width?: number | string }[]): number {
  const each = columns.map(({ width }) => (typeof width === 'number' ? width : SHARING_LEAST))
  const sum = (widths: readonly number[]): number => widths.reduce((all, width) => all + width, 0)
  const shares = columns.map(({ width }) => (typeof width === 'string' ? Number.parseFloat(width) / 100 : 0))
  const shared = Math.min(MOST_SHARED, sum(shares))
  // What columns take by share is as much as they say of the whole, however narrow that leaves the others.
  const kept = sum(each.filter((_, i) => shares[i] === 0))
  return Math.ceil(Math.max(sum(each), kept / (1 - shared)))
}
