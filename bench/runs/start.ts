/** From the start of the process to its word that it is ready, on a data directory of 50 million samples; its disk use as well. */
import { sendLoad } from '../load/run-load.ts'
import { median } from '../measure/median.ts'
import { cpuSeconds, memoryOf } from '../measure/process.ts'
import { untilQuiet } from '../measure/quiet.ts'
import { type Benchmark, INTERVAL_MS, startOf } from './benchmark.ts'

const STARTS = 3

export const start: Benchmark = {
  name: 'start',
  title: 'Start on 50 million samples (10,000 series x 20.8 h)',
  measures: [
    {
      id: 'ready',
      label: 'start to ready after a clean stop',
      unit: 'ms',
      better: 'less',
      goal: 2000,
      digits: 0,
    },
    {
      id: 'readyAfterKill',
      label: 'start to ready after kill -9',
      unit: 'ms',
      better: 'less',
      goal: 2000,
      digits: 0,
    },
    {
      id: 'cpu',
      label: 'CPU until quiet again, at most 30 s',
      unit: 's',
      better: 'less',
      digits: 2,
    },
    { id: 'resident', label: 'resident memory then', unit: 'MB', better: 'less', digits: 0 },
    { id: 'bytes', label: 'bytes per sample on disk', unit: 'bytes', better: 'less', digits: 2 },
  ],
  rounds: 1,
  limitMs: 1_200_000,
  async run(product, at) {
    const scrapes = at.quick ? 500 : 5000
    const { load, dir: loadDir } = await at.makeLoad(
      {
        seriesCount: 10_000,
        seed: at.seed,
        intervalMs: INTERVAL_MS,
        scrapes,
        startMs: startOf(scrapes, Date.now()),
        shards: 8,
        samplesPerRequest: 10_000,
        samplesPerSeries: 20,
      },
      'start',
    )
    const dir = at.freshDir(product.name)
    let server = await product.start({ dir, signal: at.signal })
    const sent = await sendLoad({ url: server.writeUrl, loadDir, signal: at.signal })
    at.say(`${product.name}: ${sent.ackedSamples} samples in ${sent.seconds.toFixed(1)} s`)
    await server.settle(at.signal)
    const use = await server.dataBytes(at.signal)

    const ready: number[] = []
    const readyAfterKill: number[] = []
    for (let i = 0; i < STARTS; i++) {
      await server.stop(at.signal)
      server = await product.start({ dir, signal: at.signal })
      ready.push(server.readyMs)
    }
    await untilQuiet(server.pid, 30_000, at.signal)
    const cpu = cpuSeconds(server.pid)
    const { residentBytes } = memoryOf(server.pid)
    for (let i = 0; i < STARTS; i++) {
      await server.kill()
      server = await product.start({ dir, signal: at.signal })
      readyAfterKill.push(server.readyMs)
    }
    await server.kill()
    return {
      ready: median(ready),
      readyAfterKill: median(readyAfterKill),
      cpu,
      resident: residentBytes / 1e6,
      bytes: use.bytes / load.samples,
    }
  },
}
