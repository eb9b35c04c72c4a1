import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { askRange } from '../api/prometheus.ts'
import { stepFor } from '../api/step.ts'
import { useScrapeInterval } from '../api/useScrapeInterval.ts'
import type { ChartMark } from '../chart/chart-types.ts'
import { useTimeRange } from '../time/useTimeRange.ts'
import { FAULTS, type Fault, type FaultGrid, faultMarks, faultsIn } from './faults.ts'

/** So far back it is asked at least since when a fault is on, and at most. */
const LEAST_MS = 3 * 3_600_000
const MOST_MS = 24 * 3_600_000
const STEPS = 720

export interface Faults {
  readonly data: readonly Fault[] | undefined
  readonly grid: FaultGrid | undefined
  /** For graphs. */
  readonly marks: readonly ChartMark[]
  readonly query: UseQueryResult
}

export function useFaults(): Faults {
  const { resolve, refreshMs, key } = useTimeRange()
  const scrapeMs = useScrapeInterval()
  const query = useQuery({
    queryKey: ['faults', scrapeMs, ...key],
    queryFn: async ({ signal }) => {
      const { fromMs, toMs } = resolve()
      const windowMs = Math.min(MOST_MS, Math.max(LEAST_MS, toMs - fromMs))
      const stepMs = stepFor(windowMs, STEPS, scrapeMs)
      // The last step is now, not the last round time: what has just been broken shows.
      const steps = Math.floor(windowMs / stepMs)
      const grid = { fromMs: toMs - steps * stepMs, toMs, stepMs }
      const { data } = await askRange({ query: FAULTS, ...grid }, signal)
      return { grid, rows: data.result }
    },
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
  })
  const { data } = query
  const faults = useMemo(() => (data === undefined ? undefined : faultsIn(data.rows, data.grid)), [data])
  const marks = useMemo(() => faultMarks(faults ?? [], data?.grid.toMs ?? 0), [faults, data])
  return { data: faults, grid: data?.grid, marks, query }
}
