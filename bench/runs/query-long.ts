/**
 * Nearly thirty days (what is older may be out of retention) at a step of an hour over 500 series, long out of everybody's memory: how long one
 * waits, and what memory it takes. All of it was written a moment ago, which no month of a real user was: a product that makes something of days that are over
 * gets the time for it, and is asked before and after.
 */
import type { RangeQuestion } from '../data/queries.ts'
import { sendLoad } from '../load/run-load.ts'
import { median } from '../measure/median.ts'
import { memoryOf } from '../measure/process.ts'
import { untilQuiet } from '../measure/quiet.ts'
import type { Product } from '../rivals/product.ts'
import type { Bench, Benchmark } from './benchmark.ts'
import { createAsker } from './query.ts'

const DAY = 86_400_000
const INTERVAL_MS = 60_000
/** Of each question; the median counts. */
const ROUNDS = 5

const QUESTIONS: readonly (readonly [id: string, label: string, query: string])[] = [
  ['gauge', 'average of 2 gauges', 'avg by (job) (process_resident_memory_bytes)'],
  ['max', 'maximum over 1 h of 2 gauges', 'max by (job) (max_over_time(process_open_fds[1h]))'],
  ['rate', 'sum of rates over 5 min of 45 counters', 'sum by (job) (rate(http_requests_total[5m]))'],
  ['rateHour', 'sum of rates over 1 h of 45 counters', 'sum by (job) (rate(http_requests_total[1h]))'],
  ['buckets', 'sum of rates over 5 min of 289 buckets', 'sum by (le) (rate({__name__=~".+_bucket"}[5m]))'],
  ['bucketsHour', 'sum of rates over 1 h of 289 buckets', 'sum by (le) (rate({__name__=~".+_bucket"}[1h]))'],
  ['lastHour', 'sum of the last values in 1 h of all series', 'sum(last_over_time({__name__!=""}[1h]))'],
  ['all', 'sum of all series', 'sum({__name__!=""})'],
]

export const queryLong: Benchmark = {
  name: 'query-long',
  title: 'Thirty days at steps of an hour, 500 series, from disk',
  measures: [
    ...QUESTIONS.map(([id, label]) => ({ id, label, unit: 'ms', better: 'less', digits: 0 }) as const),
    ...QUESTIONS.map(
      ([id, label]) =>
        ({
          id: `${id}Fresh`,
          label: `${label}, days not digested yet`,
          unit: 'ms',
          better: 'less',
          digits: 0,
        }) as const,
    ),
    { id: 'grown', label: 'peak memory above that before asking', unit: 'MB', better: 'less', digits: 0 },
  ],
  rounds: 1,
  limitMs: 1_500_000,
  run,
}

async function run(product: Product, at: Bench): Promise<Record<string, number>> {
  const days = at.quick ? 1 : 29.5
  const scrapes = (days * DAY) / INTERVAL_MS
  const nowMs = Math.floor(Date.now() / INTERVAL_MS) * INTERVAL_MS
  const { dir: loadDir, load } = await at.makeLoad(
    {
      seriesCount: 500,
      seed: at.seed,
      intervalMs: INTERVAL_MS,
      scrapes,
      startMs: nowMs - scrapes * INTERVAL_MS,
      // One after the other: Prometheus refuses what comes an hour late.
      shards: 1,
      samplesPerRequest: 10_000,
      samplesPerSeries: 20,
    },
    'query-long',
  )
  const dir = at.freshDir(product.name)
  const loaded = await product.start({ dir, signal: at.signal })
  await sendLoad({ url: loaded.writeUrl, loadDir, signal: at.signal })
  await untilQuiet(loaded.pid, 120_000, at.signal)
  await loaded.stop(at.signal)
  let server = await product.start({ dir, signal: at.signal })
  await untilQuiet(server.pid, 120_000, at.signal)
  const endMs = load.startMs + (load.scrapes - 1) * load.intervalMs
  let asker = createAsker(server.port, at.signal)
  const figures: Record<string, number> = {}
  const ask = async (suffix: string): Promise<void> => {
    for (const [id, , query] of QUESTIONS) {
      const question: RangeQuestion = { name: id, query, lengthMs: (days - 0.5) * DAY, stepMs: 3_600_000 }
      const took: number[] = []
      for (let i = 0; i < ROUNDS; i++) {
        const started = performance.now()
        await asker.range(question, endMs - i * INTERVAL_MS)
        took.push(performance.now() - started)
      }
      figures[`${id}${suffix}`] = median(took)
    }
  }
  if (server.digest !== undefined) {
    await ask('Fresh')
    await server.digest(at.signal)
    await server.stop(at.signal)
    server = await product.start({ dir, signal: at.signal })
    asker.close()
    asker = createAsker(server.port, at.signal)
    await untilQuiet(server.pid, 120_000, at.signal)
  }
  const residentBefore = memoryOf(server.pid).residentBytes
  await ask('')
  if (server.digest === undefined) for (const [id] of QUESTIONS) figures[`${id}Fresh`] = figures[id]!
  figures.grown = Math.max(0, memoryOf(server.pid).peakBytes - residentBefore) / 1e6
  asker.close()
  await server.kill()
  return figures
}
