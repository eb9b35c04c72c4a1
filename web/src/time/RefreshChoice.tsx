/** Asks everything on the page anew: at once, or every so often. */
import { useIsFetching, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useCallback } from 'react'
import { Button } from '../ui/Button.tsx'
import { LIVE, REFRESH_CHOICES, type TimeState } from './useTimeRange.ts'

export function RefreshChoice({ time: { refresh, setRefresh } }: { readonly time: TimeState }) {
  const known: readonly string[] = REFRESH_CHOICES
  // A link may have another one.
  const others = known.includes(refresh) || refresh === LIVE ? [] : [refresh]
  return (
    <label className="time-range-refresh">
      <span className="only-spoken">Refresh</span>
      <select
        value={refresh}
        onChange={event => setRefresh(event.target.value)}
        title="How often it is asked anew"
      >
        <option value="off">Refresh off</option>
        <option value={LIVE}>Live</option>
        {[...known.slice(1), ...others].map(choice => (
          <option key={choice} value={choice}>{`Every ${choice}`}</option>
        ))}
      </select>
    </label>
  )
}

export function useRefresh(): () => void {
  const queries = useQueryClient()
  // What is still under way is not asked a second time.
  return useCallback(
    () => void queries.refetchQueries({ type: 'active' }, { cancelRefetch: false }),
    [queries],
  )
}

export function RefreshButton() {
  const refresh = useRefresh()
  const isAsking = useIsFetching() > 0
  return (
    <span className="time-range-now">
      <Button aria-label="Refresh" onPress={refresh}>
        <RefreshCw aria-hidden className={isAsking ? 'time-range-asking' : undefined} />
      </Button>
    </span>
  )
}
