/** What a dashboard marks on its graphs: times at which a query of its own had a value. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import {
  type AnnotationQuery,
  type Dashboard,
  interpolate,
  parseInterval,
  type Scope,
} from '@vedette/dashboard'
import { useMemo } from 'react'
import { askBatched } from '../../api/batch.ts'
import type { RangeData } from '../../api/prometheus.ts'
import type { ChartMark } from '../../chart/chart-types.ts'
import { useThemeColours } from '../../chart/theme-colours.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { marksOf } from './annotation-marks.ts'
import { cssColour } from './colours.ts'
import { variablesIn } from './variables-in.ts'

const USUAL_STEP_MS = 60_000
const MOST_POINTS = 2_000

export interface AnnotationsState {
  readonly marks: readonly ChartMark[]
  /** Those that a reader may switch off and on. */
  readonly queries: readonly AnnotationQuery[]
  readonly problems: readonly string[]
}

const NONE: readonly ChartMark[] = []

export function useAnnotations(
  dashboard: Dashboard,
  uid: string,
  scope: Scope,
  isReady: boolean,
  isOn: (annotation: AnnotationQuery) => boolean,
): AnnotationsState {
  const { resolve, key } = useTimeRange()
  const theme = useThemeColours().name
  const queries = useMemo(() => dashboard.annotations.list.filter(isAsked), [dashboard])
  const shown = queries.filter(isOn)
  const { data } = useQuery({
    queryKey: ['annotations', uid, shown, variablesIn(shown, scope), ...key],
    queryFn: async ({ signal }) => {
      const { fromMs, toMs } = resolve()
      const settled = await Promise.allSettled(
        shown.map(each => askFor(each, { ...scope, range: { fromMs, toMs } }, signal)),
      )
      signal.throwIfAborted()
      return settled.map((result, i) => ({
        annotation: shown[i]!,
        ...(result.status === 'fulfilled'
          ? { ...result.value, problem: undefined }
          : { series: [], stepMs: USUAL_STEP_MS, problem: (result.reason as Error).message }),
      }))
    },
    enabled: isReady && shown.length > 0,
    placeholderData: keepPreviousData,
  })
  const marks = useMemo(
    () =>
      shown.length === 0
        ? NONE
        : (data ?? []).flatMap(({ annotation, series, stepMs }, place) =>
            marksOf(annotation, series, stepMs, place).map(mark => ({
              ...mark,
              colour: cssColour(annotation.iconColor, theme),
            })),
          ),
    [data, theme, shown.length],
  )
  const problems = (data ?? []).flatMap(({ annotation, problem }) =>
    problem === undefined ? [] : [`${annotation.name}: ${problem}`],
  )
  return { marks, queries, problems }
}

function isAsked({ expr, enable, datasource, target }: AnnotationQuery): boolean {
  const text = expr ?? (target as { expr?: unknown } | undefined)?.expr
  return typeof text === 'string' && text.trim() !== '' && enable !== undefined && datasource?.type !== 'loki'
}

async function askFor(annotation: AnnotationQuery, scope: Scope, signal: AbortSignal) {
  const { fromMs, toMs } = scope.range
  const wished = parseInterval(interpolate(annotation.step ?? '', scope)) ?? USUAL_STEP_MS
  const stepMs = Math.max(1000, wished, Math.ceil((toMs - fromMs) / MOST_POINTS / 1000) * 1000)
  const text = annotation.expr ?? String((annotation.target as { expr?: unknown } | undefined)?.expr ?? '')
  const query = interpolate(text, { ...scope, intervalMs: stepMs }, 'promql')
  const from = Math.floor(fromMs / stepMs) * stepMs
  const { data } = await askBatched({ kind: 'range', query, fromMs: from, toMs, stepMs }, signal)
  return { series: (data as RangeData).result, stepMs }
}
