import { chartData } from '../chart-data.ts'
import { TimeSeriesChart } from '../TimeSeriesChart.tsx'
import { FROM_MS, GRID, row, STEP_MS, TO_MS } from './data.ts'
import { Panel } from './Panel.tsx'

const LONG = 'a-name-that-never-ends-<img src=x onerror=alert(1)>-'.repeat(4)
const RANGE = { fromMs: FROM_MS, toMs: TO_MS, zone: 'utc', height: 170 } as const

const named = chartData([
  {
    rows: [0, 1, 2].map(i => row({ pod: `${LONG}${i}` }, { base: 1e6 * (i + 1), seed: i + 1 })),
    grid: GRID,
    look: { unit: 'Bps' },
  },
])
const many = chartData([
  {
    rows: Array.from({ length: 5000 }, (_, i) =>
      row({ pod: `pod-${i}` }, { base: 5 + (i % 97), seed: i + 1, noise: 0.4 }),
    ),
    grid: GRID,
    look: { unit: 'ops' },
  },
])
const point = chartData([
  {
    rows: [{ metric: { job: 'shop' }, values: [[(FROM_MS + 100 * STEP_MS) / 1000, '42']] }],
    grid: GRID,
    look: { unit: 'short' },
  },
])
const negative = chartData([
  {
    rows: [
      row({ way: 'in' }, { base: 4e6, seed: 3 }),
      row({ way: 'out' }, { base: 3e6, seed: 4, value: (_, value) => String(-value) }),
    ],
    grid: GRID,
    look: { unit: 'bps' },
  },
])
const zero = chartData([
  {
    rows: [row({ code: '500' }, { base: 0, seed: 1 }), row({ code: '503' }, { base: 0, seed: 2 })],
    grid: GRID,
    look: { unit: 'reqps' },
  },
])
const gaps = chartData([
  {
    rows: [
      row({ target: 'a' }, { base: 1, seed: 8, value: (i, value) => (i % 90 > 60 ? null : String(value)) }),
      row({ target: 'ends' }, { base: 2, seed: 9, value: (i, value) => (i > 200 ? null : String(value)) }),
      row(
        { target: 'dots' },
        { base: 3, seed: 10, value: (i, value) => (i % 15 === 0 ? String(value) : null) },
      ),
    ],
    grid: GRID,
    look: { unit: 's' },
  },
])
const strange = chartData([
  {
    rows: [
      row({ a: 'NaN' }, { base: 1, seed: 8, value: () => 'NaN' }),
      row(
        { a: 'some Inf' },
        { base: 2, seed: 9, value: (i, value) => (i % 20 === 0 ? '+Inf' : String(value)) },
      ),
    ],
    grid: GRID,
    look: { unit: 'percentunit' },
  },
])
const nothing = chartData([{ rows: [] }])
const flat = chartData([
  {
    rows: [row({ job: 'flat' }, { base: 1e15 / 3, wave: 0, noise: 0, seed: 1 })],
    grid: GRID,
    look: { unit: 'none' },
  },
])
const tiny = chartData([
  { rows: [row({ job: 'tiny' }, { base: 3e-12, seed: 1 })], grid: GRID, look: { unit: 'none' } },
])

export function BadData() {
  return (
    <>
      <Panel title="Names of 200 characters and markup">
        <TimeSeriesChart {...RANGE} name="Long names" {...named} />
      </Panel>
      <Panel title="5,000 series">
        <TimeSeriesChart {...RANGE} name="5,000 series" {...many} notes={['Sampled to 1 minute']} />
      </Panel>
      <Panel title="One point">
        <TimeSeriesChart {...RANGE} name="One point" {...point} />
      </Panel>
      <Panel title="Negative, stacked">
        <TimeSeriesChart {...RANGE} name="Negative" {...negative} style="area" stacking="normal" />
      </Panel>
      <Panel title="All zero">
        <TimeSeriesChart {...RANGE} name="All zero" {...zero} />
      </Panel>
      <Panel title="Gaps, an end, single points">
        <TimeSeriesChart {...RANGE} name="Gaps" {...gaps} />
      </Panel>
      <Panel title="NaN and infinity">
        <TimeSeriesChart {...RANGE} name="NaN and infinity" {...strange} />
      </Panel>
      <Panel title="Nothing">
        <TimeSeriesChart
          {...RANGE}
          name="Nothing"
          {...nothing}
          empty={
            <span>
              No samples for <code>orders_created_total</code> since 14:02
            </span>
          }
        />
      </Panel>
      <Panel title="Huge and flat">
        <TimeSeriesChart {...RANGE} name="Flat" {...flat} />
      </Panel>
      <Panel title="Tiny, and dimmed">
        <TimeSeriesChart {...RANGE} name="Tiny" {...tiny} dimmed />
      </Panel>
    </>
  )
}
