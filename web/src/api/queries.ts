/** Questions as React asks them: kept while fresh, shared by whoever asks the same, cancelled when nobody looks any more. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useTimeRange } from '../time/useTimeRange.ts'
import type { Answered } from './client.ts'
import { askInstant, askRange, type InstantData, type RangeData } from './prometheus.ts'
import { aligned, rateWindow, stepFor } from './step.ts'
import { useScrapeInterval } from './useScrapeInterval.ts'

export interface QueryOptions {
  readonly enabled?: boolean
  readonly stats?: boolean
}

/** At the end of the page's range. `$window` in the query is the page's range. */
export function useInstant(
  query: string,
  { enabled = true, stats = false }: QueryOptions = {},
): UseQueryResult<Answered<InstantData>> {
  const { resolve, refreshMs, key } = useTimeRange()
  return useQuery({
    queryKey: ['instant', query, stats, ...key],
    queryFn: ({ signal }) => {
      const { fromMs, toMs } = resolve()
      const asked = query.replaceAll('$window', `${Math.round((toMs - fromMs) / 1000)}s`)
      return askInstant(asked, toMs, signal, stats)
    },
    enabled: enabled && query.trim() !== '',
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  })
}

export interface RangeOptions extends QueryOptions {
  /** How wide the graph is. */
  readonly width?: number
  readonly leastStepMs?: number
  /** How often that is scraped which is asked for, where it is not as often as the rest. */
  readonly scrapeMs?: number
}

export interface RangeAnswer extends Answered<RangeData> {
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

/** Over the page's range. `$rate` in the query stands for a window that fits to the step. */
export function useRange(query: string, options: RangeOptions = {}): UseQueryResult<RangeAnswer> {
  const { enabled = true, stats = false, width = 800, leastStepMs } = options
  const { resolve, refreshMs, key } = useTimeRange()
  const usualMs = useScrapeInterval()
  const scrapeMs = options.scrapeMs ?? usualMs
  return useQuery({
    queryKey: ['range', query, stats, Math.round(width / 100), leastStepMs, scrapeMs, ...key],
    queryFn: async ({ signal }) => {
      const range = resolve()
      const stepMs = stepFor(range.toMs - range.fromMs, width, leastStepMs ?? scrapeMs)
      const { fromMs, toMs } = aligned(range.fromMs, range.toMs, stepMs)
      const asked = query.replaceAll('$rate', rateWindow(stepMs, scrapeMs))
      return {
        ...(await askRange({ query: asked, fromMs, toMs, stepMs }, signal, stats)),
        fromMs,
        toMs,
        stepMs,
      }
    },
    enabled: enabled && query.trim() !== '',
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  })
}
