/**
 * Memory with a two-hour head: two hours of recent samples come in as a catch-up, then live traffic goes on at its own pace while
 * resident memory is read once a second.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { sendLoad } from '../load/run-load.ts'
import { median } from '../measure/median.ts'
import { cpuSeconds, memoryOf } from '../measure/process.ts'
import { until } from '../measure/quiet.ts'
import type { Product } from '../rivals/product.ts'
import { type Bench, type Benchmark, INTERVAL_MS, startOf } from './benchmark.ts'

const bench = (name: string, title: string, seriesCount: number, goal: number): Benchmark => ({
  name,
  title,
  measures: [
    { id: 'resident', label: 'resident memory', unit: 'MB', better: 'less', goal, digits: 0 },
    {
      id: 'anonymous',
      label: 'of it not backed by files',
      unit: 'MB',
      better: 'less',
      digits: 0,
    },
    { id: 'peak', label: 'peak while catching up', unit: 'MB', better: 'less', digits: 0 },
    { id: 'cpu', label: 'CPU with live traffic', unit: '% of a core', better: 'less', digits: 1 },
  ],
  rounds: 1,
  limitMs: 900_000,
  run: (product, at) => run(product, at, seriesCount),
})

export const memory = bench(
  'memory',
  'Memory, 10,000 active series, two hours of recent samples',
  10_000,
  450,
)
export const memoryLarge = bench(
  'memory-large',
  'Memory, 100,000 active series, two hours of recent samples',
  100_000,
  1500,
)

async function run(product: Product, at: Bench, seriesCount: number): Promise<Record<string, number>> {
  const scrapes = at.quick ? 40 : 480
  const liveSeconds = at.quick ? 15 : 75
  const made = Date.now()
  const shape = {
    seriesCount,
    seed: at.seed,
    intervalMs: INTERVAL_MS,
    startMs: startOf(scrapes, made),
    shards: 8,
    samplesPerRequest: 10_000,
  }
  const bulk = await at.makeLoad({ ...shape, scrapes, samplesPerSeries: 12 })
  const server = await product.start({ dir: at.freshDir(product.name), signal: at.signal })
  const sent = await sendLoad({ url: server.writeUrl, loadDir: bulk.dir, signal: at.signal })
  at.say(`${product.name}: ${sent.ackedSamples} samples in ${sent.seconds.toFixed(1)} s, going live`)
  // The live part begins where the other ends, catches up with the clock and outlasts the measuring.
  const behindSeconds = (Date.now() - made) / 1000
  const live = await at.makeLoad({
    ...shape,
    skipScrapes: scrapes,
    scrapes: Math.ceil(((behindSeconds * 1.3 + liveSeconds + 60) * 1000) / INTERVAL_MS),
    samplesPerSeries: 1,
  })
  const resident: number[] = []
  const anonymous: number[] = []
  const done = new AbortController()
  let reachedMs = 0
  let ended = false
  const sending = sendLoad({
    url: server.writeUrl,
    loadDir: live.dir,
    paced: true,
    signal: AbortSignal.any([at.signal, done.signal]),
    onProgress: progress => {
      reachedMs = progress.reachedMs
    },
  })
    .catch((error: unknown) => {
      if (!done.signal.aborted) at.say(`the live traffic broke off: ${error}`)
    })
    .finally(() => {
      ended = true
    })
  const caughtUp = (): boolean => ended || reachedMs >= Date.now() - 2 * INTERVAL_MS
  await until(caughtUp, 200, at.signal)
  await sleep(INTERVAL_MS, undefined, { signal: at.signal })
  const before = cpuSeconds(server.pid)
  const started = performance.now()
  for (let second = 0; second < liveSeconds; second++) {
    await sleep(1000, undefined, { signal: at.signal })
    const now = memoryOf(server.pid)
    resident.push(now.residentBytes)
    anonymous.push(now.anonymousBytes)
  }
  const cpu = ((cpuSeconds(server.pid) - before) / (performance.now() - started)) * 100_000
  const { peakBytes } = memoryOf(server.pid)
  if (ended) throw new Error('the live traffic ended before the measuring did')
  done.abort()
  await sending
  await server.kill()
  return {
    resident: median(resident) / 1e6,
    anonymous: median(anonymous) / 1e6,
    peak: peakBytes / 1e6,
    cpu,
    catchUpRate: sent.ackedSamples / sent.seconds / 1e6,
  }
}
