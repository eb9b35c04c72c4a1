import type { Level } from '../../api/stock.ts'

/** A level with what lies there. */
export interface Shelf extends Level {
  readonly name: string
  readonly category: string
}

export type SortBy = 'name' | 'onHand' | 'reserved' | 'available'

/** What runs out first comes first; of what is reserved, the most. */
export function sorted(shelves: readonly Shelf[], by: SortBy): Shelf[] {
  const byName = (a: Shelf, b: Shelf): number => a.name.localeCompare(b.name)
  return [...shelves].sort((a, b) => {
    if (by === 'name') return byName(a, b)
    const order = by === 'reserved' ? b.reserved - a.reserved : a[by] - b[by]
    return order === 0 ? byName(a, b) : order
  })
}
