/** How everything is, on one page: what is broken, who suffers, how much, and where to go on. */
import { useMemo } from 'react'
import { useRange } from '../../api/queries.ts'
import { formatValue } from '../../chart/units.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { paths } from '../../paths.ts'
import { CRITICAL_ERROR_SHARE, fleetSignals, WARNING_ERROR_SHARE } from '../../services/golden-signals.ts'
import { errorQuery, largest, latencyQuery, rateQuery, together } from '../../services/request-metrics.ts'
import { SaturationCharts } from '../../services/SaturationCharts.tsx'
import { ServiceTable } from '../../services/ServiceTable.tsx'
import { ServiceTiles } from '../../services/ServiceTiles.tsx'
import { SignalChart } from '../../services/SignalChart.tsx'
import { SignalGrid } from '../../services/SignalGrid.tsx'
import { saturationQueries } from '../../services/saturation.ts'
import { bySignal, useServices, useTargets } from '../../services/useServices.ts'
import { endsNow } from '../../time/range.ts'
import { useLive } from '../../time/useLive.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { FaultStrip } from './FaultStrip.tsx'
import { Figure } from './Figure.tsx'
import './HomePage.css'
import { useFaults } from '../../faults/useFaults.ts'
import { NothingYet } from './NothingYet.tsx'
import { TargetsDown, TargetsFigure } from './TargetsDown.tsx'
import { useHealth, VedetteFigure } from './VedetteFigure.tsx'

/** So many services with their figures, the worst first; of the others the state. */
const SHOWN = 12
const CHART_WIDTH = 400

