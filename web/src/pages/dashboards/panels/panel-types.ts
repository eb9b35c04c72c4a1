/** Which component draws which type of panel. Those that need much are loaded when one is shown. */
import { type ComponentType, lazy } from 'react'
import { BarGaugePanel } from './BarGaugePanel.tsx'
import { GaugePanel } from './GaugePanel.tsx'
import type { PanelProps } from './panel-props.ts'
import { StatPanel } from './StatPanel.tsx'
import { TablePanel } from './TablePanel.tsx'
import { TextPanel } from './TextPanel.tsx'
import { TimeSeriesPanel } from './TimeSeriesPanel.tsx'

const LATER: Readonly<Record<string, () => Promise<ComponentType<PanelProps>>>> = {
  barchart: async () => (await import('./BarChartPanel.tsx')).BarChartPanel,
  heatmap: async () => (await import('./HeatmapPanel.tsx')).HeatmapPanel,
  histogram: async () => (await import('./HistogramPanel.tsx')).HistogramPanel,
  piechart: async () => (await import('./PieChartPanel.tsx')).PieChartPanel,
  'state-timeline': async () => (await import('./StateTimelinePanel.tsx')).StateTimelinePanel,
}

const later = (type: string) => lazy(async () => ({ default: await LATER[type]!() }))
const StateTimelinePanel = later('state-timeline')

const COMPONENTS: Readonly<Record<string, ComponentType<PanelProps>>> = {
  timeseries: TimeSeriesPanel,
  stat: StatPanel,
  gauge: GaugePanel,
  bargauge: BarGaugePanel,
  barchart: later('barchart'),
  table: TablePanel,
  piechart: later('piechart'),
  heatmap: later('heatmap'),
  'state-timeline': StateTimelinePanel,
  'status-history': StateTimelinePanel,
  histogram: later('histogram'),
  text: TextPanel,
}

/** Undefined where the type is not supported. */
export function componentOf(type: string): ComponentType<PanelProps> | undefined {
  return Object.hasOwn(COMPONENTS, type) ? COMPONENTS[type] : undefined
}

/** Begins to load what draws these types, so that it is there when their data is. What fails is told when one is shown. */
export function loadPanels(types: Iterable<string>): void {
  for (const type of new Set(types)) {
    const name = type === 'status-history' ? 'state-timeline' : type
    if (Object.hasOwn(LATER, name)) LATER[name]!().catch(() => {})
  }
}
