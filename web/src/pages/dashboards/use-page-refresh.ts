/** Asks all that is seen anew, at once, so that it goes in one request. A page that nobody looks at rests. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { isUnanswered, TIMED_VARIABLES, VARIABLES } from './use-variables.ts'

export function usePageRefresh(uid: string): void {
  const queries = useQueryClient()
  const { refreshMs } = useTimeRange()
  useEffect(() => {
    if (refreshMs === false) return
    const refresh = (): void => {
      if (document.hidden) return
      for (const what of ['panel', 'annotations']) {
        // What is still under way is not asked a second time.
        void queries.refetchQueries({ queryKey: [what, uid], type: 'active' }, { cancelRefetch: false })
      }
      // Who there is to choose from changes more slowly than what is shown of them.
      const variables = { queryKey: [TIMED_VARIABLES, uid], type: 'active', stale: true } as const
      void queries.refetchQueries(variables, { cancelRefetch: false })
      // A page on a wall has nobody to ask again for those that the server was away for.
      for (const what of [TIMED_VARIABLES, VARIABLES]) {
        const unanswered = ({ state }: { readonly state: { readonly data: unknown } }) =>
          isUnanswered(state.data)
        void queries.refetchQueries(
          { queryKey: [what, uid], type: 'active', predicate: unanswered },
          { cancelRefetch: false },
        )
      }
    }
    const timer = setInterval(refresh, refreshMs)
    return () => clearInterval(timer)
  }, [queries, uid, refreshMs])
}
