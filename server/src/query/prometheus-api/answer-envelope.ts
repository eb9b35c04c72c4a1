/** What goes around a query's answer: cut at the limit, with its warnings and, where asked for, its cost. */
import type { QueryValue } from '@vedette/promql'
import { type QueryAnswer, statsOf } from '../promql/query-service.ts'
import type { AnswerEnvelope } from './answer-json.ts'
import type { Params } from './params.ts'

/** Prometheus shows so many of each, and says how many more there are. */
const MOST_ANNOTATIONS = 10

export function envelopeOf(answer: QueryAnswer, limit: number, params: Params): AnswerEnvelope {
  const { value, cut } = cutAt(answer.value, limit)
  const warnings = [...answer.warnings.slice().sort(), ...(cut ? ['results truncated due to limit'] : [])]
  return {
    value,
    warnings: shown(warnings, 'warning'),
    infos: shown(answer.infos.slice().sort(), 'info'),
    ...(params.first('stats') === undefined ? {} : { stats: statsOf(answer) }),
  }
}

/** A scalar over a range is a series without labels. */
export function asMatrix(answer: QueryAnswer): QueryAnswer {
  const { value } = answer
  if (value.kind !== 'scalar') return answer
  const column = { values: value.values, kinds: undefined, histograms: undefined }
  const series = value.grid.count === 0 ? [] : [{ labels: [], column }]
  return { ...answer, value: { kind: 'matrix', grid: value.grid, series } }
}

function cutAt(value: QueryValue, limit: number): { value: QueryValue; cut: boolean } {
  if (limit === 0 || !('series' in value) || value.series.length <= limit) return { value, cut: false }
  return { value: { ...value, series: value.series.slice(0, limit) } as QueryValue, cut: true }
}

function shown(all: readonly string[], what: 'warning' | 'info'): readonly string[] {
  if (all.length <= MOST_ANNOTATIONS) return all
  return [
    ...all.slice(0, MOST_ANNOTATIONS),
    `${all.length - MOST_ANNOTATIONS} more ${what} annotations omitted`,
  ]
}
