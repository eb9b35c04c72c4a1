/** One dashboard, to look at or to edit. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useCallback } from 'react'
import { ApiError } from '../../api/api-error.ts'
import { dashboardQuery } from '../../api/dashboard-query.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { useNamedPlace } from '../../frame/place-name.ts'
import { useSearchText } from '../../frame/useSearchText.ts'
import { paths } from '../../paths.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { OpenDashboard } from './OpenDashboard.tsx'
import { useSavedTime } from './use-saved-time.ts'

/** Who only looks does not load what edits. */
const DashboardEditor = lazy(async () => ({
  default: (await import('./edit/DashboardEditor.tsx')).DashboardEditor,
}))

export function DashboardPage() {
  const { uid = '' } = useParams({ strict: false }) as { readonly uid?: string }
  const { data, error, refetch } = useQuery(dashboardQuery(uid))
  useNamedPlace(data?.dashboard.title)
  const isTimed = useSavedTime(data?.dashboard)
  const queries = useQueryClient()
  const [edit, setEdit] = useSearchText('edit')
  const openEditor = useCallback(
    (panelId?: number) => setEdit(String(panelId ?? 'on'), { isStep: true }),
    [setEdit],
  )
  if (data === undefined) {
    if (error === null) return <Skeleton height={480} label="Loading the dashboard" />
    if (error instanceof ApiError && error.status === 404) {
      return (
        <EmptyState title="There is no such dashboard">
          <p>It may have been deleted, or its address is wrong.</p>
          <PathLink path={paths.dashboards()}>All dashboards</PathLink>
        </EmptyState>
      )
    }
    return <ErrorState error={error} onRetry={() => void refetch()} />
  }
  if (!isTimed) return <Skeleton height={480} label="Loading the dashboard" />
  if (edit === '') return <OpenDashboard key={uid} answer={data} onEdit={openEditor} />
  return (
    <Suspense fallback={<Skeleton height={480} label="Loading the editor" />}>
      <DashboardEditor
        key={uid}
        saved={data}
        panelId={/^\d+$/.test(edit) ? Number(edit) : undefined}
        onSaved={answer => {
          queries.setQueryData(dashboardQuery(uid).queryKey, answer)
          void queries.invalidateQueries({ queryKey: ['dashboards'] })
        }}
        onLeave={() => setEdit('')}
      />
    </Suspense>
  )
}
