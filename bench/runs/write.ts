/** Remote write at full speed into an empty product: what a million acknowledged samples cost it, and how many come in a second. */
import { sendLoad } from '../load/run-load.ts'
import { cpuSeconds, memoryOf } from '../measure/process.ts'
import { untilQuiet } from '../measure/quiet.ts'
import type { Product } from '../rivals/product.ts'
import { type Bench, type Benchmark, INTERVAL_MS, startOf } from './benchmark.ts'

interface Shape {
  readonly shards: number
  readonly samplesPerRequest: number
}

const measures = [
  { id: 'cpu', label: 'server CPU', unit: 's per million samples', better: 'less', goal: 1.5, digits: 2 },
  {
    id: 'cpuSettled',
    label: 'the same with the work that follows',
    unit: 's per million samples',
    better: 'less',
    digits: 2,
  },
  { id: 'rate', label: 'acknowledged', unit: 'million samples/s', better: 'more', goal: 1, digits: 2 },
  { id: 'ackP50', label: 'time to the acknowledgement, median', unit: 'ms', better: 'less', digits: 0 },
  { id: 'ackP99', label: 'time to the acknowledgement, p99', unit: 'ms', better: 'less', digits: 0 },
  { id: 'peak', label: 'peak resident memory', unit: 'MB', better: 'less', digits: 0 },
] as const

const bench = (name: string, title: string, shape: Shape): Benchmark => ({
  name,
  title,
  measures,
  rounds: 3,
  limitMs: 240_000,
  run: (product, at) => run(product, at, name, shape),
})

export const write = bench('write', 'Remote write, 16 connections, 10,000 samples a request', {
  shards: 16,
  samplesPerRequest: 10_000,
})

/** Prometheus 3 sends so by default when it has to catch up. */
export const writeSmall = bench('write-small', 'Remote write, 50 connections, 2,000 samples a request', {
  shards: 50,
  samplesPerRequest: 2_000,
})

async function run(product: Product, at: Bench, name: string, shape: Shape): Promise<Record<string, number>> {
  const scrapes = at.quick ? 120 : 720
  const { dir: loadDir } = await at.makeLoad(
    {
      ...shape,
      seriesCount: 10_000,
      seed: at.seed,
      intervalMs: INTERVAL_MS,
      scrapes,
      startMs: startOf(scrapes, Date.now()),
      samplesPerSeries: 1,
    },
    name,
  )
  const server = await product.start({ dir: at.freshDir(product.name), signal: at.signal })
  await untilQuiet(server.pid, 10_000, at.signal)
  const before = cpuSeconds(server.pid)
  const outcome = await sendLoad({ url: server.writeUrl, loadDir, signal: at.signal })
  const used = cpuSeconds(server.pid) - before
  if (outcome.refused.length > 0) {
    const first = outcome.refused[0]!
    throw new Error(`${outcome.refused.length} requests were refused: ${first.status} ${first.body}`)
  }
  await untilQuiet(server.pid, 30_000, at.signal)
  const usedSettled = cpuSeconds(server.pid) - before
  const { peakBytes } = memoryOf(server.pid)
  await server.kill()
  const millions = outcome.ackedSamples / 1e6
  return {
    cpu: used / millions,
    cpuSettled: usedSettled / millions,
    rate: millions / outcome.seconds,
    ackP50: outcome.ackP50Ms,
    ackP99: outcome.ackP99Ms,
    peak: peakBytes / 1e6,
    retries: outcome.retries,
    clientCpu: outcome.clientCpuSeconds / millions,
  }
}
