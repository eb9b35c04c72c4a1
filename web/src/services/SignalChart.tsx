/** A graph of one signal in its panel: of a size that never changes, with the way to its query. */
import type { UseQueryResult } from '@tanstack/react-query'
import { type CSSProperties, type ReactNode, useMemo } from 'react'
import type { MatrixSeries } from '../api/prometheus.ts'
import type { RangeAnswer } from '../api/queries.ts'
import { chartData } from '../chart/chart-data.ts'
import type { ChartAxis, ChartMark, ChartSeries, Stacking } from '../chart/chart-types.ts'
import { useSharedCrosshair } from '../chart/crosshair-choice.ts'
import { TimeSeriesChart } from '../chart/TimeSeriesChart.tsx'
import { PathLink } from '../frame/PathLink.tsx'
import { paths } from '../paths.ts'
import { DEFAULT_RANGE, isRelative } from '../time/range.ts'
import { useTimeRange } from '../time/useTimeRange.ts'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { MOST_IN_GRAPH } from './request-metrics.ts'
import './SignalChart.css'

export interface SignalChartProps {
  readonly title: string
  readonly unit: string
  readonly answer: UseQueryResult<RangeAnswer>
  /** Those of the answer that this graph is of. */
  readonly rows: readonly MatrixSeries[]
  /** As Grafana's legendFormat. */
  readonly legend?: string
  /** Other looks for some series. */
  readonly look?: (series: ChartSeries) => ChartSeries
  readonly stacking?: Stacking
  /** An axis that ends no lower, so that next to nothing doesn’t look like a mountain. */
  readonly axisTo?: number
  /** So many series have room in the legend; the others can be scrolled to. */
  readonly legendRows?: number
  /** What opens in Explore. */
  readonly query: string
  readonly marks?: readonly ChartMark[]
  readonly empty?: ReactNode
  /** How many services there are; of very many only the largest were asked for. */
  readonly of?: number
}

const NO_MARKS: readonly ChartMark[] = []

export function SignalChart(props: SignalChartProps) {
  const { title, unit, answer, rows, legend, look, stacking = 'none', query, marks = NO_MARKS } = props
  const { axisTo = 0, legendRows = 4 } = props
  const { zone, range, setRange } = useTimeRange()
  const crosshair = useSharedCrosshair('services')
  const { data } = answer
  const { columns, series, more } = useMemo(() => {
    const grid =
      data === undefined ? undefined : { fromMs: data.fromMs, toMs: data.toMs, stepMs: data.stepMs }
    const made = chartData([{ rows, grid, legend, look: { unit } }])
    return look === undefined ? made : { ...made, series: made.series.map(look) }
  }, [rows, data, legend, look, unit])
  // An answer that has room for more has all that there are.
  const beyond = rows.length < MOST_IN_GRAPH ? 0 : Math.max(0, (props.of ?? 0) - MOST_IN_GRAPH)
  const axis = useMemo((): ChartAxis => {
    const isLess = columns.values.every(column => column.every(value => (value ?? 0) <= axisTo))
    return { unit, min: 0, ...(isLess && axisTo > 0 ? { max: axisTo } : {}) }
  }, [unit, axisTo, columns])
  return (
    <section
      className="panel signal-chart"
      style={{ '--legend': `${LEGEND_ROW * (legendRows + 1)}px` } as CSSProperties}
      aria-label={title}
    >
      <header>
        <h2>{title}</h2>
        {query === '' ? null : (
          <PathLink path={paths.explore(query)} title={query}>
            Explore
          </PathLink>
        )}
      </header>
      <div className="signal-chart-body">
        {data !== undefined ? (
          <TimeSeriesChart
            name={title}
            columns={columns}
            series={series}
            fromMs={data.fromMs}
            toMs={data.toMs}
            height="fill"
            left={axis}
            style={series.length === 1 || stacking !== 'none' ? 'area' : 'line'}
            stacking={stacking}
            zone={zone}
            crosshair={crosshair}
            legendColumns={LEGEND}
            more={more + beyond}
            marks={marks}
            notes={data.warnings}
            empty={props.empty}
            dimmed={answer.isPlaceholderData || answer.isError}
            onZoom={(fromMs, toMs) =>
              setRange({ from: String(Math.round(fromMs)), to: String(Math.round(toMs)) })
            }
            onZoomReset={() => {
              if (!isRelative(range)) setRange(DEFAULT_RANGE)
            }}
          />
        ) : answer.error === null ? (
          <Skeleton height={PLOT_HEIGHT} label={`Loading ${title}`} />
        ) : (
          <ErrorState error={answer.error} asked={query} onRetry={() => void answer.refetch()} />
        )}
      </div>
    </section>
  )
}

const LEGEND = ['last', 'max'] as const
const LEGEND_ROW = 22
const PLOT_HEIGHT = 160
