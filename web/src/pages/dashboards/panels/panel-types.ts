/** Which component draws which type of panel. Those that need much are loaded when one is shown. */
import { type ComponentType, lazy } from 'react'
import { BarGaugePanel } from './BarGaugePanel.tsx'
import { GaugePanel } from './GaugePanel.tsx'
import type { PanelProps } from './panel-props.ts'
import { StatPanel } from './StatPanel.tsx'
import { TablePanel } from './TablePanel.tsx'
import { TextPanel } from './TextPanel.tsx'
import { TimeSeriesPanel } from './TimeSeriesPanel.tsx'

const BarChartPanel = lazy(async () => ({ default: (await import('./BarChartPanel.tsx')).BarChartPanel }))
const HeatmapPanel = lazy(async () => ({ default: (await import('./HeatmapPanel.tsx')).HeatmapPanel }))
const HistogramPanel = lazy(async () => ({ default: (await import('./HistogramPanel.tsx')).HistogramPanel }))
const PieChartPanel = lazy(async () => ({ default: (await import('./PieChartPanel.tsx')).PieChartPanel }))
const StateTimelinePanel = lazy(async () => ({
  default: (await import('./StateTimelinePanel.tsx')).StateTimelinePanel,
}))

const COMPONENTS: Readonly<Record<string, ComponentType<PanelProps>>> = {
  timeseries: TimeSeriesPanel,
  stat: StatPanel,
  gauge: GaugePanel,
  bargauge: BarGaugePanel,
  barchart: BarChartPanel,
  table: TablePanel,
  piechart: PieChartPanel,
  heatmap: HeatmapPanel,
  'state-timeline': StateTimelinePanel,
  'status-history': StateTimelinePanel,
  histogram: HistogramPanel,
  text: TextPanel,
}

/** Undefined where the type is not supported. */
export function componentOf(type: string): ComponentType<PanelProps> | undefined {
  return Object.hasOwn(COMPONENTS, type) ? COMPONENTS[type] : undefined
}
