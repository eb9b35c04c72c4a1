/** Which component draws which type of panel. Those that need much are loaded when a dashboard has one. */
import type { ComponentType } from 'react'
import { type Later, later, useLater } from '../../../ui/later.ts'
import { BarGaugePanel } from './BarGaugePanel.tsx'
import { GaugePanel } from './GaugePanel.tsx'
import type { PanelProps } from './panel-props.ts'
import { StatPanel } from './StatPanel.tsx'
import { TablePanel } from './TablePanel.tsx'
import { TextPanel } from './TextPanel.tsx'
import { TimeSeriesPanel } from './TimeSeriesPanel.tsx'

type Drawing = ComponentType<PanelProps>

const COMPONENTS: Readonly<Record<string, Drawing>> = {
  timeseries: TimeSeriesPanel,
  stat: StatPanel,
  gauge: GaugePanel,
  bargauge: BarGaugePanel,
  table: TablePanel,
  text: TextPanel,
}

const stateTimeline = later<Drawing>(
  async () => (await import('./StateTimelinePanel.tsx')).StateTimelinePanel,
)

const LATER: Readonly<Record<string, Later<Drawing>>> = {
  barchart: later(async () => (await import('./BarChartPanel.tsx')).BarChartPanel),
  piechart: later(async () => (await import('./PieChartPanel.tsx')).PieChartPanel),
  heatmap: later(async () => (await import('./HeatmapPanel.tsx')).HeatmapPanel),
  histogram: later(async () => (await import('./HistogramPanel.tsx')).HistogramPanel),
  'state-timeline': stateTimeline,
  'status-history': stateTimeline,
}

/** `unsupported`: nothing of ours draws it. Its loading begins with the panel's first look, before there is data. */
export function usePanelComponent(type: string): Drawing | 'loading' | 'unsupported' {
  const wanted = Object.hasOwn(LATER, type) ? LATER[type] : undefined
  const loaded = useLater(wanted)
  if (wanted !== undefined) return loaded ?? 'loading'
  return (Object.hasOwn(COMPONENTS, type) ? COMPONENTS[type] : undefined) ?? 'unsupported'
}
