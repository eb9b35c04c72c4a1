/**
 * What functions over ranges cost by themselves: samples are at hand, nothing is read. `node packages/promql/bench/range-functions.ts` prints the
 * median of many rounds for each function and window, in microseconds per series and in nanoseconds per sample that a window shows.
 */
import { RANGE_FUNCTIONS } from '../src/functions/range/index.ts'
import { Windows } from '../src/functions/range/windows.ts'
import type { Samples } from '../src/source.ts'
import { ColumnBuilder } from '../src/values/column.ts'
import { testContext } from '../testing/stream-fixture.ts'

const ROUNDS = 25
const SERIES = 200
const SCRAPE_MS = 15_000
const MINUTE_MS = 60_000
const place = { from: 0, to: 0 }

/** A day's last six hours in steps of a minute, or of five. */
const QUERIES = [
  { title: '[5m] each 1m', lengthMs: 5 * MINUTE_MS, stepMs: MINUTE_MS, count: 361 },
  { title: '[1h] each 1m', lengthMs: 60 * MINUTE_MS, stepMs: MINUTE_MS, count: 361 },
  { title: '[5m] each 5m', lengthMs: 5 * MINUTE_MS, stepMs: 5 * MINUTE_MS, count: 73 },
] as const

function seriesOver(durationMs: number): Samples[] {
  const count = durationMs / SCRAPE_MS
  const timesMs = Float64Array.from({ length: count }, (_, i) => i * SCRAPE_MS)
  let seed = 1
  return Array.from({ length: SERIES }, () => {
    const values = Float64Array.from({ length: count }, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return seed / 2 ** 22
    })
    return { timesMs, values, valuesAt: 0, count, histograms: [] }
  })
}

function microseconds(name: string, all: readonly Samples[], query: (typeof QUERIES)[number]): number {
  const { lengthMs, stepMs, count } = query
  const tookMs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now()
    const apply = RANGE_FUNCTIONS.get(name)!.prepare({
      call: { kind: 'call', name, args: [], place },
      context: testContext(count),
      scalars: [new Float64Array(count).fill(0.9), new Float64Array(count).fill(0.5)],
      edges: undefined,
    })
    const out = new ColumnBuilder(count)
    const windows = new Windows(
      { count, firstEndMs: lengthMs, stepMs, lengthMs },
      all[0]!.timesMs,
      all[0]!.count,
    )
    for (const samples of all) {
      out.reset()
      apply(samples, windows, out, 'm_total')
    }
    tookMs.push(performance.now() - startMs)
  }
  return (tookMs.sort((a, b) => a - b)[ROUNDS >> 1]! * 1000) / all.length
}

const wanted = process.argv.slice(2)
for (const query of QUERIES) {
  const all = seriesOver(query.lengthMs + query.count * query.stepMs)
  for (const name of wanted.length > 0 ? wanted : RANGE_FUNCTIONS.keys()) {
    const took = microseconds(name, all, query)
    const shown = query.count * (query.lengthMs / SCRAPE_MS)
    process.stdout.write(
      `${name}${query.title}: ${took.toFixed(1)} µs per series, ${((took * 1000) / shown).toFixed(2)} ns per sample\n`,
    )
  }
}
