import { useQuery } from '@tanstack/react-query'
import { patchUrl } from './saved-dashboards.ts'

/** Undefined until it is there. */
export function usePatch(uid: string, version: number): string | undefined {
  return useQuery({
    queryKey: ['dashboard-patch', uid, version],
    queryFn: async ({ signal }) => {
      const answer = await fetch(patchUrl(uid), { signal })
      const text = await answer.text()
      return answer.ok ? text : `# There is no patch: ${text}`
    },
    staleTime: Number.POSITIVE_INFINITY,
  }).data
}
