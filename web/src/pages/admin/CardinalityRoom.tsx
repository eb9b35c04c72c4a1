/** What costs most: series by metric, by label and by target; and what of it has changed since another day. */
import { useQuery } from '@tanstack/react-query'
import type { CardinalityChanges, TsdbStatus } from '@vedette/api'
import { type ReactNode, useState } from 'react'
import { ask } from '../../api/client.ts'
import { askInstant, numberOf } from '../../api/prometheus.ts'
import { formatValue } from '../../chart/units.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { type Path, paths } from '../../paths.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import './CardinalityRoom.css'
import { type Change, type Cost as Counted, changeText, costsWithChanges } from './cardinality-rows.ts'

const MOST = 100
const TARGETS = 'topk(100, sum by (job, instance) (scrape_samples_post_metric_relabeling))'

const DAY_MS = 86_400_000
/** Of each list: enough to know of nearly all that they have not changed. */
const MOST_CHANGES = 1000
const DAYS = [
  ['1', 'yesterday'],
  ['2', 'two days ago'],
  ['7', 'a week ago'],
] as const
type Days = (typeof DAYS)[number][0]

interface Cost extends Counted {
  readonly path: Path
  /** Of all there is; absent where shares don't add up. */
  readonly share?: number
}

export function CardinalityRoom() {
  const costs = useQuery({
    queryKey: ['tsdb'],
    queryFn: async ({ signal }) => {
      const [tsdb, targets] = await Promise.all([
        ask<TsdbStatus>(`status/tsdb?limit=${MOST}`, { signal }),
        askInstant(TARGETS, Date.now(), signal),
      ])
      return { tsdb: tsdb.data, targets: targets.data.resultType === 'vector' ? targets.data.result : [] }
    },
  })
  const { data, error, refetch } = costs
  const [days, setDays] = useState<Days>('1')
  const changes = useChanges(days)
  if (data === undefined)
    return error === null ? (
      <Skeleton height={400} />
    ) : (
      <ErrorState
        error={error}
        onRetry={() => {
          void refetch()
          if (changes.error !== null) void changes.refetch()
        }}
      />
    )
  const { tsdb, targets } = data
  const { numSeries, numLabelPairs } = tsdb.headStats
  const of = (count: number): number => count / Math.max(1, numSeries)
  const changed = changes.data?.comparable === true ? changes.data : undefined
  const since = `Since ${DAYS.find(([each]) => each === days)![1]}`
  return (
    <>
      <StaleStrip queries={[costs, changes]} />
      <p className="admin-note">
        <strong>{numSeries.toLocaleString('en')}</strong> series in memory, with{' '}
        <strong>{numLabelPairs.toLocaleString('en')}</strong> different labels and values. Each list shows the{' '}
        {MOST} that cost most
        {changed !== undefined ? ', and behind them those that have changed most' : ''}.
      </p>
      <div className="cardinality-since">
        <Select label="Compared with" value={days} choices={DAYS} onChange={setDays} isLabelShown />
        <span className="quiet" role="status">
          {sinceWords(changes.data, changes.error)}
        </span>
        {changes.isLoadingError ? (
          <Button kind="plain" onPress={() => void changes.refetch()}>
            Try again
          </Button>
        ) : null}
      </div>
      <div className="cardinality">
        <Costs
          title="Series by metric"
          since={since}
          rows={costsWithChanges(tsdb.seriesCountByMetricName, changed?.metrics, MOST_CHANGES).map(each => ({
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
          since={since}
          rows={costsWithChanges(tsdb.labelValueCountByLabelName, changed?.labels, MOST_CHANGES).map(
            each => ({
              ...each,
              path: paths.explore(
                `topk(20, count by (${labelText(each.name)}) ({${labelText(each.name)}!=""}))`,
              ),
            }),
          )}
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

function useChanges(days: Days) {
  return useQuery({
    queryKey: ['cardinality changes', days],
    queryFn: async ({ signal }) => {
      const since = (Date.now() - Number(days) * DAY_MS) / 1000
      const { data } = await ask<CardinalityChanges>(
        `cardinality/changes?since=${since}&limit=${MOST_CHANGES}`,
        { signal },
      )
      return data
    },
    staleTime: 60_000,
  })
}

function sinceWords(changes: CardinalityChanges | undefined, error: Error | null): string {
  if (changes === undefined)
    return error === null ? 'counting' : `What has changed is not known: ${error.message}`
  if (!changes.comparable) return `Nothing is known of ${changes.since} to compare with`
  return `what had samples on ${changes.today} beside what had any on ${changes.since}, days in UTC`
}

function Costs({
  title,
  rows,
  unit,
  since = '',
  children,
}: {
  readonly title: string
  /** Over the column of changes. */
  readonly since?: string
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
        columns={[
          ...columnsIn(unit),
          ...(rows.some(({ change }) => change !== undefined) ? [changeColumn(since)] : []),
          ...(rows.some(({ share }) => share !== undefined) ? [SHARE] : []),
        ]}
        maxHeight="312px"
        whenEmpty={<EmptyState title="Nothing is stored yet">{children}</EmptyState>}
      />
    </section>
  )
}

function columnsIn(unit: string | undefined): Column<Cost>[] {
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
      width: 72,
    },
  ]
}

/** Sorted by what is left of coming and going. */
function changeColumn(title: string): Column<Cost> {
  return {
    id: 'change',
    title,
    text: ({ change }) => (change === undefined ? '' : changeText(change)),
    sort: ({ change }) => (change === undefined ? undefined : difference(change)),
    number: true,
    width: 140,
  }
}

function difference({ added, gone }: Change): number {
  return added - gone
}

const SHARE: Column<Cost> = {
  id: 'share',
  title: 'Of all',
  text: ({ share }) => formatValue(share, 'percentunit', { digits: 2 }),
  sort: ({ share }) => share,
  number: true,
  width: 68,
}

function labelText(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name)
}

/** The pair comes as `job=shop`; a name has no `=` in it that people chose. */
function matcherOf(pair: string): string {
  const at = pair.indexOf('=')
  return `${labelText(pair.slice(0, at))}=${JSON.stringify(pair.slice(at + 1))}`
}
