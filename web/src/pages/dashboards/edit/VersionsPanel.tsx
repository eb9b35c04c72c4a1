/** What was saved when, by whom and why; what is different between two of them; and the way back. */
import { useQuery } from '@tanstack/react-query'
import type { DashboardAnswer, DashboardVersion } from '@vedette/api'
import { useState } from 'react'
import { formatAge, formatExact } from '../../../time/format.ts'
import { useTimeRange } from '../../../time/useTimeRange.ts'
import { Button } from '../../../ui/Button.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { SidePanel } from '../../../ui/SidePanel.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.tsx'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './changed-lines.ts'
import { loadVersion, loadVersions, restoreVersion } from './saved-dashboards.ts'
import './VersionsPanel.css'

export interface VersionsPanelProps {
  readonly saved: DashboardAnswer
  readonly onRestored: (answer: DashboardAnswer) => void
  readonly onClose: () => void
}

export function VersionsPanel({ saved, onRestored, onClose }: VersionsPanelProps) {
  const { uid } = saved
  const { zone } = useTimeRange()
  const [compared, setCompared] = useState<number>()
  const [restoring, setRestoring] = useState<DashboardVersion>()
  const { data, error, refetch } = useQuery({
    queryKey: ['dashboard-versions', uid, saved.version],
    queryFn: ({ signal }) => loadVersions(uid, signal),
  })
  return (
    <SidePanel title={`Versions of ${saved.dashboard.title}`} onClose={onClose}>
      {data === undefined ? (
        error === null ? (
          <Skeleton height={200} label="Loading versions" />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )
      ) : data.versions.length === 0 ? (
        <EmptyState title="It was never saved here">
          It comes from a file as it is. The first time that you save it makes version 1.
        </EmptyState>
      ) : (
        <ol className="versions">
          {data.versions.map(each => (
            <li key={each.version}>
              <div className="versions-head">
                <strong>Version {each.version}</strong>
                <span className="quiet" title={formatExact(each.timeMs, zone)}>
                  {formatAge(Date.now() - each.timeMs)}
                  {each.author === '' ? '' : `, ${each.author}`}
                </span>
              </div>
              {each.deleted ? <p>Deleted</p> : each.message === '' ? null : <p>{each.message}</p>}
              {each.version === saved.version ? (
                <span className="quiet">This is what stands.</span>
              ) : each.deleted ? null : (
                <div className="versions-buttons">
                  <Button
                    aria-expanded={compared === each.version}
                    onPress={() => setCompared(compared === each.version ? undefined : each.version)}
                  >
                    What changed since
                  </Button>
                  <Button onPress={() => setRestoring(each)}>Bring back</Button>
                </div>
              )}
              {compared === each.version ? <Since saved={saved} version={each.version} /> : null}
            </li>
          ))}
        </ol>
      )}
      {restoring === undefined ? null : (
        <ConfirmDialog
          title={`Bring back version ${restoring.version}?`}
          verb="Bring back"
          onConfirm={async () => onRestored(await restoreVersion(uid, restoring.version, saved.version))}
          onClose={() => setRestoring(undefined)}
        >
          It is saved as a new version; those between stay in the list.
        </ConfirmDialog>
      )}
    </SidePanel>
  )
}

function Since({ saved, version }: { readonly saved: DashboardAnswer; readonly version: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['dashboard-version', saved.uid, version],
    queryFn: ({ signal }) => loadVersion(saved.uid, version, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (data === undefined)
    return error === null ? (
      <Skeleton height={80} label={`Loading version ${version}`} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  return (
    <ChangeList
      label={`What changed since version ${version}`}
      changes={changesBetween(data.dashboard, saved.dashboard)}
    />
  )
}
