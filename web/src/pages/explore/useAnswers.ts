/** The answers to all queries of the page, each as the view needs it: over the range for graphs and heatmaps, at its end for the table. */
import { keepPreviousData, useQueries, useQueryClient } from '@tanstack/react-query'
import { interpolate } from '@vedette/dashboard'
import { useEffect } from 'react'
import type { Answered } from '../../api/client.ts'
import { askInstant, askRange, type InstantData, type RangeData } from '../../api/prometheus.ts'
import type { RangeAnswer } from '../../api/queries.ts'
import { aligned, queryScope, stepFor } from '../../api/step.ts'
import { useScrapeInterval } from '../../api/useScrapeInterval.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { letterOf, type View } from './explore-state.ts'
import type { Explore, Row } from './useExplore.ts'

export interface Asked<T> {
  readonly row: Row
  readonly letter: string
  readonly answer: T | undefined
  readonly error: Error | undefined
  readonly running: boolean
  /** Somebody stopped it before anything came. */
  readonly cancelled: boolean
  /** What is shown is of an older question. */
  readonly stale: boolean
  cancel(): void
  retry(): void
}

/** The query as it was sent, with its variables put in. */
interface Sent {
  readonly sent: string
}

export type RangeAsked = Asked<RangeAnswer & Sent>
export type InstantAsked = Asked<Answered<InstantData> & Sent>

export interface Answers {
  readonly ranges: readonly RangeAsked[]
  readonly instants: readonly InstantAsked[]
}

export function useAnswers({ rows, runs, state }: Explore, width: number): Answers {
  const client = useQueryClient()
  const ranges = useRanges(rows, state.view !== 'table', width)
  const instants = useInstants(rows, state.view === 'table', width)
  // To run again what stands there already is to ask again.
  useEffect(() => {
    if (runs > 0) void client.refetchQueries({ queryKey: ['explore'], type: 'active', stale: true })
  }, [client, runs])
  return { ranges, instants }
}

/** Of the view that is looked at. */
export function answersOf({ ranges, instants }: Answers, view: View): readonly (RangeAsked | InstantAsked)[] {
  return view === 'table' ? instants : ranges
}

function useRanges(rows: readonly Row[], wanted: boolean, width: number): readonly RangeAsked[] {
  const { resolve, refreshMs, key } = useTimeRange()
  const scrapeMs = useScrapeInterval()
  const client = useQueryClient()
  const keyOf = (row: Row) => ['explore', 'range', row.ran, Math.round(width / 200), scrapeMs, ...key]
  const results = useQueries({
    queries: rows.map(row => ({
      queryKey: keyOf(row),
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<RangeAnswer & Sent> => {
        const range = resolve()
        const stepMs = stepFor(range.toMs - range.fromMs, width, scrapeMs)
        const { fromMs, toMs } = aligned(range.fromMs, range.toMs, stepMs)
        const query = interpolate(row.ran, queryScope(range, stepMs, scrapeMs), 'promql')
        const answered: Answered<RangeData> = await askRange({ query, fromMs, toMs, stepMs }, signal, true)
        return { ...answered, fromMs, toMs, stepMs, sent: query }
      },
      enabled: wanted && row.shown && row.ran !== '',
      placeholderData: keepPreviousData,
      refetchInterval: refreshMs,
      staleTime: 0,
    })),
  })
  return rows.map((row, i) =>
    askedOf(row, i, results[i]!, () => client.cancelQueries({ queryKey: keyOf(row) })),
  )
}

function useInstants(rows: readonly Row[], wanted: boolean, width: number): readonly InstantAsked[] {
  const { resolve, refreshMs, key } = useTimeRange()
  const scrapeMs = useScrapeInterval()
  const client = useQueryClient()
  const keyOf = (row: Row) => [
    'explore',
    'instant',
    row.ran,
    // Only variables make it ask something else where there is more room.
    ...(row.ran.includes('$') ? [Math.round(width / 200), scrapeMs] : []),
    ...key,
  ]
  const results = useQueries({
    queries: rows.map(row => ({
      queryKey: keyOf(row),
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Answered<InstantData> & Sent> => {
        const range = resolve()
        const scope = queryScope(range, stepFor(range.toMs - range.fromMs, width, scrapeMs), scrapeMs)
        const query = interpolate(row.ran, scope, 'promql')
        return { ...(await askInstant(query, range.toMs, signal, true)), sent: query }
      },
      enabled: wanted && row.shown && row.ran !== '',
      placeholderData: keepPreviousData,
      refetchInterval: refreshMs,
      staleTime: 0,
    })),
  })
  return rows.map((row, i) =>
    askedOf(row, i, results[i]!, () => client.cancelQueries({ queryKey: keyOf(row) })),
  )
}

interface Result<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly isFetching: boolean
  readonly isPlaceholderData: boolean
  readonly isPending: boolean
  refetch(): Promise<unknown>
}

function askedOf<T>(row: Row, index: number, result: Result<T>, cancel: () => Promise<void>): Asked<T> {
  const asked = row.shown && row.ran !== ''
  return {
    row,
    letter: letterOf(index),
    answer: asked && result.error === null ? result.data : undefined,
    error: asked ? (result.error ?? undefined) : undefined,
    running: asked && result.isFetching,
    cancelled:
      asked && !result.isFetching && result.error === null && (result.isPending || result.isPlaceholderData),
    stale: result.isPlaceholderData || result.isFetching,
    cancel: () => void cancel(),
    retry: () => void result.refetch(),
  }
}
