import { BarGauge } from '../BarGauge.tsx'
import { chartData } from '../chart-data.ts'
import { Gauge } from '../Gauge.tsx'
import { Heatmap } from '../Heatmap.tsx'
import { cellsFromBuckets, cellsFromNative } from '../histogram-cells.ts'
import { PALETTE } from '../palette.ts'
import { StateTimeline } from '../StateTimeline.tsx'
import { StatPanel } from '../StatPanel.tsx'
import { TimeSeriesChart } from '../TimeSeriesChart.tsx'
import type { Thresholds } from '../thresholds.ts'
import { FROM_MS, GRID, randomFrom, row, SERVICES, STEP_MS, TO_MS } from './data.ts'
import { Panel } from './Panel.tsx'

const LIMITS: Thresholds = {
  percentage: true,
  steps: [
    { from: -Infinity, tone: 'good' },
    { from: 70, tone: 'warning' },
    { from: 90, tone: 'critical' },
  ],
}
const random = randomFrom(99)
const line = Array.from({ length: 60 }, (_, i) =>
  i > 20 && i < 26 ? null : 100 + 30 * Math.sin(i / 7) + random() * 20,
)
const STEPS = 72
const times = Float64Array.from({ length: STEPS }, (_, i) => FROM_MS + (i + 1) * 5 * STEP_MS)
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity]
const classic = cellsFromBuckets(
  times,
  BOUNDS.map((le, b) => ({
    le: le === Infinity ? '+Inf' : String(le),
    values: Array.from(times, (_, i) =>
      i > 30 && i < 34 ? null : 400 / (1 + Math.exp(-(b - 4 - (i > 45 ? 2 : 0)) * 1.4)) + Math.sin(i * b) * 2,
    ),
  })),
)
const native = cellsFromNative(
  Array.from(times, (atMs, i) => ({
    atMs,
    buckets: Array.from({ length: 40 }, (_, b): [number, string, string, string] => {
      const lower = 0.001 * 2 ** (b / 4)
      return [
        0,
        String(lower),
        String(lower * 2 ** 0.25),
        String(Math.round(60 * Math.exp(-((b - 18 - 5 * Math.sin(i / 9)) ** 2) / 30))),
      ]
    }),
  })),
)
const states = SERVICES.map((service, s) => {
  const next = randomFrom(s + 5)
  let state = 1
  return {
    key: service,
    name: s === 7 ? `${service}-with-a-name-that-goes-on-and-on-and-on-and-on-and-on` : service,
    values: Array.from(times, (_, i) => {
      if (next() > 0.94) state = s === 3 ? 0 : s % 3 === 0 ? 2 : 1
      else if (next() > 0.8) state = 1
      return i > 50 && s === 5 ? null : state
    }),
  }
})
const STATES = [
  { words: 'down', tone: 'critical' },
  { words: 'up', tone: 'good' },
  { words: 'slow', tone: 'warning' },
] as const
const stateOf = (value: number | string) =>
  STATES[Number(value)] ?? { words: String(value), tone: 'unknown' as const }
const CROSSHAIR = { key: 'small', mode: 'crosshair' } as const

const filled = chartData([
  {
    rows: [
      row({ service: 'cart' }, { base: 0.2, seed: 4 }),
      row({ service: 'order' }, { base: 0.3, seed: 5 }),
    ],
    grid: GRID,
    look: { unit: 's' },
  },
])

export function Small() {
  return (
    <>
      <div className="gallery-stats">
        <div className="panel">
          <StatPanel
            name="Request rate"
            value={1240}
            unit="reqps"
            previous={1100}
            values={line}
            compared="than an hour ago"
          />
        </div>
        <div className="panel">
          <StatPanel name="p95 latency" value={0.0863} unit="s" previous={0.04} more="worse" values={line} />
        </div>
        <div className="panel">
          <StatPanel
            name="Error rate"
            value={4.2}
            unit="percent"
            previous={0.1}
            more="worse"
            values={line}
            thresholds={{
              steps: [
                { from: -Infinity, tone: 'good' },
                { from: 1, tone: 'critical' },
              ],
            }}
          />
        </div>
        <div className="panel">
          <StatPanel name="Revenue today" value={-1_234_567} unit="currencyUSD" values={line} />
        </div>
        <div className="panel">
          <StatPanel
            name="Targets down"
            value={0}
            unit="suffix:targets"
            thresholds={{
              steps: [
                { from: -Infinity, tone: 'good' },
                { from: 1, tone: 'critical' },
              ],
            }}
          />
        </div>
        <div className="panel">
          <StatPanel
            name="A name that is far too long for the panel that it is in"
            value={null}
            unit="s"
            values={[null, 3, null]}
          />
        </div>
      </div>
      <Panel title="Latency, classic histogram">
        <Heatmap
          name="Latency"
          grid={classic}
          fromMs={FROM_MS}
          toMs={TO_MS}
          unit="s"
          zone="utc"
          crosshair={CROSSHAIR}
        />
      </Panel>
      <Panel title="Latency, native histogram">
        <Heatmap
          name="Latency"
          grid={native}
          fromMs={FROM_MS}
          toMs={TO_MS}
          unit="s"
          zone="utc"
          crosshair={CROSSHAIR}
        />
      </Panel>
      <Panel title="State timeline">
        <StateTimeline
          name="Services"
          times={times}
          rows={states}
          fromMs={FROM_MS}
          toMs={TO_MS}
          stateOf={stateOf}
          zone="utc"
          crosshair={CROSSHAIR}
        />
      </Panel>
      <Panel title="Bar gauge">
        <div className="gallery-pad">
          <BarGauge
            name="Pool use"
            unit="percent"
            max={100}
            thresholds={LIMITS}
            items={[
              ...SERVICES.map((service, i) => ({
                key: service,
                name: service,
                value: [12, 34, 71, 95, 88, 0, NaN, 100][i]!,
              })),
            ]}
          />
        </div>
      </Panel>
      <Panel title="Gauges">
        <div className="gallery-gauges">
          <Gauge name="CPU" value={42.3} unit="percent" thresholds={LIMITS} />
          <Gauge
            name="Heap"
            value={950 * 1024 ** 2}
            min={0}
            max={1024 ** 3}
            unit="bytes"
            thresholds={LIMITS}
          />
          <Gauge name="Unknown" value={null} unit="percent" thresholds={LIMITS} />
        </div>
      </Panel>
      <Panel title="Fills its parent">
        <div className="gallery-fill">
          <TimeSeriesChart
            name="Fills"
            height="fill"
            legend="list"
            fromMs={FROM_MS}
            toMs={TO_MS}
            zone="utc"
            {...filled}
          />
        </div>
      </Panel>
      <Panel title="Palette">
        <div className="gallery-palette">
          {PALETTE.map(colour => (
            <span
              key={colour.name}
              title={colour.name}
              style={{
                background: document.documentElement.dataset.theme === 'light' ? colour.light : colour.dark,
              }}
            />
          ))}
        </div>
        <Heatmap
          name="Nothing"
          grid={{ times: new Float64Array(0), rows: [], counts: new Float64Array(0) }}
          fromMs={FROM_MS}
          toMs={TO_MS}
          height={80}
        />
      </Panel>
    </>
  )
}
