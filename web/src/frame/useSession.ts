import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { SessionInfo } from '@vedette/api'
import { askPlain } from '../api/client.ts'

/** Nothing shows before it is answered, so it is asked for before anything else (main.tsx). */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => askPlain<SessionInfo>('/api/v1/session', { signal }),
  staleTime: 60_000,
})

/** Who one is to the server; asked once for the whole frame. */
export function useSession(): UseQueryResult<SessionInfo> {
  return useQuery(sessionQuery)
}

/** Whether what is saved here may be changed: a token to read may not. Until that is known nothing is held back. */
export function useMayChange(): boolean {
  return useSession().data?.scope !== 'read'
}
