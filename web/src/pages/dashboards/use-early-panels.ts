/**
 * Asks for the panels that will be seen while they are still being put on the page: where they lie is known as soon as the grid is, and the server has
 * nothing to do meanwhile. A panel that finds itself elsewhere than it was expected asks for itself.
 */
import { useQueryClient } from '@tanstack/react-query'
import {
  GRID_COLUMNS,
  GRID_GAP,
  GRID_ROW_HEIGHT,
  type PlacedPanel,
  type Scope,
  scopeWith,
} from '@vedette/dashboard'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { asksAnything, panelQuery } from './use-panel-data.ts'

/** Left and right of what stands in a panel. */
const BORDERS = 2

export interface EarlyPanels {
  readonly uid: string
  readonly placed: readonly PlacedPanel[]
  readonly scope: Scope
  /** The variables are known. */
  readonly isReady: boolean
}

export function useEarlyPanels(
  grid: RefObject<HTMLElement | null>,
  { uid, placed, scope, isReady }: EarlyPanels,
): void {
  const queries = useQueryClient()
  const time = useTimeRange()
  const isOver = useRef(false)
  useLayoutEffect(() => {
    const node = grid.current
    const page = node?.closest('.frame-page')
    if (isOver.current || !isReady || node === null || page == null) return
    isOver.current = true
    // On a narrow page they lie one below the other.
    if (getComputedStyle(node).display !== 'block') return
    const column = (node.clientWidth + GRID_GAP) / GRID_COLUMNS
    const height = page.getBoundingClientRect().bottom - node.getBoundingClientRect().top
    for (const { panel, gridPos, variables } of placed) {
      if (gridPos.y * (GRID_ROW_HEIGHT + GRID_GAP) > height || !asksAnything(panel)) continue
      const width = Math.round(column * gridPos.w - GRID_GAP) - BORDERS
      void queries.prefetchQuery(panelQuery(panel, { uid, scope: scopeWith(scope, variables), width }, time))
    }
  })
  // Who leaves before the panels stand leaves questions that are no panel's yet.
  useEffect(
    () => () => void queries.cancelQueries({ queryKey: ['panel', uid], type: 'inactive' }),
    [queries, uid],
  )
}
