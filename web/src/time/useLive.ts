/** For pages that tell how everything is: they are live where the address says nothing else, and show what is up to now. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { endsNow } from './range.ts'
import { LIVE, type TimeSearch, useTimeRange } from './useTimeRange.ts'

export function useLive(): void {
  const { refresh } = useSearch({ strict: false }) as TimeSearch
  const { range } = useTimeRange()
  const navigate = useNavigate()
  const isOver = !endsNow(range)
  useEffect(() => {
    if (refresh === undefined && !isOver)
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, refresh: LIVE }),
        replace: true,
        resetScroll: false,
      } as never)
  }, [refresh, isOver, navigate])
}
