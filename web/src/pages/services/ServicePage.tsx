/** One service: how it does, which of its operations suffer, who depends on whom, and what else is known of it. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ask } from '../../api/client.ts'
import { useInstant, useRange } from '../../api/queries.ts'
import type { ChartSeries } from '../../chart/chart-types.ts'
import { formatValue } from '../../chart/units.ts'
import { useFaults } from '../../faults/useFaults.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { judge, processKey, serviceSignals } from '../../services/golden-signals.ts'
import { startMarks, startsQuery } from '../../services/process-starts.ts'
import {
  conventionsOf,
  errorQuery,
  latencyQuery,
  rateQuery,
  statusQuery,
  together,
} from '../../services/request-metrics.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { Button } from '../../ui/Button.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { DependencyTable } from './DependencyTable.tsx'
import { OperationTable } from './OperationTable.tsx'
import { ServiceMetrics } from './ServiceMetrics.tsx'
import './ServicePage.css'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { SaturationCharts } from '../../services/SaturationCharts.tsx'
import { SignalChart } from '../../services/SignalChart.tsx'
import { SignalGrid } from '../../services/SignalGrid.tsx'
import { matchersOf, saturationQueries } from '../../services/saturation.ts'
import { bySignal, NOW, useRequestMetrics, useTargets } from '../../services/useServices.ts'
import { ServiceTargets } from './ServiceTargets.tsx'

const CHART_WIDTH = 400
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const

export function ServicePage() {
  const { service = '' } = useParams({ strict: false }) as { readonly service?: string }
  const { range } = useTimeRange()
  const known = useRequestMetrics()
  const targets = useTargets()
  const { marks: faults } = useFaults()
  const metrics = known.data
  const conventions = metrics === undefined ? [] : conventionsOf(metrics, service)
  const processes = metrics?.services.get(service) ?? []
  const own = matchersOf(processes)

  const now = { ...NOW, service }
  const head = useInstant(
    together({
      rate: rateQuery(conventions, now),
      errors: errorQuery(conventions, now),
      p95: latencyQuery(conventions, 0.95, now),
    }),
  )
  const asked = (window: string) => ({
    status: statusQuery(conventions, { window, service }),
    rate: rateQuery(conventions, { window, service }),
    errors: errorQuery(conventions, { window, service }),
    p50: latencyQuery(conventions, QUANTILES.p50, { window, service }),
    p95: latencyQuery(conventions, QUANTILES.p95, { window, service }),
    p99: latencyQuery(conventions, QUANTILES.p99, { window, service }),
  })
  const { rate, ...questions } = asked('$rate')
  const hasStatus = questions.status !== ''
  const signals = useRange(together(hasStatus ? questions : { ...questions, rate }), { width: CHART_WIDTH })
  const fullness = own === undefined ? undefined : saturationQueries(own, processes.length)
  const saturation = useRange(fullness === undefined ? '' : together({ ...fullness }), { width: CHART_WIDTH })
  const names = useMetricNames(service, own, metrics !== undefined)
  const starts = useRange(own === undefined ? '' : startsQuery(own), { width: CHART_WIDTH })
  const marks = useMemo(
    () =>
      starts.data === undefined ? faults : [...faults, ...startMarks(starts.data.data.result, starts.data)],
    [faults, starts.data],
  )

  const parts = useMemo(() => bySignal(signals.data?.data.result ?? []), [signals.data])
  const latencies = useMemo(
    () =>
      Object.keys(QUANTILES).flatMap(quantile =>
        (parts.get(quantile) ?? []).slice(0, 1).map(row => ({ ...row, metric: { quantile } })),
      ),
    [parts],
  )
  const ownTargets = useMemo(() => {
    const keys = new Set(processes.map(processKey))
    return targets.data?.activeTargets.filter(({ labels }) => keys.has(processKey(labels)))
  }, [targets.data, processes])

  const failed = known.queries.find(each => each.isLoadingError)
  if (failed?.error != null)
    return <ErrorState error={failed.error as Error} onRetry={() => void failed.refetch()} />
  if (metrics === undefined) return <Skeleton height={400} label={`Loading ${service}`} />
  const isUnknown = !metrics.services.has(service)
  if (isUnknown && names.data?.length === 0 && (head.data?.data.result.length ?? 0) === 0) {
    return (
      <EmptyState title={`Nothing is known of ${service} in this time range`}>
        No metric names it as its service or job. <PathLink path={paths.services()}>All services</PathLink>
      </EmptyState>
    )
  }
  const [own1] =
    head.data?.data.resultType !== 'vector'
      ? []
      : serviceSignals({
          now: head.data.data.result,
          trend: [],
          grid: { fromMs: 0, toMs: 0, stepMs: 1 },
          processes: new Map([[service, processes]]),
          targets: range.to.startsWith('now') ? (ownTargets ?? []) : [],
        }).filter(each => each.service === service)
  const explore = asked('5m')
  const first = hasStatus ? explore.status : explore.rate
  const all = [...known.queries, head, signals, saturation, targets, names]
  return (
    <div className="service-page">
      <StaleStrip queries={all} />
      <ServiceHead service={service} answer={head} signals={own1} processes={processes.length} />
      <SignalGrid>
        <SignalChart
          title={hasStatus ? 'Requests by status' : 'Requests'}
          unit="reqps"
          answer={signals}
          rows={parts.get(hasStatus ? 'status' : 'rate') ?? NONE}
          legend={hasStatus ? '{{class}}' : '{{service}}'}
          look={inStatusColour}
          stacking="normal"
          query={first}
          marks={marks}
          empty={`No requests of ${service} in this time range`}
          legendRows={3}
        />
        <SignalChart
          title="Errors"
          unit="percentunit"
          answer={signals}
          rows={parts.get('errors') ?? NONE}
          legend="answered with 5xx"
          look={inCritical}
          query={explore.errors}
          marks={marks}
          empty="Nobody counts its requests by their status"
          axisTo={0.01}
          legendRows={3}
        />
        <SignalChart
          title="Latency"
          unit="s"
          answer={signals}
          rows={latencies}
          legend="{{quantile}}"
          query={explore.p95}
          marks={marks}
          empty="Nobody measures how long its requests take"
          legendRows={3}
        />
      </SignalGrid>
      <div className="service-tables">
        <OperationTable service={service} conventions={conventions} />
        <DependencyTable service={service} own={own} metrics={metrics} />
      </div>
      {fullness === undefined ? null : (
        <SignalGrid>
          <SaturationCharts
            asked={fullness}
            answer={saturation}
            metrics={metrics}
            marks={marks}
            nobody="Its processes don’t tell"
            legendRows={Math.min(4, processes.length)}
          />
        </SignalGrid>
      )}
      <div className="service-tables">
        <ServiceMetrics names={names} matchers={own ?? `{service=${JSON.stringify(service)}}`} />
        <ServiceTargets targets={ownTargets} error={targets.error} onRetry={() => void targets.refetch()} />
      </div>
    </div>
  )
}

const NONE: readonly never[] = []
const STATUS_COLOURS: Readonly<Record<string, string>> = {
  '2xx': 'var(--good)',
  '3xx': 'var(--unknown)',
  '4xx': 'var(--warning)',
  '5xx': 'var(--critical)',
}

function inStatusColour(series: ChartSeries): ChartSeries {
  const colour = STATUS_COLOURS[series.name]
  return colour === undefined ? series : { ...series, colour }
}

function inCritical(series: ChartSeries): ChartSeries {
  return { ...series, colour: 'var(--critical)' }
}

function ServiceHead({
  service,
  answer,
  signals,
  processes,
}: {
  readonly service: string
  /** What its signals were read from. */
  readonly answer: UseQueryResult
  readonly signals: ReturnType<typeof serviceSignals>[number] | undefined
  readonly processes: number
}) {
  const judged = signals === undefined ? undefined : judge(signals)
  return (
    <header className="service-head">
      <h2 className="cut" title={service}>
        {service}
      </h2>
      {judged === undefined ? null : <StateMark state={judged.state}>{judged.word}</StateMark>}
      {answer.isLoadingError ? (
        <span role="alert">
          How it does is not known: {answer.error.message}{' '}
          <Button kind="plain" onPress={() => void answer.refetch()}>
            Try again
          </Button>
        </span>
      ) : null}
      <dl>
        <div>
          <dt>Requests</dt>
          <dd>{formatValue(signals?.requestsPerSecond, 'reqps')}</dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd>{formatValue(signals?.errorShare, 'percentunit')}</dd>
        </div>
        <div>
          <dt>p95</dt>
          <dd>{formatValue(signals?.p95Seconds, 's')}</dd>
        </div>
        <div>
          <dt>{processes === 1 ? 'Process' : 'Processes'}</dt>
          <dd>{processes}</dd>
        </div>
      </dl>
    </header>
  )
}

function useMetricNames(service: string, own: string | undefined, enabled: boolean) {
  const { resolve, key } = useTimeRange()
  return useQuery({
    queryKey: ['metric names', service, own, ...key],
    queryFn: async ({ signal }) => {
      const { fromMs, toMs } = resolve()
      const match = [`{service=${JSON.stringify(service)}}`, ...(own === undefined ? [] : [own])]
      const form = { 'match[]': match, start: String(fromMs / 1000), end: String(toMs / 1000) }
      const query = new URLSearchParams(
        Object.entries(form).flatMap(([name, value]) => [value].flat().map(each => [name, each])),
      )
      return (await ask<string[]>(`label/__name__/values?${query}`, { signal })).data
    },
    enabled,
    staleTime: 60_000,
  })
}