export function HomePage() {
  useLive()
  const { range } = useTimeRange()
  const services = useServices()
  const targets = useTargets()
  const faults = useFaults()
  const { marks } = faults
  const health = useHealth()
  const { data, metrics } = services
  const running = useMemo(() => faults.data?.filter(each => each.untilMs === undefined) ?? [], [faults.data])
  const conventions = metrics?.conventions ?? []
  const count = metrics?.services.size ?? 0
  const ask = (window: string) => ({
    rate: largest(asked => rateQuery(conventions, asked), { window }, count),
    errors: largest(asked => errorQuery(conventions, asked), { window }, count),
    p95: largest(asked => latencyQuery(conventions, 0.95, asked), { window }, count),
  })
  const signals = useRange(together(ask('$rate')), { width: CHART_WIDTH })
  const serving = useMemo(() => [...(metrics?.services.values() ?? [])].flat().length, [metrics])
  const processes = Math.max(serving, targets.data?.activeTargets.length ?? 0)
  const fullness = saturationQueries('', processes)
  const saturation = useRange(together({ ...fullness }), {
    width: CHART_WIDTH,
    // How many there are decides how it is asked.
    enabled: targets.isFetched && metrics !== undefined,
  })
  const parts = useMemo(() => bySignal(signals.data?.data.result ?? []), [signals.data])

  const failed = [...services.queries, faults.query].find(each => each.isLoadingError)
  if (failed?.error != null) {
    const again = () =>
      [...services.queries, faults.query, targets, health].forEach(each => void each.refetch())
    return <ErrorState error={failed.error as Error} onRetry={again} />
  }
  if (data === undefined || faults.query.isPending) return <HomeSkeleton />
  if (data.length === 0) return <NothingYet targets={targets.data?.activeTargets ?? []} />

  const fleet = fleetSignals(data)
  const names = new Set(data.map(({ service }) => service))
  const all = [...services.queries, faults.query, targets, signals, saturation]
  const explore = ask('5m')
  const isDown = targets.data?.activeTargets.some(({ health }) => health === 'down') === true
  return (
    <div className="home">
      <StaleStrip queries={all} />
      <FaultStrip faults={running} services={names} nowMs={faults.grid?.toMs ?? 0} />
      <div className="home-figures">
        <Figure
          name="Requests"
          value={formatValue(fleet.requestsPerSecond, 'reqps')}
          note={endsNow(range) ? 'in the last 3 minutes' : 'in the range’s last 3 minutes'}
        />
        <Figure
          name="Errors"
          value={formatValue(fleet.errorShare, 'percentunit')}
          note="answered with 5xx"
          state={stateOfShare(fleet.errorShare)}
        />
        <Figure name="Services" value={String(data.length)} note={<StateCounts counts={fleet.counts} />} />
        <TargetsFigure query={targets} />
        <VedetteFigure health={health} />
      </div>
      <div className={isDown ? 'home-middle home-middle-parted' : 'home-middle'}>
        <section className="home-services" aria-labelledby="home-services">
          <header>
            <h2 id="home-services">Services</h2>
            <PathLink path={paths.services()}>
              {data.length > SHOWN ? `All ${data.length} services` : 'Search and sort'}
            </PathLink>
          </header>
          <ServiceTable services={data.slice(0, SHOWN)} isOld={services.isOld} maxHeight="none" />
          {data.length > SHOWN ? (
            <ServiceTiles label="Other services" services={data.slice(SHOWN)} isOld={services.isOld} />
          ) : null}
        </section>
        {isDown ? <TargetsDown query={targets} /> : null}
      </div>
      <SignalGrid>
        <SignalChart
          title="Requests"
          unit="reqps"
          answer={signals}
          rows={parts.get('rate') ?? NONE}
          legend="{{service}}"
          stacking="normal"
          query={explore.rate}
          of={count}
          marks={marks}
          empty="No requests in this time range"
        />
        <SignalChart
          title="Errors"
          unit="percentunit"
          answer={signals}
          rows={parts.get('errors') ?? NONE}
          legend="{{service}}"
          query={explore.errors}
          of={count}
          marks={marks}
          empty="Nobody counts requests by their status"
          axisTo={0.01}
        />
        <SignalChart
          title="Latency, p95"
          unit="s"
          answer={signals}
          rows={parts.get('p95') ?? NONE}
          legend="{{service}}"
          query={explore.p95}
          of={count}
          marks={marks}
          empty="Nobody measures how long requests take"
        />
        <SaturationCharts
          asked={fullness}
          answer={saturation}
          metrics={metrics}
          marks={marks}
          nobody="Nobody tells"
        />
      </SignalGrid>
    </div>
  )
}

const NONE: readonly never[] = []

function stateOfShare(share: number | undefined) {
  if (share === undefined) return undefined
  if (share > CRITICAL_ERROR_SHARE) return 'critical'
  return share > WARNING_ERROR_SHARE ? 'warning' : undefined
}

/** There is room for two; who does well is the rest. */
const MOST_COUNTS = 2
const WORDS = { critical: 'critical', warning: 'warning', unknown: 'silent', good: 'healthy' } as const

function StateCounts({ counts }: { readonly counts: ReturnType<typeof fleetSignals>['counts'] }) {
  const states = (['critical', 'warning', 'unknown', 'good'] as const)
    .filter(state => counts[state] > 0)
    .slice(0, MOST_COUNTS)
  return (
    <span className="home-counts">
      {states.map(state => (
        <StateMark key={state} state={state}>{`${counts[state]} ${WORDS[state]}`}</StateMark>
      ))}
    </span>
  )
}

function HomeSkeleton() {
  return (
    <div className="home">
      <div className="home-figures">
        {['Requests', 'Errors', 'Services', 'Targets', 'Vedette'].map(name => (
          <Skeleton key={name} height={86} label={`Loading ${name}`} />
        ))}
      </div>
      <div className="home-middle">
        <Skeleton height={340} label="Loading services" />
      </div>
      <SignalGrid>
        {['requests', 'errors', 'latency'].map(name => (
          <Skeleton key={name} height={318} label={`Loading ${name}`} />
        ))}
      </SignalGrid>
    </div>
  )
}
