/** A dashboard opens with the time range that it was saved with, unless the address has one. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Dashboard } from '@vedette/dashboard'
import { useEffect } from 'react'
import { REFRESH_CHOICES, type TimeSearch } from '../../time/useTimeRange.ts'
import { dashboardRange } from './dashboard-view.ts'

/** False until the address has its range: whoever asks before would ask twice. */
export function useSavedTime(dashboard: Dashboard | undefined): boolean {
  const search = useSearch({ strict: false }) as TimeSearch
  const navigate = useNavigate()
  const isTimed = search.from !== undefined || search.to !== undefined
  useEffect(() => {
    if (dashboard === undefined || isTimed) return
    const refresh = refreshOf(dashboard.refresh)
    void navigate({
      to: '.',
      search: (before: object) => ({
        ...(refresh === undefined ? {} : { refresh }),
        ...(dashboard.timezone === 'utc' ? { tz: 'utc' } : {}),
        ...before,
        ...dashboardRange(dashboard),
      }),
      replace: true,
      resetScroll: false,
    } as never)
  }, [dashboard, isTimed, navigate])
  return isTimed
}

/** The choice of ours that asks no more often than the dashboard was meant to. */
export function refreshOf(refresh: Dashboard['refresh']): string | undefined {
  const ms = msOf(refresh)
  if (ms === undefined) return undefined
  return REFRESH_CHOICES.slice(1).find(choice => msOf(choice)! >= ms) ?? REFRESH_CHOICES.at(-1)
}

function msOf(text: string | false | undefined): number | undefined {
  const found = typeof text === 'string' ? /^(\d{1,5})(s|m|h)$/.exec(text) : null
  return found === null
    ? undefined
    : Number(found[1]) * { s: 1_000, m: 60_000, h: 3_600_000 }[found[2] as 's']
}
