/** How Vedette itself does: who trusts the other figures has to know. */

import { useQuery } from '@tanstack/react-query'
import type { HealthReport } from '@vedette/api'
import { askPlain } from '../../api/client.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { Figure } from './Figure.tsx'

const WORDS = { good: 'Healthy', warning: 'Needs a look', critical: 'Something failed' } as const

export function VedetteFigure() {
  const { refreshMs } = useTimeRange()
  const { data, error } = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => askPlain<HealthReport>('/health', { signal, alsoAnswers: 503 }),
    refetchInterval: refreshMs,
  })
  if (data === undefined)
    return <Figure name="Vedette" value={error === null ? '' : 'Unknown'} note={error?.message ?? ''} />
  // That targets are down is told beside.
  const bad = data.checks.filter(each => each.state !== 'good')
  const worst = bad.find(each => each.state === data.state) ?? bad[0]
  const note = worst === undefined ? `${data.checks.length} checks, all of them good` : worst.sentence
  return (
    <Figure
      name="Vedette"
      value={WORDS[data.state]}
      note={<span title={bad.map(each => each.sentence).join('\n')}>{note}</span>}
      state={data.state === 'good' ? 'good' : data.state}
    />
  )
}
