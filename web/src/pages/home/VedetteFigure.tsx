/** How Vedette itself does: who trusts the other figures has to know. */

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { HealthReport } from '@vedette/api'
import { askPlain } from '../../api/client.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import { Figure, Unanswered } from './Figure.tsx'

const WORDS = { good: 'Healthy', warning: 'Needs a look', critical: 'Something failed' } as const

export function useHealth(): UseQueryResult<HealthReport> {
  const { refreshMs } = useTimeRange()
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => askPlain<HealthReport>('/health', { signal, alsoAnswers: 503 }),
    refetchInterval: refreshMs,
  })
}

export function VedetteFigure({ health }: { readonly health: UseQueryResult<HealthReport> }) {
  const { data, error } = health
  if (data === undefined || error !== null)
    return (
      <Figure
        name="Vedette"
        value={error === null ? '' : <StateMark state="critical">No answer</StateMark>}
        note={error === null ? '' : <Unanswered error={error} onRetry={() => void health.refetch()} />}
      />
    )
  const bad = data.checks.filter(each => each.state !== 'good')
  const worst = bad.find(each => each.state === data.state) ?? bad[0]
  const note = worst === undefined ? `${data.checks.length} checks, all of them good` : worst.sentence
  return (
    <Figure
      name="Vedette"
      value={<StateMark state={data.state}>{WORDS[data.state]}</StateMark>}
      note={<span title={bad.map(each => each.sentence).join('\n')}>{note}</span>}
    />
  )
}
