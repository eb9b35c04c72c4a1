/** What Grafana's variables stand for while a query is typed: over the page's range as it is now. */
import type { Scope } from '@vedette/dashboard'
import { useMemo } from 'react'
import { queryScope, stepFor } from '../../api/step.ts'
import { useScrapeInterval } from '../../api/useScrapeInterval.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'

export function useQueryScope(width: number): Scope {
  const time = useTimeRange()
  const scrapeMs = useScrapeInterval()
  // As fine as the questions tell widths apart.
  const about = Math.round(width / 200) * 200
  return useMemo(() => {
    const range = time.resolve()
    return queryScope(range, stepFor(range.toMs - range.fromMs, about, scrapeMs), scrapeMs)
  }, [time, about, scrapeMs])
}
