/** Moves what lies on a grid up as far as it goes, and apart where it lies on each other: as Grafana's grid shows a dashboard. */
import type { GridPosition } from './dashboard.ts'

/** In the order of what was given. */
export function compacted(items: readonly GridPosition[]): GridPosition[] {
  const order = items
    .map((_, i) => i)
    .sort((a, b) => items[a]!.y - items[b]!.y || items[a]!.x - items[b]!.x || a - b)
  const placed: GridPosition[] = []
  const result = [...items]
  let bottom = 0
  for (const i of order) {
    const item = items[i]!
    const besides = placed.filter(other => other.x < item.x + item.w && item.x < other.x + other.w)
    const at = { ...item, y: placeOf(item, besides, bottom) }
    placed.push(at)
    result[i] = at
    bottom = Math.max(bottom, at.y + at.h)
  }
  return result
}

/** `besides` are those that share columns with it. */
function placeOf({ y, h }: GridPosition, besides: readonly GridPosition[], bottom: number): number {
  let top = Math.max(0, Math.min(y, bottom))
  const hit = (): GridPosition | undefined =>
    besides.find(other => other.y < top + h && top < other.y + other.h)
  let inTheWay = hit()
  if (inTheWay === undefined) return Math.max(0, ...besides.map(end).filter(each => each <= top))
  // Each is passed at most once: it only goes down.
  while (inTheWay !== undefined) {
    top = end(inTheWay)
    inTheWay = hit()
  }
  return top
}

function end({ y, h }: GridPosition): number {
  return y + h
}
