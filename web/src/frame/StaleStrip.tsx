/** Says that what is shown is no longer the latest, why, and offers to try again. Nothing while all is well. */
import type { UseQueryResult } from '@tanstack/react-query'
import { CloudOff } from 'lucide-react'
import { formatClock } from '../time/format.ts'
import { useTimeRange } from '../time/useTimeRange.ts'
import { Button } from '../ui/Button.tsx'
import './StaleStrip.css'

export function StaleStrip({ queries }: { readonly queries: readonly UseQueryResult[] }) {
  const { zone } = useTimeRange()
  const failed = queries.filter(each => each.error !== null)
  const first = failed.find(each => each.data !== undefined)
  if (first?.error === null || first === undefined) return null
  const sinceMs = Math.max(...failed.map(each => each.dataUpdatedAt))
  return (
    <div className="stale-strip" role="status">
      <CloudOff aria-hidden size={16} />
      <span className="stale-strip-words">
        {first.error.message}. What you see is from {formatClock(sinceMs, zone)}.
      </span>
      <Button kind="plain" onPress={() => failed.forEach(each => void each.refetch())}>
        Try again
      </Button>
    </div>
  )
}
