/** Which series a tooltip lists: ten at most, as its look wants them, and always the one under the pointer. */
import type { TooltipLook } from './chart-types.ts'

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
/** The series under the pointer first, then by value. */
export const USUAL_LOOK: TooltipLook = { mode: 'multi', sort: 'near' }

export function chooseRows(
  candidates: readonly TooltipCandidate[],
  { mode, sort, hidesZeros = false }: TooltipLook = USUAL_LOOK,
  most = MOST_ROWS,
): TooltipChoice {
  let nearest: TooltipCandidate | undefined
  for (const each of candidates) if (nearest === undefined || each.distance < nearest.distance) nearest = each
  if (nearest === undefined || mode === 'none') return { rows: [], nearest: nearest?.index ?? -1, more: 0 }
  if (mode === 'single') return { rows: [nearest], nearest: nearest.index, more: 0 }
  const listed = hidesZeros
    ? candidates.filter(each => each.value !== 0 || each === nearest)
    : [...candidates]
  if (sort === 'none') listed.sort((a, b) => a.index - b.index)
  else listed.sort((a, b) => (sort === 'asc' ? a.value - b.value : b.value - a.value) || a.index - b.index)
  const first = sort === 'near' ? 0 : Math.min(listed.indexOf(nearest), most - 1)
  const others = listed.filter(each => each !== nearest).slice(0, most - 1)
  const rows = others.toSpliced(first, 0, nearest)
  return { rows, nearest: nearest.index, more: listed.length - rows.length }
}
