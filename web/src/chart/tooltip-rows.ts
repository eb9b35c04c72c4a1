/** Which series a tooltip lists: the one under the pointer first, then by value, ten at most. */

export interface TooltipCandidate {
  readonly index: number
  readonly value: number
  /** Distance from the pointer in pixels. */
  readonly distance: number
}

export interface TooltipChoice {
  readonly rows: readonly TooltipCandidate[]
  readonly nearest: number
  readonly more: number
}

export const MOST_ROWS = 10

export function chooseRows(candidates: readonly TooltipCandidate[], most = MOST_ROWS): TooltipChoice {
  let nearest: TooltipCandidate | undefined
  for (const each of candidates) if (nearest === undefined || each.distance < nearest.distance) nearest = each
  if (nearest === undefined) return { rows: [], nearest: -1, more: 0 }
  const others = candidates
    .filter(each => each !== nearest)
    .sort((a, b) => b.value - a.value || a.index - b.index)
  const rows = [nearest, ...others.slice(0, most - 1)]
  return { rows, nearest: nearest.index, more: candidates.length - rows.length }
}
