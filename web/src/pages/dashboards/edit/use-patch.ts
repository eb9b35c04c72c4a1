import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { loadPatch } from './saved-dashboards.ts'

export function usePatch(uid: string, version: number): UseQueryResult<string> {
  return useQuery({
    queryKey: ['dashboard-patch', uid, version],
    queryFn: ({ signal }) => loadPatch(uid, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
