/** Lines, areas, bars and points over time. */
import { useMemo } from 'react'
import type { ChartAxis } from '../../../chart/chart-types.ts'
import { TimeSeriesChart } from '../../../chart/TimeSeriesChart.tsx'
import { useThemeColours } from '../../../chart/theme-colours.ts'
import { allSeriesOf } from '../shown-data.ts'
import { columnsOf } from './columns-of.ts'
import { emptyWords } from './empty-words.ts'
import { legendColumns, legendOf } from './legend-of.ts'
import type { PanelProps } from './panel-props.ts'
import { timeSeriesLook, withSoftLimits } from './time-series-look.ts'
import './TimeSeriesPanel.css'

/** More lines than this can't be told apart, and cost what a page has. */
const MOST_SERIES = 200

export function TimeSeriesPanel(props: PanelProps) {
  const { panel, title, data, zone, crosshair, marks, isDimmed, onZoom, onZoomReset } = props
  const theme = useThemeColours().name
  const all = useMemo(() => allSeriesOf(data), [data])
  const shown = useMemo(() => all.slice(0, MOST_SERIES), [all])
  const columns = useMemo(() => columnsOf(shown, data), [shown, data])
  const look = useMemo(
    () =>
      timeSeriesLook(
        panel,
        shown.map(({ field }) => field),
        theme,
      ),
    [panel, shown, theme],
  )
  const legend = useMemo(() => legendOf(panel), [panel])
  const calcs = legend.calcs.length === 0 && legend.form === 'table' ? LAST : legend.calcs
  const figures = useMemo(
    () =>
      legendColumns(
        calcs,
        shown.map(({ field }) => field),
      ),
    [calcs, shown],
  )
  const left = useMemo((): ChartAxis => {
    const custom = shown[0]?.field.config.custom
    return custom === undefined ? look.left : withSoftLimits(look.left, custom, extentOf(columns.values))
  }, [look, shown, columns])
  const isAlone = legend.form === 'list' && look.series.length === 1 && look.series[0]!.name === title
  // A head over nothing says nothing.
  const hasLegend = legend.form !== 'none' && look.series.some(({ notInLegend }) => notInLegend !== true)
  return (
    <div className={`time-series-panel time-series-panel-${hasLegend ? legend.placement : 'bottom'}`}>
      <TimeSeriesChart
        name={title}
        columns={columns}
        series={look.series}
        fromMs={data.fromMs}
        toMs={data.toMs}
        height="fill"
        left={left}
        right={look.right}
        stacking={look.stacking}
        thresholds={look.thresholds}
        marks={marks}
        exemplars={data.exemplars}
        zone={zone}
        crosshair={crosshair}
        legend={isAlone || !hasLegend ? 'none' : legend.form}
        legendColumns={figures}
        legendSort={legend.sort}
        tooltip={look.tooltip}
        more={all.length - shown.length}
        dimmed={isDimmed}
        empty={emptyWords(panel, data)}
        onZoom={onZoom}
        onZoomReset={onZoomReset}
      />
    </div>
  )
}

const LAST = ['lastNotNull'] as const

function extentOf(values: readonly (readonly (number | null | undefined)[])[]) {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const column of values) {
    for (const value of column) {
      if (value === null || value === undefined) continue
      if (value < min) min = value
      if (value > max) max = value
    }
  }
  return min > max ? undefined : { min, max }
}
