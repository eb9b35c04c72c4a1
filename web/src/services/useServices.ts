/** The services that there are and how they do: asked once for whoever shows them. */

import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { TargetDiscovery } from '@vedette/api'
import { useMemo } from 'react'
import { ask } from '../api/client.ts'
import { askInstant, type MatrixSeries, type VectorSample } from '../api/prometheus.ts'
import { useInstant, useRange } from '../api/queries.ts'
import { useTimeRange } from '../time/useTimeRange.ts'
import { type ServiceSignals, serviceSignals } from './golden-signals.ts'
import {
  DISCOVERY,
  DISCOVERY_BEFORE,
  errorQuery,
  latencyQuery,
  type RequestMetrics,
  rateQuery,
  requestMetrics,
  together,
} from './request-metrics.ts'

/** Over so long before the end of the page's range a service is judged: three scrapes a minute apart, and no old story. */
export const NOW = { window: '3m' } as const
/** How services count changes seldom. */
const DISCOVERED_FOR_MS = 60_000
/** Where nobody counts yet somebody waits for it. */
const WAITING_MS = 3_000
/** As wide as a sparkline needs it, and so many services fit into one answer. */
const TREND_WIDTH = 100

export interface Asked<T> {
  readonly data: T | undefined
  /** All that stands behind it, to tell what failed and to ask again. */
  readonly queries: readonly UseQueryResult[]
}

export function useRequestMetrics(): Asked<RequestMetrics> {
  const { resolve, refreshMs, key } = useTimeRange()
  const query = useQuery({
    queryKey: ['request metrics', ...key],
    queryFn: async ({ signal }) => {
      const { fromMs, toMs } = resolve()
      const window = `${Math.round((toMs - fromMs) / 1000)}s`
      const now = await askInstant(DISCOVERY, toMs, signal)
      if (now.data.result.length > 0) return now.data
      return (await askInstant(DISCOVERY_BEFORE.replaceAll('$window', window), toMs, signal)).data
    },
    staleTime: DISCOVERED_FOR_MS,
    refetchInterval: ({ state }) => {
      if (state.data?.result.length === 0) return WAITING_MS
      return refreshMs === false ? false : DISCOVERED_FOR_MS
    },
    placeholderData: keepPreviousData,
  })
  const { data: answer } = query
  const data = useMemo(
    () =>
      answer?.resultType === 'vector' ? requestMetrics(answer.result.map(each => each.metric)) : undefined,
    [answer],
  )
  return { data, queries: [query] }
}

export function useTargets(): UseQueryResult<TargetDiscovery> {
  const { refreshMs } = useTimeRange()
  return useQuery({
    queryKey: ['targets', 'active'],
    queryFn: async ({ signal }) => (await ask<TargetDiscovery>('targets?state=active', { signal })).data,
    refetchInterval: refreshMs,
  })
}

export interface Services extends Asked<readonly ServiceSignals[]> {
  readonly metrics: RequestMetrics | undefined
  /** What is shown belongs to a range that was left. */
  readonly isOld: boolean
}

export function useServices(): Services {
  const { range } = useTimeRange()
  const { data: metrics, queries } = useRequestMetrics()
  const conventions = metrics?.conventions ?? []
  const now = useInstant(
    together({
      rate: rateQuery(conventions, NOW),
      errors: errorQuery(conventions, NOW),
      p95: latencyQuery(conventions, 0.95, NOW),
    }),
  )
  const trend = useRange(rateQuery(conventions, { window: '$rate' }), { width: TREND_WIDTH })
  const targets = useTargets()
  const isCounted = conventions.length > 0
  // How targets do is only known of this moment.
  const seen = range.to.startsWith('now') ? targets.data?.activeTargets : undefined
  const data = useMemo(() => {
    if (metrics === undefined) return undefined
    if (!isCounted) return []
    if (now.data?.data.resultType !== 'vector' || trend.data === undefined) return undefined
    return serviceSignals({
      now: now.data.data.result,
      trend: trend.data.data.result,
      grid: trend.data,
      processes: metrics.services,
      targets: seen ?? [],
    })
  }, [metrics, isCounted, now.data, trend.data, seen])
  return {
    data,
    metrics,
    queries: isCounted ? [...queries, now, trend] : queries,
    isOld: now.isPlaceholderData || trend.isPlaceholderData,
  }
}

/** The parts of an answer to several questions at once (`together`), without the label that tells them apart. */
export function bySignal<T extends MatrixSeries | VectorSample>(rows: readonly T[]): Map<string, T[]> {
  const parts = new Map<string, T[]>()
  for (const row of rows) {
    const { signal = '', ...metric } = row.metric
    const part = parts.get(signal) ?? []
    part.push({ ...row, metric })
    parts.set(signal, part)
  }
  return parts
}
