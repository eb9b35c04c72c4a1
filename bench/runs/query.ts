/** Questions over the HTTP API, on three hours of 10,000 series: how long one waits for the whole answer. */
import { Agent, request } from 'node:http'
import {
  ALERTS,
  ERROR_RATIO,
  JOIN,
  ONE_LOOKUP,
  PANELS,
  QUANTILE_BY_SERVICE,
  QUESTIONS,
  RATE_BY_ROUTE,
  type RangeQuestion,
  SUM_OF_ALL,
} from '../data/queries.ts'
import { sendLoad } from '../load/run-load.ts'
import { median } from '../measure/median.ts'
import { memoryOf } from '../measure/process.ts'
import { untilQuiet } from '../measure/quiet.ts'
import type { Product } from '../rivals/product.ts'
import { type Bench, type Benchmark, INTERVAL_MS, startOf } from './benchmark.ts'

const ms = (id: string, label: string, goal: number | undefined, digits = 1) =>
  ({ id, label, unit: 'ms', better: 'less', digits, ...(goal === undefined ? {} : { goal }) }) as const

export const query: Benchmark = {
  name: 'query',
  title: 'Questions over the HTTP API, 10,000 series, three hours',
  measures: [
    ms('page', 'a page of 12 panels at once, 1 h', 60),
    ms('quantile', 'p95 by service from histograms, 1 h', 20),
    ms('rate', 'rate by route, 1 h', 10),
    ms('errorRatio', 'error ratio by service, 1 h', 12),
    ms('sumOfAll', 'sum of all series, 3 h', 50),
    ms('join', 'join with group_left, 1 h', 12),
    ms('alerts', '60 alert expressions, one after the other', 35),
    ms('lookup', 'one instant lookup', 1, 2),
    ms('geometricMean', `geometric mean of ${QUESTIONS.length} questions`, undefined, 2),
    { id: 'peak', label: 'peak resident memory', unit: 'MB', better: 'less', digits: 0 },
  ],
  rounds: 3,
  limitMs: 420_000,
  run,
}

async function run(product: Product, at: Bench): Promise<Record<string, number>> {
  const scrapes = at.quick ? 60 : 720
  const { dir: loadDir, load } = await at.makeLoad(
    {
      seriesCount: at.quick ? 1000 : 10_000,
      seed: at.seed,
      intervalMs: INTERVAL_MS,
      scrapes,
      startMs: startOf(scrapes, Date.now()),
      shards: 8,
      samplesPerRequest: 10_000,
      samplesPerSeries: 1,
    },
    'query',
  )
  const server = await product.start({ dir: at.freshDir(product.name), signal: at.signal })
  await sendLoad({ url: server.writeUrl, loadDir, signal: at.signal })
  await untilQuiet(server.pid, 60_000, at.signal)

  const endMs = load.startMs + (load.scrapes - 1) * load.intervalMs
  const asker = createAsker(server.port, at.signal)
  const figures: Record<string, number> = {}
  const rounds = at.quick ? 3 : 11
  /** Each time a step earlier, so that nobody answers from what was answered before. */
  const timed = async (ask: (endMs: number) => Promise<unknown>): Promise<number> => {
    const took: number[] = []
    for (let i = -5; i < rounds; i++) {
      const started = performance.now()
      await ask(endMs - (i + 5) * INTERVAL_MS)
      if (i >= 0) took.push(performance.now() - started)
    }
    return median(took)
  }
  const one = (question: RangeQuestion) => timed(toMs => asker.range(question, toMs))

  figures.page = await timed(toMs => Promise.all(PANELS.map(panel => asker.range(panel, toMs))))
  figures.quantile = await one(QUANTILE_BY_SERVICE)
  figures.rate = await one(RATE_BY_ROUTE)
  figures.errorRatio = await one(ERROR_RATIO)
  figures.sumOfAll = await one(SUM_OF_ALL)
  figures.join = await one(JOIN)
  figures.alerts = await timed(async toMs => {
    for (const expression of ALERTS) await asker.instant(expression, toMs)
  })
  figures.lookup = await timed(toMs => asker.instant(ONE_LOOKUP, toMs))
  let logarithms = 0
  for (const question of QUESTIONS) {
    const took = await one(question)
    at.say(`${product.name}, ${question.name}: ${took.toFixed(1)} ms`)
    logarithms += Math.log(took)
  }
  figures.geometricMean = Math.exp(logarithms / QUESTIONS.length)
  figures.peak = memoryOf(server.pid).peakBytes / 1e6
  asker.close()
  await server.kill()
  return figures
}

export interface Asker {
  /** Resolves with the answer's length in bytes. */
  range(question: RangeQuestion, endMs: number): Promise<number>
  instant(query: string, timeMs: number): Promise<number>
  close(): void
}

export function createAsker(port: number, signal: AbortSignal): Asker {
  const agent = new Agent({ keepAlive: true })
  const ask = (path: string, params: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      // VictoriaMetrics would answer from its cache of answers; Prometheus and Vedette have none and don't know the parameter.
      const search = new URLSearchParams({ ...params, nocache: '1' })
      const asking = request({ port, path: `${path}?${search}`, agent, signal }, response => {
        let length = 0
        let start = ''
        response.on('data', (chunk: Buffer) => {
          if (length < 300) start += chunk.toString('latin1', 0, 300)
          length += chunk.length
        })
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200) resolve(length)
          else reject(new Error(`${params.query} was answered with ${response.statusCode}: ${start}`))
        })
      })
      asking.on('error', reject)
      asking.end()
    })
  return {
    range: (question, endMs) =>
      ask('/api/v1/query_range', {
        query: question.query,
        start: String((endMs - question.lengthMs) / 1000),
        end: String(endMs / 1000),
        step: String(question.stepMs / 1000),
      }),
    instant: (query, timeMs) => ask('/api/v1/query', { query, time: String(timeMs / 1000) }),
    close: () => agent.destroy(),
  }
}
