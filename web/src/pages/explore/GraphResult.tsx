/** All shown queries as one graph. Dragging over it sets the page's time range, and going back undoes it. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { ask } from '../../api/client.ts'
import { type ChartQuery, chartData, MOST_SERIES } from '../../chart/chart-data.ts'
import type { ChartExemplar, ChartSeries } from '../../chart/chart-types.ts'
import { type ExemplarSeries, exemplarsOf } from '../../chart/exemplars-of.ts'
import { TimeSeriesChart } from '../../chart/TimeSeriesChart.tsx'
import { formatExact as exactValue } from '../../chart/units.ts'
import { unitOfQuery } from '../../promql/query-unit.ts'
import { formatExact as exactTime } from '../../time/format.ts'
import { DEFAULT_RANGE, isRelative, type TimeRange } from '../../time/range.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { axesFor } from './axes-for.ts'
import { plotHeight } from './plot-height.ts'
import type { RangeAsked } from './useAnswers.ts'
import type { Explore } from './useExplore.ts'
import './GraphResult.css'

/** Beyond it a browser needs many seconds for each drawing, and nobody could tell lines apart. The table has all. */
const MOST_DRAWN = 1_000

export function GraphResult({
  asked,
  explore,
}: {
  readonly asked: readonly RangeAsked[]
  readonly explore: Explore
}) {
  const time = useTimeRange()
  const [all, setAll] = useState(false)
  const [chosen, setChosen] = useState<ChartExemplar>()
  const answered = asked.filter(({ answer }) => answer !== undefined)
  const answers = answered.map(({ answer }) => answer)
  const stale = answered.some(each => each.stale)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers themselves say when something changed
  const { data, fromMs, toMs, axes, histograms } = useMemo(() => {
    const units = answered.map(({ row }) => unitOfQuery(row.ran))
    const axes = axesFor(units)
    const queries = answered.map(
      ({ row, letter, answer }, i): ChartQuery => ({
        rows: answer!.data.result,
        grid: answer!,
        query: answered.length > 1 ? `${letter}: ${row.ran}` : row.ran,
        look: { unit: units[i] },
      }),
    )
    const data = chartData(queries, all ? MOST_DRAWN : MOST_SERIES)
    return {
      data: answered.length > 1 ? { ...data, series: data.series.map(asOneOf(answered, axes.sides)) } : data,
      fromMs: Math.min(...answered.map(({ answer }) => answer!.fromMs)),
      toMs: Math.max(...answered.map(({ answer }) => answer!.toMs)),
      axes,
      histograms: answered.some(({ answer }) =>
        answer!.data.result.some(each => each.histograms !== undefined),
      ),
    }
  }, [...answers, all])
  const found = data.series.length + data.more
  const exemplars = useExemplars(asked, explore.state.exemplars)
  const beforeZoom = useRef<TimeRange>(undefined)
  const zoom = (from: number, to: number): void => {
    if (isRelative(time.range)) beforeZoom.current = time.range
    time.setRange({ from: String(Math.round(from)), to: String(Math.round(to)) })
  }
  return (
    <div className="graph-result panel">
      <TimeSeriesChart
        name={`Graph of ${answered.map(({ row }) => row.ran).join(', ')}`}
        columns={data.columns}
        series={data.series}
        fromMs={fromMs}
        toMs={toMs}
        height={plotHeight()}
        left={axes.left}
        right={axes.right}
        zone={time.zone === 'utc' ? 'UTC' : 'local'}
        exemplars={exemplars.data?.dots}
        more={data.more}
        dimmed={stale}
        notes={
          histograms
            ? ['Native histograms have no single value to draw: see the heatmap, or ask for a quantile']
            : []
        }
        onZoom={zoom}
        onZoomReset={() => time.setRange(beforeZoom.current ?? DEFAULT_RANGE)}
        onExemplar={setChosen}
      />
      <div className="graph-result-foot">
        {data.more > 0 || all ? (
          <Button onPress={() => setAll(!all)}>
            {all
              ? `Show the ${MOST_SERIES} greatest`
              : found > MOST_DRAWN
                ? `Show the ${MOST_DRAWN.toLocaleString('en')} greatest`
                : `Show all ${found.toLocaleString('en')} series`}
          </Button>
        ) : null}
        <Switch label="Exemplars" isOn={explore.state.exemplars} onChange={explore.setExemplars} />
        {explore.state.exemplars ? (
          <span className="quiet">
            {exemplars.error !== null
              ? exemplars.error.message
              : exemplars.data === undefined
                ? ''
                : exemplarWords(exemplars.data)}
          </span>
        ) : null}
        {explore.state.exemplars && exemplars.error !== null ? (
          <Button kind="plain" onPress={() => void exemplars.refetch()}>
            Try again
          </Button>
        ) : null}
      </div>
      {chosen === undefined ? null : (
        <section className="graph-result-exemplar panel" aria-label="Exemplar">
          <div>
            <strong>{exactValue(chosen.value, axes.left.unit)}</strong> at {exactTime(chosen.atMs, time.zone)}
            {chosen.traceId === undefined ? null : (
              <>
                , trace <code>{chosen.traceId}</code>
                <CopyButton text={chosen.traceId} label="Copy the trace’s id" isIcon />
              </>
            )}
          </div>
          <code className="quiet">
            {Object.entries(chosen.labels ?? {})
              .map(([name, value]) => `${name}="${value}"`)
              .join(', ')}
          </code>
          <Button kind="plain" onPress={() => setChosen(undefined)}>
            Close
          </Button>
        </section>
      )}
    </div>
  )
}

function exemplarWords({ dots, warnings }: ShownExemplars): string {
  if (dots.length === 0) return 'None came with these series in this range.'
  const words = `${dots.length} shown. A click on one shows its trace.`
  return warnings.length === 0 ? words : `${words} Note: ${warnings.join('; ')}.`
}

/** With several queries each series says which one it is of, and goes by the axis of its unit. */
function asOneOf(answered: readonly RangeAsked[], sides: readonly ('left' | 'right')[]) {
  return (series: ChartSeries): ChartSeries => {
    const at = Number(series.key.split(' ')[0])
    const letter = answered[at]?.letter ?? ''
    return {
      ...series,
      axis: sides[at],
      name: series.name.startsWith(`${letter}: `) ? series.name : `${letter}: ${series.name}`,
    }
  }
}

interface ShownExemplars {
  readonly dots: readonly ChartExemplar[]
  readonly warnings: readonly string[]
}

function useExemplars(asked: readonly RangeAsked[], wanted: boolean) {
  const { resolve, key } = useTimeRange()
  const queries = asked
    .filter(({ row, error }) => row.shown && row.ran !== '' && error === undefined)
    .map(({ row, answer }) => answer?.sent ?? row.ran)
  return useQuery({
    queryKey: ['explore-exemplars', queries, ...key],
    enabled: wanted && queries.length > 0,
    queryFn: async ({ signal }): Promise<ShownExemplars> => {
      const { fromMs, toMs } = resolve()
      const answers = await Promise.all(
        queries.map(query =>
          ask<readonly ExemplarSeries[]>('query_exemplars', {
            form: { query, start: String(fromMs / 1000), end: String(toMs / 1000) },
            signal,
          }),
        ),
      )
      return {
        dots: exemplarsOf(answers.flatMap(({ data }) => data)),
        warnings: [...new Set(answers.flatMap(({ warnings }) => warnings))],
      }
    },
  })
}
