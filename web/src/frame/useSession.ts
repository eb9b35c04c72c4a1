import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { SessionInfo } from '@vedette/api'
import { sessionQuery } from '../api/session-query.ts'

/** Who one is to the server; asked once for the whole frame. */
export function useSession(): UseQueryResult<SessionInfo> {
  return useQuery(sessionQuery)
}

/** Whether what is saved here may be changed: a token to read may not. Until that is known nothing is held back. */
export function useMayChange(): boolean {
  return useSession().data?.scope !== 'read'
}
