import { queryOptions } from '@tanstack/react-query'
import type { DashboardAnswer } from '@vedette/api'
import { askPlain } from './client.ts'

/** Asked by the route, before the page is there, and by the page. */
export function dashboardQuery(uid: string) {
  return queryOptions({
    queryKey: ['dashboard', uid],
    queryFn: ({ signal }) =>
      askPlain<DashboardAnswer>(`/api/v1/dashboards/${encodeURIComponent(uid)}`, { signal }),
    staleTime: 30_000,
  })
}
