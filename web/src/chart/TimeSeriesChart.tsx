/** Lines, areas, bars and stacks over time. React knows its frame; what is drawn and what follows the pointer is the plot's (plot.ts). */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Columns } from './align.ts'
import { ChartDataTable } from './ChartDataTable.tsx'
import { ChartLegend, type LegendColumn, type LegendFigure, type LegendSort } from './ChartLegend.tsx'
import { summaryOf } from './chart-summary.ts'
import type {
  ChartAxis,
  ChartExemplar,
  ChartMark,
  ChartSeries,
  CrosshairShare,
  PlotView,
  SeriesStyle,
  Stacking,
  TooltipLook,
} from './chart-types.ts'
import { createPlot, type Plot, type PlotHandlers } from './plot.ts'
import type { Pointed } from './plot-hover.ts'
import { useSeriesColours } from './series-colours.ts'
import { TableOnRequest } from './TableOnRequest.tsx'
import { resolveColour, useThemeColours } from './theme-colours.ts'
import type { Thresholds } from './thresholds.ts'
import './TimeSeriesChart.css'

export interface TimeSeriesChartProps {
  /** What is shown: the name of the chart for those who don't see it. */
  readonly name: string
  readonly columns: Columns
  readonly series: readonly ChartSeries[]
  readonly fromMs: number
  readonly toMs: number
  /** Of the plot without its legend; 'fill' takes what the parent has. 240 unless told. */
  readonly height?: number | 'fill' | undefined
  readonly style?: SeriesStyle | undefined
  readonly stacking?: Stacking | undefined
  readonly left?: ChartAxis | undefined
  readonly right?: ChartAxis | undefined
  readonly thresholds?: Thresholds | undefined
  readonly marks?: readonly ChartMark[] | undefined
  readonly exemplars?: readonly ChartExemplar[] | undefined
  readonly zone?: string | undefined
  readonly crosshair?: CrosshairShare | undefined
  readonly legend?: 'table' | 'list' | 'none' | undefined
  readonly legendColumns?: readonly (LegendColumn | LegendFigure)[] | undefined
  readonly legendSort?: LegendSort | undefined
  readonly tooltip?: TooltipLook | undefined
  /** Keys of hidden series, where the page keeps them; otherwise the chart does. */
  readonly hidden?: ReadonlySet<string> | undefined
  readonly onHiddenChange?: ((hidden: ReadonlySet<string>) => void) | undefined
  /** How many series there are beyond those given. */
  readonly more?: number | undefined
  /** What the reader has to know: sampled, capped, partial. */
  readonly notes?: readonly string[] | undefined
  /** What stands in place of the lines where there are none. */
  readonly empty?: ReactNode
  /** Last good data while new data is on its way. */
  readonly dimmed?: boolean | undefined
  /** Without it the chart zooms in itself. */
  readonly onZoom?: ((fromMs: number, toMs: number) => void) | undefined
  /** A double click where the chart has no zoom of its own. */
  readonly onZoomReset?: (() => void) | undefined
  readonly onMark?: ((mark: ChartMark) => void) | undefined
  readonly onExemplar?: ((exemplar: ChartExemplar) => void) | undefined
  /** A click on the plot: the time, and the series nearest to it. */
  readonly onPick?: ((atMs: number, key: string | undefined) => void) | undefined
}

const NONE: ReadonlySet<string> = new Set()
const NO_MARKS: readonly ChartMark[] = []
const NO_EXEMPLARS: readonly ChartExemplar[] = []
const NO_AXIS: ChartAxis = {}

function offAtFirst(series: readonly ChartSeries[]): ReadonlySet<string> {
  const off = series.filter(each => each.off === true)
  return off.length === 0 ? NONE : new Set(off.map(({ key }) => key))
}

