/** What costs most: series by metric, by label and by target. */
import { useQuery } from '@tanstack/react-query'
import type { CountByName, TsdbStatus } from '@vedette/api'
import type { ReactNode } from 'react'
import { ask } from '../../api/client.ts'
import { askInstant, numberOf } from '../../api/prometheus.ts'
import { formatValue } from '../../chart/units.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { type Path, paths } from '../../paths.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import './CardinalityRoom.css'

const MOST = 100
const TARGETS = 'topk(100, sum by (job, instance) (scrape_samples_post_metric_relabeling))'

interface Cost extends CountByName {
  readonly path: Path
  /** Of all there is; absent where shares don't add up. */
  readonly share?: number
}

export function CardinalityRoom() {
  const { data, error, refetch } = useQuery({
    queryKey: ['tsdb'],
    queryFn: async ({ signal }) => {
      const [tsdb, targets] = await Promise.all([
        ask<TsdbStatus>(`status/tsdb?limit=${MOST}`, { signal }),
        askInstant(TARGETS, Date.now(), signal),
      ])
      return { tsdb: tsdb.data, targets: targets.data.resultType === 'vector' ? targets.data.result : [] }
    },
  })
  if (data === undefined)
    return error === null ? (
      <Skeleton height={400} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  const { tsdb, targets } = data
  const { numSeries, numLabelPairs } = tsdb.headStats
  const of = (count: number): number => count / Math.max(1, numSeries)
  return (
    <>
      <p className="admin-note">
        <strong>{numSeries.toLocaleString('en')}</strong> series in memory, with{' '}
        <strong>{numLabelPairs.toLocaleString('en')}</strong> different labels and values. Each list shows the{' '}
        {MOST} that cost most.
      </p>
      <div className="cardinality">
        <Costs
          title="Series by metric"
          rows={tsdb.seriesCountByMetricName.map(each => ({
            ...each,
            path: paths.explore(`count by (job) ({__name__=${JSON.stringify(each.name)}})`),
            share: of(each.value),
          }))}
        />
        <Costs
          title="Samples in a scrape, by target"
          rows={targets.map(({ metric: { job = '', instance = '' }, value }) => ({
            name: `${job} ${instance}`,
            value: value === undefined ? 0 : numberOf(value[1]),
            path: paths.explore(
              `topk(20, count by (__name__) ({job=${JSON.stringify(job)}, instance=${JSON.stringify(instance)}}))`,
            ),
          }))}
        >
          Nothing was scraped in the last minutes.
        </Costs>
        <Costs
          title="Different values by label"
          rows={tsdb.labelValueCountByLabelName.map(each => ({
            ...each,
            path: paths.explore(
              `topk(20, count by (${labelText(each.name)}) ({${labelText(each.name)}!=""}))`,
            ),
          }))}
        />
        <Costs
          title="Series by label and value"
          rows={tsdb.seriesCountByLabelValuePair.map(each => ({
            ...each,
            path: paths.explore(`topk(20, count by (__name__) ({${matcherOf(each.name)}}))`),
            share: of(each.value),
          }))}
        />
        <Costs
          title="Memory by label"
          unit="bytes"
          rows={tsdb.memoryInBytesByLabelName.map(each => ({
            ...each,
            path: paths.explore(
              `topk(20, count by (${labelText(each.name)}) ({${labelText(each.name)}!=""}))`,
            ),
          }))}
        />
      </div>
    </>
  )
}

function Costs({
  title,
  rows,
  unit,
  children,
}: {
  readonly title: string
  readonly rows: readonly Cost[]
  readonly unit?: string
  readonly children?: ReactNode
}) {
  return (
    <section className="admin-section">
      <h2>{title}</h2>
      <Table
        label={title}
        rows={rows}
        rowKey={({ name }) => name}
        columns={columnsIn(
          unit,
          rows.some(({ share }) => share !== undefined),
        )}
        maxHeight="312px"
        whenEmpty={<EmptyState title="Nothing is stored yet">{children}</EmptyState>}
      />
    </section>
  )
}

function columnsIn(unit: string | undefined, hasShares: boolean): Column<Cost>[] {
  const shown = (value: number): string =>
    unit === undefined ? value.toLocaleString('en') : formatValue(value, unit)
  return [
    {
      id: 'name',
      title: 'Name',
      text: ({ name }) => name,
      cell: ({ name, path }) => <PathLink path={path}>{name}</PathLink>,
      sort: ({ name }) => name,
    },
    {
      id: 'value',
      title: unit === undefined ? 'Count' : 'Size',
      text: ({ value }) => shown(value),
      sort: ({ value }) => value,
      number: true,
      width: 104,
    },
    ...(hasShares
      ? [
          {
            id: 'share',
            title: 'Of all',
            text: ({ share }: Cost) => formatValue(share, 'percentunit', { digits: 2 }),
            sort: ({ share }: Cost) => share,
            number: true,
            width: 88,
          },
        ]
      : []),
  ]
}

function labelText(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)
}

/** The pair comes as `job=shop`; a name has no `=` in it that people chose. */
function matcherOf(pair: string): string {
  const at = pair.indexOf('=')
  return `${labelText(pair.slice(0, at))}=${JSON.stringify(pair.slice(at + 1))}`
}
