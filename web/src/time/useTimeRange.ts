/** The page's time range, refresh and zone: they stand in the URL, so that a link shows what its sender saw. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { DEFAULT_RANGE, type ResolvedRange, resolveRange, type TimeRange, type Zone } from './range.ts'

/** What every page has in its URL. */
export interface TimeSearch {
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** `10s`, `1m`; missing means by hand. */
  readonly refresh?: string | undefined
  readonly tz?: 'utc' | undefined
}

export const REFRESH_CHOICES = ['off', '5s', '10s', '30s', '1m', '5m'] as const

export interface TimeState {
  readonly range: TimeRange
  readonly zone: Zone
  readonly refresh: string
  /** False while it stands still. */
  readonly refreshMs: number | false
  /** What a question over this range is remembered by. */
  readonly key: readonly string[]
  /** In milliseconds, as of now. */
  resolve(): ResolvedRange
  setRange(range: TimeRange): void
  setRefresh(refresh: string): void
  setZone(zone: Zone): void
}

export function useTimeRange(): TimeState {
  const search = useSearch({ strict: false }) as TimeSearch
  const navigate = useNavigate()
  const { from = DEFAULT_RANGE.from, to = DEFAULT_RANGE.to, refresh = 'off', tz } = search
  const zone: Zone = tz === 'utc' ? 'utc' : 'local'
  const change = useCallback(
    // Each zoom is a step in the browser's history, so that going back undoes it.
    (next: TimeSearch) =>
      void navigate({ to: '.', search: (before: object) => ({ ...before, ...next }) } as never),
    [navigate],
  )
  return useMemo(
    () => ({
      range: { from, to },
      zone,
      refresh,
      refreshMs: refreshMsOf(refresh),
      key: [from, to, zone],
      resolve: () =>
        resolveRange({ from, to }, Date.now(), zone) ?? resolveRange(DEFAULT_RANGE, Date.now(), zone)!,
      setRange: range => change({ from: range.from, to: range.to }),
      setRefresh: choice => change({ refresh: choice === 'off' ? undefined : choice }),
      setZone: choice => change({ tz: choice === 'utc' ? 'utc' : undefined }),
    }),
    [from, to, zone, refresh, change],
  )
}

function refreshMsOf(refresh: string): number | false {
  const found = /^(\d{1,4})(s|m)$/.exec(refresh)
  return found === null ? false : Number(found[1]) * (found[2] === 's' ? 1_000 : 60_000)
}
