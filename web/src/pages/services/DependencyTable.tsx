/** Who calls this service, and whom it calls. */
import { useMemo } from 'react'
import { useInstant } from '../../api/queries.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { errorColumn, latencyColumn, rateColumn } from '../../services/request-columns.tsx'
import type { RequestMetrics } from '../../services/request-metrics.ts'
import { ownersIn } from '../../services/saturation.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { type Dependency, dependenciesIn, dependencyQuery } from './dependencies.ts'

export interface DependencyTableProps {
  readonly service: string
  /** Selects its processes. */
  readonly own: string | undefined
  readonly metrics: RequestMetrics
}

export function DependencyTable({ service, own, metrics }: DependencyTableProps) {
  const answer = useInstant(dependencyQuery(service, own))
  const { data, error } = answer
  const rows = useMemo(
    () =>
      data?.data.resultType === 'vector' ? dependenciesIn(data.data.result, ownersIn(metrics)) : undefined,
    [data, metrics],
  )
  return (
    <section aria-labelledby="dependencies">
      <header>
        <h2 id="dependencies">Dependencies</h2>
        <span className="quiet">as callers measure them</span>
      </header>
      {rows === undefined ? (
        error === null ? (
          <Skeleton height={120} label="Loading dependencies" />
        ) : (
          <ErrorState error={error} onRetry={() => void answer.refetch()} />
        )
      ) : rows.length === 0 ? (
        <div className="panel">
          <EmptyState title="No caller is known">
            Callers are seen where they count <code>upstream_service_latency_seconds</code> with a label{' '}
            <code>service</code>.
          </EmptyState>
        </div>
      ) : (
        <Table
          label="Dependencies"
          rows={rows}
          rowKey={each => `${each.direction} ${each.service}`}
          columns={COLUMNS}
          groupOf={({ direction }) => direction}
          maxHeight="336px"
        />
      )}
    </section>
  )
}

const COLUMNS: readonly Column<Dependency>[] = [
  {
    id: 'service',
    title: 'Service',
    text: ({ service }) => service,
    cell: ({ service }) => <PathLink path={paths.service(service)}>{service}</PathLink>,
    sort: ({ service }) => service,
  },
  rateColumn(104),
  errorColumn(72),
  latencyColumn(80),
]
