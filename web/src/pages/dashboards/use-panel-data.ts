/** What a panel shows now: asked while somebody can see it, kept while newer is on its way. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { framesOf, type Panel, panelTime, type Scope, transform } from '@vedette/dashboard'
import { useMemo } from 'react'
import { useThemeColours } from '../../chart/theme-colours.ts'
import { isRelative, timeOf } from '../../time/range.ts'
import { type TimeState, useTimeRange } from '../../time/useTimeRange.ts'
import { AllFailed, type AskedQuery, askPanel, type QueryFailure } from './ask-panel.ts'
import type { PanelData } from './shown-data.ts'
import { shownFrames } from './shown-of.ts'
import { variablesIn } from './variables-in.ts'

export interface PanelState {
  /** The last good data, also while newer is on its way or has failed. */
  readonly data: PanelData | undefined
  readonly failures: readonly QueryFailure[]
  /** What the reader has to know: warnings of queries, problems of transformations, a time that can't be read. */
  readonly notes: readonly string[]
  readonly queries: readonly AskedQuery[]
  readonly isFetching: boolean
  /** The data is of another range or other variables than those that are asked for now. */
  readonly isDimmed: boolean
  /** `Last 1 hour`, where the panel has a time of its own. */
  readonly timeWords: string
  refetch(): void
}

/** What a panel's question depends on beside the panel itself. */
export interface PanelSurroundings {
  readonly uid: string
  readonly scope: Scope
  /** Within the panel's frame, in pixels. */
  readonly width: number
}

export interface PanelAsking extends PanelSurroundings {
  /** Nothing is asked for what nobody can see, or before the variables are known. */
  readonly isAsked: boolean
}

/** A panel that grows a little asks nothing anew. */
const WIDTH_STEP = 50

export function usePanelData(panel: Panel, { uid, scope, isAsked, width }: PanelAsking): PanelState {
  const time = useTimeRange()
  const { zone } = time
  const theme = useThemeColours().name
  const { transformations } = panel
  const hasQueries = asksAnything(panel)
  const query = useQuery({
    ...panelQuery(panel, { uid, scope, width }, time),
    enabled: isAsked && hasQueries && width > 0,
    placeholderData: keepPreviousData,
  })
  const answered = query.data
  const shown = useMemo(() => {
    const span = answered ?? { ...scope.range, stepMs: scope.intervalMs }
    const { fromMs, toMs, stepMs } = span
    const inRange: Scope = { ...scope, range: { fromMs, toMs }, intervalMs: stepMs }
    const { frames, problems } = transform(framesOf(answered?.answers ?? []), transformations, inRange)
    const options = { scope: inRange, theme, zone }
    const data: PanelData = {
      frames: shownFrames(frames, panel, options),
      exemplars: answered?.exemplars,
      fromMs,
      toMs,
      stepMs,
    }
    return { data, problems }
  }, [answered, panel, transformations, scope, theme, zone])
  const { words: timeWords, problem: timeProblem } = timeIn(panel, scope, time)
  const notes = useMemo(
    () => [
      ...(timeProblem === undefined ? [] : [timeProblem]),
      ...(answered?.notes ?? []),
      ...shown.problems.map(({ words }) => words),
    ],
    [timeProblem, answered, shown],
  )
  return {
    data: answered === undefined && hasQueries ? undefined : shown.data,
    failures: failuresOf(query.error, answered?.failures),
    notes,
    queries: answered?.queries ?? NOTHING_ASKED,
    isFetching: query.isFetching,
    isDimmed: query.isPlaceholderData || (query.isError && answered !== undefined),
    timeWords,
    refetch: () => void query.refetch(),
  }
}

export function asksAnything({ targets }: Panel): boolean {
  return targets.some(({ hide, expr }) => hide !== true && typeof expr === 'string' && expr.trim() !== '')
}

/** What is asked for a panel, and what its answer is remembered by. */
export function panelQuery(panel: Panel, { uid, scope, width }: PanelSurroundings, time: TimeState) {
  const { targets, interval, maxDataPoints, timeFrom, timeShift } = panel
  const asked = { targets, interval, maxDataPoints, timeFrom, timeShift }
  const rounded = Math.max(WIDTH_STEP, Math.round(width / WIDTH_STEP) * WIDTH_STEP)
  return queryOptions({
    queryKey: ['panel', uid, asked, variablesIn(asked, scope), rounded, ...time.key],
    queryFn: ({ signal }) => {
      const now = { ...scope, range: time.resolve() }
      const { fromMs, toMs } = timeIn(panel, now, time)
      return askPanel(panel, { ...now, range: { fromMs, toMs } }, rounded, signal)
    },
  })
}

function timeIn(panel: Panel, scope: Scope, { range, zone }: TimeState) {
  return panelTime(panel, scope, {
    isRelative: isRelative(range),
    nowMs: Date.now(),
    timeOf: (text, nowMs, edge) => timeOf(text, nowMs, zone, edge),
  })
}

const NONE: readonly QueryFailure[] = []
const NOTHING_ASKED: readonly AskedQuery[] = []

function failuresOf(error: Error | null, some: readonly QueryFailure[] = NONE): readonly QueryFailure[] {
  if (error === null) return some
  return error instanceof AllFailed ? error.failures : [{ refId: '', error, query: '' }]
}
