/** One dashboard. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { DashboardAnswer } from '@vedette/api'
import { ApiError } from '../../api/api-error.ts'
import { askPlain } from '../../api/client.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { useNamedPlace } from '../../frame/place-name.ts'
import { paths } from '../../paths.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { OpenDashboard } from './OpenDashboard.tsx'
import { useSavedTime } from './use-saved-time.ts'

export function DashboardPage() {
  const { uid = '' } = useParams({ strict: false }) as { readonly uid?: string }
  const { data, error, refetch } = useQuery({
    queryKey: ['dashboard', uid],
    queryFn: ({ signal }) =>
      askPlain<DashboardAnswer>(`/api/v1/dashboards/${encodeURIComponent(uid)}`, { signal }),
    staleTime: 30_000,
  })
  useNamedPlace(data?.dashboard.title)
  const isTimed = useSavedTime(data?.dashboard)
  if (data === undefined) {
    if (error === null) return <Skeleton height={480} label="Loading the dashboard" />
    if (error instanceof ApiError && error.status === 404) {
      return (
        <EmptyState title="There is no such dashboard">
          It may have been deleted, or its address is wrong.{' '}
          <PathLink path={paths.dashboards()}>All dashboards</PathLink>
        </EmptyState>
      )
    }
    return <ErrorState error={error} onRetry={() => void refetch()} />
  }
  if (!isTimed) return <Skeleton height={480} label="Loading the dashboard" />
  return <OpenDashboard key={uid} answer={data} />
}
