/** The page's time range, refresh and zone: they stand in the URL, so that a link shows what its sender saw. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import {
  DEFAULT_RANGE,
  endsNow,
  type ResolvedRange,
  resolveRange,
  type TimeRange,
  upToNow,
  type Zone,
} from './range.ts'

/** What every page has in its URL. */
export interface TimeSearch {
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** `10s`, `1m`, `live`, `off`; missing means what is usual on the page, mostly by hand. */
  readonly refresh?: string | undefined
  readonly tz?: 'utc' | undefined
}

export const REFRESH_CHOICES = ['off', '5s', '10s', '30s', '1m', '5m'] as const
/** As often as a graph of this range gains a point. */
export const LIVE = 'live'
const LIVE_POINTS = 500
const LIVE_LEAST_MS = 1_000
const LIVE_MOST_MS = 30_000

export interface TimeState {
  readonly range: TimeRange
  /** What stands in the address where nobody could say which range that is; the usual one is shown then. */
  readonly unclear: TimeRange | undefined
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
  const { refresh = 'off', tz } = search
  const { from: wantedFrom = DEFAULT_RANGE.from, to: wantedTo = DEFAULT_RANGE.to } = search
  const zone: Zone = tz === 'utc' ? 'utc' : 'local'
  const isClear = resolveRange({ from: wantedFrom, to: wantedTo }, Date.now(), zone) !== undefined
  const { from, to } = isClear ? { from: wantedFrom, to: wantedTo } : DEFAULT_RANGE
  const change = useCallback(
    // Each zoom is a step in the browser's history, so that going back undoes it; how it is shown is none.
    (next: TimeSearch, isStep: boolean) =>
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, ...next }),
        replace: !isStep,
        // Who zooms into a graph goes on looking at it.
        resetScroll: false,
      } as never),
    [navigate],
  )
  return useMemo(() => {
    const range = { from, to }
    const resolve = () =>
      resolveRange(range, Date.now(), zone) ?? resolveRange(DEFAULT_RANGE, Date.now(), zone)!
    const refreshMs = refreshMsOf(refresh, resolve)
    return {
      range,
      unclear: isClear ? undefined : { from: wantedFrom, to: wantedTo },
      zone,
      refresh: refreshMs === false ? 'off' : refresh,
      refreshMs,
      key: [from, to, zone],
      resolve,
      setRange: next => change({ from: next.from, to: next.to }, true),
      setRefresh: choice => {
        // What is over gains nothing: live is the same length, up to now.
        const isOver = choice === LIVE && !endsNow(range)
        change({ refresh: choice, ...(isOver ? upToNow(resolve()) : {}) }, isOver)
      },
      setZone: choice => change({ tz: choice === 'utc' ? 'utc' : undefined }, false),
    }
  }, [from, to, isClear, wantedFrom, wantedTo, zone, refresh, change])
}

function refreshMsOf(refresh: string, resolve: () => ResolvedRange): number | false {
  if (refresh === LIVE) {
    const { fromMs, toMs } = resolve()
    return Math.min(LIVE_MOST_MS, Math.max(LIVE_LEAST_MS, Math.round((toMs - fromMs) / LIVE_POINTS)))
  }
  const found = /^([1-9]\d{0,3})(s|m)$/.exec(refresh)
  return found === null ? false : Number(found[1]) * (found[2] === 's' ? 1_000 : 60_000)
}
