/** What is asked right now, and an end for one of them. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { askPlain } from '../../api/client.ts'
import { formatValue } from '../../chart/units.ts'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'

interface RunningQuery {
  readonly id: string
  readonly project: string
  readonly query: string
  readonly kind: 'instant' | 'range' | 'read'
  readonly state: 'waiting' | 'running'
  readonly startedMs: number
  readonly seconds: number
}

const REFRESH_MS = 1_000
const KINDS = { instant: 'at one time', range: 'over a range', read: 'remote read' }

export function QueriesRoom() {
  const queries = useQueryClient()
  const [killing, setKilling] = useState<RunningQuery>()
  const running = useQuery({
    queryKey: ['running-queries'],
    queryFn: ({ signal }) =>
      askPlain<{ queries: readonly RunningQuery[] }>('/api/v1/admin/queries', { signal }),
    refetchInterval: REFRESH_MS,
    gcTime: 0,
  })
  const { data, error, refetch } = running
  if (data === undefined)
    return error === null ? (
      <Skeleton height={160} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  const kill = async (id: string): Promise<void> => {
    await askPlain(`/api/v1/admin/queries/${encodeURIComponent(id)}`, { method: 'DELETE' })
    await queries.invalidateQueries({ queryKey: ['running-queries'] })
  }
  return (
    <>
      <StaleStrip queries={[running]} />
      <p className="admin-note">
        Of all projects, looked at every second. Queries that took longer than <code>query.slow</code> stand
        in Vedette's log; <code>query.log_file</code> keeps all of them.
      </p>
      <Table
        label="Running queries"
        rows={data.queries}
        rowKey={({ id }) => id}
        columns={columnsWith(setKilling)}
        defaultSort={{ column: 'age', descending: true }}
        isMain
        whenEmpty={
          <EmptyState title="No query runs at the moment">
            Whatever takes longer than a moment shows up here, and can be ended.
          </EmptyState>
        }
      />
      {killing === undefined ? null : (
        <ConfirmDialog
          title="End this query?"
          verb="End it"
          onConfirm={() => kill(killing.id)}
          onClose={() => setKilling(undefined)}
        >
          <p>Who asked it is told that it was killed. Nothing else is lost.</p>
          <CodeBlock label="The query" text={killing.query} />
        </ConfirmDialog>
      )}
    </>
  )
}

function columnsWith(onKill: (query: RunningQuery) => void): Column<RunningQuery>[] {
  return [
    {
      id: 'state',
      title: 'State',
      text: ({ state }) => state,
      cell: ({ state }) => <StateMark state={state === 'running' ? 'good' : 'unknown'}>{state}</StateMark>,
      sort: ({ state }) => state,
      width: 104,
    },
    {
      id: 'query',
      title: 'Query',
      text: ({ query }) => query,
      cell: ({ query }) => <code>{query}</code>,
      sort: ({ query }) => query,
    },
    { id: 'kind', title: 'Asked', text: ({ kind }) => KINDS[kind], sort: ({ kind }) => kind, width: 120 },
    {
      id: 'project',
      title: 'Project',
      text: ({ project }) => project,
      sort: ({ project }) => project,
      width: 120,
    },
    {
      id: 'age',
      title: 'Since',
      text: ({ seconds }) => formatValue(seconds, 's'),
      sort: ({ seconds }) => seconds,
      number: true,
      width: 88,
    },
    {
      id: 'actions',
      title: '',
      text: () => '',
      cell: row => (
        <span className="admin-cell-buttons">
          <CopyButton text={row.query} label="Copy the query" isIcon />
          <Button kind="plain" onPress={() => onKill(row)} aria-label={`End ${row.query}`}>
            End
          </Button>
        </span>
      ),
      width: 104,
    },
  ]
}
