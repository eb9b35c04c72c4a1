/** How Vedette itself is doing: its checks in words, and what it says of itself over time. */
import { useQuery } from '@tanstack/react-query'
import type { HealthReport } from '@vedette/api'
import { askPlain } from '../../api/client.ts'
import { numberOf } from '../../api/prometheus.ts'
import { useRange } from '../../api/queries.ts'
import { alignMatrix } from '../../chart/align.ts'
import { StatPanel } from '../../chart/StatPanel.tsx'
import { PathLink } from '../../frame/PathLink.tsx'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { paths } from '../../paths.ts'
import { useLive } from '../../time/useLive.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { MemoryBudgets } from './MemoryBudgets.tsx'
import './StoreRoom.css'

const REFRESH_MS = 5_000
const WORDS = { good: 'good', warning: 'warning', critical: 'critical' } as const

export function StoreRoom() {
  useLive()
  return (
    <div className="store-room">
      <Health />
      <MemoryBudgets />
      {GROUPS.map(([title, tiles]) => (
        <section key={title} className="admin-section">
          <h2>{title}</h2>
          <div className="store-tiles">
            {tiles.map(tile => (
              <MetricTile key={tile.title} {...tile} />
            ))}
          </div>
        </section>
      ))}
      <Doors />
    </div>
  )
}

function Health() {
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => askPlain<HealthReport>('/health', { signal, alsoAnswers: 503 }),
    refetchInterval: REFRESH_MS,
  })
  const { data, error, refetch } = health
  if (data === undefined)
    return error === null ? (
      <Skeleton height={220} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  return (
    <section className="admin-section">
      <StaleStrip queries={[health]} />
      <h2>Health</h2>
      <dl className="panel store-checks">
        {data.checks.map(({ name, state, sentence }) => (
          <div key={name}>
            <dt>
              <StateMark state={state}>{WORDS[state]}</StateMark>
              <span>{name}</span>
            </dt>
            <dd>{sentence}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface Tile {
  readonly title: string
  /** One series; `$rate` is a window that fits. */
  readonly query: string
  readonly unit: string
}

/** How often Vedette scrapes itself, whatever prometheus.yml says of others. */
const SCRAPE_MS = 15_000
const OWN = '{job="vedette"}'
const rateOf = (metric: string, labels = OWN): string => `sum(rate(${metric}${labels}[$rate]))`

const GROUPS: readonly (readonly [title: string, tiles: readonly Tile[]])[] = [
  [
    'Taken in',
    [
      { title: 'Samples a second', query: rateOf('vedette_processor_samples_total'), unit: 'short' },
      {
        title: 'Samples refused, a second',
        // No sample was refused yet where the metric is missing and others are there.
        query: `${rateOf('vedette_processor_samples_refused_total')} or 0 * sum(vedette_head_series${OWN})`,
        unit: 'short',
      },
      {
        title: 'Until a write is durable, on average',
        query: `${rateOf('vedette_store_commit_seconds_sum')} / ${rateOf('vedette_store_commit_seconds_count')}`,
        unit: 's',
      },
      { title: 'Series in memory', query: `sum(vedette_head_series${OWN})`, unit: 'short' },
    ],
  ],
  [
    'Work',
    [
      { title: 'Processors busy', query: rateOf('process_cpu_seconds_total'), unit: 'percentunit' },
      {
        title: 'Event loop late (p99)',
        query: `max(nodejs_eventloop_lag_p99_seconds${OWN})`,
        unit: 's',
      },
      { title: 'Queries a second', query: rateOf('vedette_query_duration_seconds_count'), unit: 'short' },
      { title: 'Rows written a second', query: rateOf('vedette_store_rows_committed_total'), unit: 'short' },
    ],
  ],
]

function MetricTile({ title, query, unit }: Tile) {
  const { data, error } = useRange(query, { width: 240, scrapeMs: SCRAPE_MS })
  const series = data?.data.result[0]
  const [values = []] = series === undefined || data === undefined ? [] : alignMatrix([series], data).values
  const last = series?.values?.at(-1)
  return (
    <PathLink
      path={paths.explore(query.replaceAll('$rate', '1m'))}
      className="panel store-tile"
      title={error?.message ?? query}
    >
      <StatPanel
        name={title}
        value={last === undefined ? undefined : numberOf(last[1])}
        unit={unit}
        values={values}
        min={0}
        {...(error === null || data !== undefined ? {} : { text: 'not known' })}
      />
    </PathLink>
  )
}

/** Which ways samples come in by, apart: the sum hides that one of them has stopped. */
function Doors() {
  const { data, error, refetch } = useRange(
    `sum by (door) (rate(vedette_processor_samples_total${OWN}[$rate]))`,
    { width: 240, scrapeMs: SCRAPE_MS },
  )
  if (data === undefined)
    return error === null ? (
      <Skeleton height={88} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  if (data.data.result.length === 0)
    return (
      <EmptyState title="Vedette says nothing of itself in this time range">
        With <code>scrape.self: true</code> in vedette.yml, as it comes, it scrapes its own metrics.
      </EmptyState>
    )
  const { values } = alignMatrix(data.data.result, data)
  return (
    <section className="admin-section">
      <h2>Samples a second by door</h2>
      <div className="store-tiles">
        {data.data.result.map(({ metric, values: points }, i) => {
          const last = points?.at(-1)
          return (
            <div key={metric.door} className="panel store-tile">
              <StatPanel
                name={metric.door ?? ''}
                value={last === undefined ? undefined : numberOf(last[1])}
                unit="short"
                values={values[i] ?? []}
                min={0}
              />
            </div>
          )
        })}
      </div>
    </section>
  )
}
