/** What a product does when nobody asks anything of it: CPU over a minute, an hour of 10,000 series on board. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sendLoad } from '../load/run-load.ts'
import { cpuSeconds, memoryOf } from '../measure/process.ts'
import { untilQuiet } from '../measure/quiet.ts'
import { type Benchmark, INTERVAL_MS, startOf } from './benchmark.ts'

export const idle: Benchmark = {
  name: 'idle',
  title: 'Idle, an hour of 10,000 series on board',
  measures: [
    { id: 'cpu', label: 'CPU', unit: '% of a core', better: 'less', goal: 2, digits: 2 },
    { id: 'resident', label: 'resident memory', unit: 'MB', better: 'less', digits: 0 },
  ],
  rounds: 1,
  limitMs: 300_000,
  async run(product, at) {
    const scrapes = at.quick ? 60 : 240
    const { dir: loadDir } = await at.makeLoad({
      seriesCount: 10_000,
      seed: at.seed,
      intervalMs: INTERVAL_MS,
      scrapes,
      startMs: startOf(scrapes, Date.now()),
      shards: 8,
      samplesPerRequest: 10_000,
      samplesPerSeries: 4,
    })
    const server = await product.start({ dir: at.freshDir(product.name), signal: at.signal })
    await sendLoad({ url: server.writeUrl, loadDir, signal: at.signal })
    await untilQuiet(server.pid, 60_000, at.signal)
    const seconds = at.quick ? 20 : 60
    const before = cpuSeconds(server.pid)
    await sleep(seconds * 1000, undefined, { signal: at.signal })
    const used = cpuSeconds(server.pid) - before
    const { residentBytes } = memoryOf(server.pid)
    await server.kill()
    return { cpu: (used / seconds) * 100, resident: residentBytes / 1e6 }
  },
}
