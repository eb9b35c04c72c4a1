import { useState } from 'react'
import { chartData } from '../chart-data.ts'
import type { ChartExemplar, ChartMark } from '../chart-types.ts'
import { TimeSeriesChart } from '../TimeSeriesChart.tsx'
import type { Thresholds } from '../thresholds.ts'
import { FROM_MS, GRID, row, SERVICES, STEP_MS, TO_MS } from './data.ts'
import { Panel } from './Panel.tsx'

const MARKS: readonly ChartMark[] = [
  { key: 'd1', kind: 'deployment', atMs: FROM_MS + 80 * STEP_MS, label: 'order 1.14.2' },
  {
    key: 'f1',
    kind: 'fault',
    atMs: FROM_MS + 200 * STEP_MS,
    toMs: FROM_MS + 240 * STEP_MS,
    label: 'payment-slow at 50 %',
  },
  { key: 'a1', kind: 'alert', atMs: FROM_MS + 212 * STEP_MS, label: 'CheckoutLatencyHigh firing' },
  { key: 'n1', kind: 'note', atMs: FROM_MS + 300 * STEP_MS, label: 'Traffic doubled by hand' },
]

const LATENCY: Thresholds = {
  steps: [
    { from: -Infinity, tone: 'good' },
    { from: 0.2, tone: 'warning' },
    { from: 0.3, tone: 'critical' },
  ],
}

const requests = chartData([
  {
    rows: SERVICES.map((service, i) => row({ service }, { base: 1400 / (i + 1), seed: i + 1 })),
    grid: GRID,
    look: { unit: 'reqps' },
  },
])
const one = chartData([
  {
    rows: [row({ service: 'payment' }, { base: 0.18, seed: 5, wave: 0.5 })],
    grid: GRID,
    look: { unit: 's' },
  },
])
const memory = chartData([
  {
    rows: SERVICES.slice(0, 5).map((service, i) =>
      row({ service }, { base: 180 * 1024 ** 2 * (i + 1), wave: 0.08, noise: 0.02, seed: 20 + i }),
    ),
    grid: GRID,
    look: { unit: 'bytes' },
  },
])
const codes = chartData([
  {
    rows: ['200', '404', '500'].map((code, i) =>
      row({ code }, { base: [400, 60, 25][i]!, seed: 40 + i, wave: 0.6 }),
    ),
    grid: { ...GRID, stepMs: STEP_MS },
    look: { unit: 'reqps' },
  },
])
const bars = chartData([
  {
    rows: ['200', '404', '500'].map((code, i) => {
      const full = row({ code }, { base: [400, 60, 25][i]!, seed: 40 + i, wave: 0.6 })
      return { ...full, values: full.values!.filter((_, at) => at % 10 === 0) }
    }),
    grid: { ...GRID, stepMs: STEP_MS * 10 },
    look: { unit: 'short' },
  },
])
const dual = chartData([
  { rows: [row({}, { base: 900, seed: 60 })], grid: GRID, query: 'requests', look: { unit: 'reqps' } },
  {
    rows: [row({}, { base: 0.02, seed: 61, wave: 0.9 })],
    grid: GRID,
    query: 'errors',
    look: { unit: 'percentunit', axis: 'right' },
  },
])
const fifty = chartData([
  {
    rows: Array.from({ length: 50 }, (_, i) =>
      row({ pod: `order-7d9f-${i}` }, { base: 10 + i * 0.8, seed: 100 + i }),
    ),
    grid: GRID,
    look: { unit: 'percent' },
  },
])
const EXEMPLARS: readonly ChartExemplar[] = Array.from({ length: 12 }, (_, i) => ({
  atMs: FROM_MS + (20 + i * 28) * STEP_MS,
  value: 0.1 + ((i * 37) % 20) / 80,
  traceId: `4bf92f3577b34da6a3ce929d0e0e47${i}`,
}))
const CROSSHAIR = { key: 'gallery', mode: 'crosshair' } as const
const TOOLTIPS = { key: 'gallery', mode: 'tooltip' } as const
const RANGE = { fromMs: FROM_MS, toMs: TO_MS, zone: 'utc', crosshair: CROSSHAIR } as const
const PERCENT = { min: 0, max: 100 }
const LOG = { log: 10 } as const

export function Usual() {
  const [range, setRange] = useState({ fromMs: FROM_MS, toMs: TO_MS })
  return (
    <>
      <Panel title="Request rate by service, with marks">
        <TimeSeriesChart
          {...RANGE}
          {...range}
          name="Request rate by service"
          {...requests}
          marks={MARKS}
          onZoom={(fromMs, toMs) => setRange({ fromMs, toMs })}
          onZoomReset={() => setRange({ fromMs: FROM_MS, toMs: TO_MS })}
        />
      </Panel>
      <Panel title="One series, thresholds, exemplars">
        <TimeSeriesChart
          {...RANGE}
          name="Latency of payment"
          {...one}
          thresholds={LATENCY}
          exemplars={EXEMPLARS}
        />
      </Panel>
      <Panel title="Memory, stacked areas">
        <TimeSeriesChart {...RANGE} name="Memory" {...memory} style="area" stacking="normal" height={180} />
      </Panel>
      <Panel title="Codes, stacked bars">
        <TimeSeriesChart {...RANGE} name="Codes" {...bars} style="bars" stacking="normal" height={180} />
      </Panel>
      <Panel title="Shares, percent">
        <TimeSeriesChart
          {...RANGE}
          name="Shares"
          {...codes}
          style="area"
          stacking="percent"
          height={180}
          legend="list"
        />
      </Panel>
      <Panel title="Two axes">
        <TimeSeriesChart {...RANGE} name="Two axes" {...dual} height={180} legend="list" />
      </Panel>
      <Panel title="Fifty series">
        <TimeSeriesChart
          {...RANGE}
          crosshair={TOOLTIPS}
          name="Fifty series"
          {...fifty}
          left={PERCENT}
          height={220}
        />
      </Panel>
      <Panel title="Log axis">
        <TimeSeriesChart {...RANGE} name="Log axis" {...requests} left={LOG} height={220} />
      </Panel>
    </>
  )
}