export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { columns, series, fromMs, toMs, height = 240, legend = 'table', notes = [], more = 0 } = props
  const {
    zone = 'local',
    left = NO_AXIS,
    right,
    style = 'line',
    stacking = 'none',
    thresholds,
    crosshair,
    tooltip,
  } = props
  const { marks = NO_MARKS, exemplars = NO_EXEMPLARS } = props
  const [ownHidden, setOwnHidden] = useState<ReadonlySet<string>>()
  const off = useMemo(() => offAtFirst(series), [series])
  const hidden = props.hidden ?? ownHidden ?? off
  const [spoken, setSpoken] = useState('')
  const id = useId()
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot>(undefined)
  const colours = useThemeColours()
  const seriesColours = useSeriesColours(series, colours.name)

  const view = useMemo((): PlotView => {
    const drawn = series.map((each, i) => ({
      ...each,
      colour: resolveColour(seriesColours[i]!),
      hidden: hidden.has(each.key),
    }))
    const unit = (side: 'left' | 'right'): string | undefined =>
      series.find(each => (each.axis ?? 'left') === side)?.unit
    const usesRight = series.some(each => each.axis === 'right')
    return {
      columns,
      series: drawn,
      fromMs,
      toMs,
      style,
      stacking,
      left: { ...left, unit: left.unit ?? unit('left') },
      right: usesRight ? { ...right, unit: right?.unit ?? unit('right') } : undefined,
      thresholds,
      marks,
      exemplars,
      zone,
      crosshair,
      tooltip,
    }
  }, [
    columns,
    series,
    seriesColours,
    hidden,
    fromMs,
    toMs,
    style,
    stacking,
    left,
    right,
    thresholds,
    marks,
    exemplars,
    zone,
    crosshair,
    tooltip,
  ])

  const handlers = useRef<PlotHandlers>({})
  handlers.current = {
    onZoom: props.onZoom,
    onZoomReset: props.onZoomReset,
    onMark: props.onMark,
    onPress: ({ atMs, key, exemplar }: Pointed) => {
      if (exemplar !== undefined && props.onExemplar !== undefined) props.onExemplar(exemplar)
      else props.onPick?.(atMs, key)
    },
  }

  const shareKey = crosshair === undefined || crosshair.mode === 'off' ? '' : crosshair.key
  const latest = useRef({ view, colours })
  latest.current = { view, colours }

  // The browser tells the size, at first and as it changes. It is nobody's state: the chart and its legend need not be rendered anew for it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot is made once for a crosshair's key; what changes later is handed to it below.
  useEffect(() => {
    const node = host.current!
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = node
      if (width === 0 || height === 0) return
      const now = latest.current
      if (plot.current !== undefined) plot.current.resize(width, height)
      else plot.current = createPlot(node, now.view, now.colours, { width, height }, () => handlers.current)
    })
    observer.observe(node)
    return () => {
      observer.disconnect()
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [shareKey])

  useEffect(() => plot.current?.update(view, colours), [view, colours])

  const changeHidden = (next: ReadonlySet<string>): void => {
    setOwnHidden(next)
    props.onHiddenChange?.(next)
  }

  const isEmpty = !columns.values.some(column => column.some(value => value !== null && value !== undefined))
  const summary = useMemo(
    () =>
      summaryOf({
        columns,
        series,
        hidden,
        left: view.left,
        right: view.right,
        marks,
        fromMs,
        toMs,
        zone,
        more,
      }),
    [columns, series, hidden, view, marks, fromMs, toMs, zone, more],
  )

  const steps: Readonly<Record<string, number | 'first' | 'last'>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    Home: 'first',
    End: 'last',
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== host.current) return
    if (event.key === 'Escape') plot.current?.leave()
    const by = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key]
    if (by === undefined) return
    event.preventDefault()
    setSpoken(plot.current?.step(typeof by === 'number' && event.shiftKey ? by * 10 : by) ?? '')
  }

  const allNotes =
    columns.infinite > 0 ? [...notes, `${columns.infinite} infinite values are not drawn`] : notes
  return (
    <figure
      className={`chart ${height === 'fill' ? 'chart-fills' : ''} ${props.dimmed === true ? 'chart-dimmed' : ''}`}
      aria-label={props.name}
    >
      <div className="chart-frame" style={height === 'fill' ? undefined : { height }}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
        <div
          className="chart-host"
          ref={host}
          role="group"
          aria-roledescription="chart"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: its values are read one by one with the arrow keys.
          tabIndex={0}
          aria-label={props.name}
          aria-describedby={id}
          onKeyDown={onKeyDown}
          onBlur={() => plot.current?.leave()}
        />
        {isEmpty && <div className="chart-empty">{props.empty ?? 'No samples in this time range'}</div>}
      </div>
      <p id={id} className="chart-spoken">
        {summary}
      </p>
      <p className="chart-spoken" aria-live="polite">
        {spoken}
      </p>
      {allNotes.length > 0 && <p className="chart-notes">{allNotes.join(' · ')}</p>}
      {legend !== 'none' && series.length > 0 && (
        <ChartLegend
          columns={columns}
          series={series}
          colours={seriesColours}
          left={view.left}
          right={view.right}
          form={legend}
          shownColumns={props.legendColumns}
          sort={props.legendSort}
          hidden={hidden}
          more={more}
          onHiddenChange={changeHidden}
          onEmphasise={key => plot.current?.emphasise(key)}
        />
      )}
      <TableOnRequest
        table={() => (
          <ChartDataTable
            columns={columns}
            series={series}
            left={view.left}
            right={view.right}
            zone={zone}
            name={props.name}
          />
        )}
      />
    </figure>
  )
}
