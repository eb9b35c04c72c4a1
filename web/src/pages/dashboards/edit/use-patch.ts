import { useQuery } from '@tanstack/react-query'
import { loadPatch } from './saved-dashboards.ts'

/** Undefined until it is there. */
export function usePatch(uid: string, version: number): string | undefined {
  const { data, error } = useQuery({
    queryKey: ['dashboard-patch', uid, version],
    queryFn: ({ signal }) => loadPatch(uid, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data ?? (error === null ? undefined : `# There is no patch: ${error.message}\n`)
}
