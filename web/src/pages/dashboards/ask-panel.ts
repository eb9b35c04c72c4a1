/** Asks all queries of a panel, together with those of the other panels that are asked now. */
import {
  type AnsweredQuery,
  type Panel,
  type PrometheusData,
  questionsOf,
  type Scope,
} from '@vedette/dashboard'
import { askBatched } from '../../api/batch.ts'
import type { ChartExemplar } from '../../chart/chart-types.ts'
import { exemplarsOf } from '../../chart/exemplars-of.ts'

export interface QueryFailure {
  readonly refId: string
  readonly error: Error
  readonly query: string
}

export interface AskedQuery {
  readonly refId: string
  readonly text: string
}

export interface AnsweredPanel {
  readonly answers: readonly AnsweredQuery[]
  readonly failures: readonly QueryFailure[]
  readonly notes: readonly string[]
  readonly exemplars: readonly ChartExemplar[]
  /** As they were asked. */
  readonly queries: readonly AskedQuery[]
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

/** Not one query of the panel was answered: what was shown before stays. */
export class AllFailed extends Error {
  readonly failures: readonly QueryFailure[]

  constructor(failures: readonly QueryFailure[]) {
    super(failures[0]!.error.message)
    this.failures = failures
  }
}

/** How many queries of one panel are asked; who has more has a mistake. */
const MOST_QUERIES = 60

/** `scope.range` is the panel's own. */
export async function askPanel(
  panel: Panel,
  scope: Scope,
  width: number,
  signal: AbortSignal,
): Promise<AnsweredPanel> {
  const zoneOffsetMinutes = scope.zone === 'utc' ? 0 : -new Date(scope.range.toMs).getTimezoneOffset()
  const all = questionsOf(panel, scope, { width, zoneOffsetMinutes })
  const questions = all.slice(0, MOST_QUERIES)
  const asked = questions.flatMap(question => question.asks.map(kind => ({ question, kind })))
  // No other panel has a place for them.
  const hasExemplars = panel.type === 'timeseries'
  const settled = await Promise.allSettled(
    asked.map(({ question: { expr, fromMs, toMs, stepMs, atMs, exemplars }, kind }) =>
      askBatched(
        kind === 'range'
          ? { kind, query: expr, fromMs, toMs, stepMs, ...(exemplars && hasExemplars ? { exemplars } : {}) }
          : { kind, query: expr, atMs },
        signal,
      ),
    ),
  )
  signal.throwIfAborted()
  const answers: AnsweredQuery[] = []
  const failures: QueryFailure[] = []
  const notes = questions.flatMap(({ problem }) => problem ?? [])
  if (all.length > MOST_QUERIES)
    notes.push(`The panel has ${all.length} queries; the first ${MOST_QUERIES} of them are asked`)
  settled.forEach((result, i) => {
    const { question, kind } = asked[i]!
    const { refId, expr, target, legendFormat, stepMs } = question
    if (result.status === 'rejected') {
      failures.push({ refId, error: result.reason as Error, query: expr })
      return
    }
    notes.push(...result.value.warnings)
    answers.push({
      refId,
      data: result.value.data as PrometheusData,
      expr,
      format: target.format,
      legendFormat,
      stepMs: kind === 'range' ? stepMs : undefined,
    })
  })
  if (answers.length === 0 && failures.length > 0) throw new AllFailed(failures)
  const ranged = questions.filter(({ asks }) => asks.includes('range'))
  // Over time all of them are drawn on one axis, that of the finest.
  const finest = ranged.toSorted((a, b) => a.stepMs - b.stepMs)[0]
  return {
    answers,
    failures,
    notes: [...new Set(notes)],
    exemplars: exemplarsOf(
      settled.flatMap(result => (result.status === 'fulfilled' ? result.value.exemplars : [])),
    ),
    queries: questions.map(({ refId, expr }) => ({ refId, text: expr })),
    fromMs: finest?.fromMs ?? scope.range.fromMs,
    toMs: finest?.toMs ?? scope.range.toMs,
    stepMs: finest?.stepMs ?? scope.intervalMs,
  }
}
