import { queryOptions } from '@tanstack/react-query'
import type { SessionInfo } from '@vedette/api'
import { askPlain } from './client.ts'

/** Nothing shows before it is answered, so it is asked for before anything else (main.tsx). */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => askPlain<SessionInfo>('/api/v1/session', { signal }),
  staleTime: 60_000,
})
