/** The operations of a service, by the route that they are counted by. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ask } from '../../api/client.ts'
import { type InstantData, numberOf } from '../../api/prometheus.ts'
import { useInstant } from '../../api/queries.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { errorColumn, latencyColumn, type Requests, rateColumn } from '../../services/request-columns.tsx'
import {
  type Convention,
  type OperationLabels,
  operationLabels,
  operationQueries,
  selectorOf,
  together,
} from '../../services/request-metrics.ts'
import { bySignal, NOW } from '../../services/useServices.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'

interface Operation extends Requests {
  readonly name: string
  readonly query: string
}

export interface OperationTableProps {
  readonly service: string
  readonly conventions: readonly Convention[]
}

export function OperationTable({ service, conventions }: OperationTableProps) {
  const labels = useOperationLabels(service, conventions)
  const asked = { ...NOW, service }
  const answer = useInstant(
    labels.data == null ? '' : together({ ...operationQueries(conventions, labels.data, asked) }),
  )
  const operations = useMemo(
    () =>
      answer.data === undefined || labels.data == null
        ? undefined
        : operationsIn(answer.data.data, labels.data, conventions[0]!, service),
    [answer.data, labels.data, conventions, service],
  )
  const error = labels.error ?? (answer.data === undefined ? answer.error : null)
  return (
    <section aria-labelledby="operations">
      <header>
        <h2 id="operations">Operations</h2>
        <span className="quiet">in the last 3 minutes</span>
      </header>
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void (labels.error === null ? answer : labels).refetch()} />
      ) : labels.data === null || conventions.length === 0 || operations?.length === 0 ? (
        <div className="panel">
          <EmptyState title="No operations are told apart">
            Requests have no label route, http_route, endpoint, handler or path here, or there were none.
          </EmptyState>
        </div>
      ) : operations === undefined ? (
        <Skeleton height={280} label="Loading operations" />
      ) : (
        <Table
          label="Operations"
          rows={operations}
          rowKey={({ name }) => name}
          columns={COLUMNS}
          defaultSort={{ column: 'rate', descending: true }}
          maxHeight="336px"
          isMain
        />
      )}
    </section>
  )
}

const COLUMNS: readonly Column<Operation>[] = [
  {
    id: 'operation',
    title: 'Operation',
    text: ({ name }) => name,
    cell: ({ name, query }) => <PathLink path={paths.explore(query)}>{name}</PathLink>,
    sort: ({ name }) => name,
  },
  rateColumn(120),
  errorColumn(72),
  latencyColumn(80),
]

/** `null` where no label tells operations apart. */
function useOperationLabels(service: string, conventions: readonly Convention[]) {
  const { resolve, key } = useTimeRange()
  const selectors = conventions.map(each => each.requests + selectorOf(each, service))
  return useQuery({
    queryKey: ['operation labels', selectors, ...key],
    queryFn: async ({ signal }): Promise<OperationLabels | null> => {
      const { fromMs, toMs } = resolve()
      const query = new URLSearchParams([
        ...selectors.map(each => ['match[]', each]),
        ['start', String(fromMs / 1000)],
        ['end', String(toMs / 1000)],
      ])
      return operationLabels((await ask<string[]>(`labels?${query}`, { signal })).data) ?? null
    },
    enabled: selectors.length > 0,
    staleTime: 60_000,
  })
}

function operationsIn(
  data: InstantData,
  { route, method }: OperationLabels,
  convention: Convention,
  service: string,
): Operation[] {
  if (data.resultType !== 'vector') return []
  const found = new Map<string, { readonly query: string; readonly numbers: Record<string, number> }>()
  for (const [signal, samples] of bySignal(data.result)) {
    for (const { metric, value } of samples) {
      const path = metric[route] ?? ''
      const verb = method === undefined ? '' : (metric[method] ?? '')
      const name = `${verb} ${path === '' ? '(no route)' : path}`.trim()
      const matchers = [
        `${route}=${JSON.stringify(path)}`,
        ...(method === undefined ? [] : [`${method}=${JSON.stringify(verb)}`]),
      ]
      const query = `sum(rate(${convention.requests}${selectorOf(convention, service, matchers)}[5m]))`
      const values = found.get(name) ?? { query, numbers: {} }
      const number = value === undefined ? Number.NaN : numberOf(value[1])
      if (Number.isFinite(number)) values.numbers[signal] = number
      found.set(name, values)
    }
  }
  return [...found].map(([name, { query, numbers }]) => ({
    name,
    query,
    requestsPerSecond: numbers.rate,
    errorShare: numbers.errors,
    p95Seconds: numbers.p95,
  }))
}
