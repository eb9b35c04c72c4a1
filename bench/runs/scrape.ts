/** One target of 10,000 series scraped every second: what a scrape costs once names and labels are known. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ExporterMessage, ExporterOptions } from '../load/exporter.ts'
import { cpuSeconds, memoryOf } from '../measure/process.ts'
import { until, untilQuiet } from '../measure/quiet.ts'
import { keepTrack } from '../rivals/server-process.ts'
import { type Benchmark, INTERVAL_MS } from './benchmark.ts'

const SERIES = 10_000
const EVERY_MS = 1000

export const scrape: Benchmark = {
  name: 'scrape',
  title: 'A steady scrape of 10,000 series, one target, every second',
  measures: [
    { id: 'cpu', label: 'server CPU per scrape', unit: 'ms', better: 'less', goal: 30, digits: 1 },
    { id: 'resident', label: 'resident memory', unit: 'MB', better: 'less', digits: 0 },
  ],
  rounds: 3,
  limitMs: 180_000,
  async run(product, at) {
    const warmUp = at.quick ? 5 : 20
    const counted = at.quick ? 10 : 40
    const exporter = await startExporter({
      seriesCount: SERIES,
      seed: at.seed,
      intervalMs: INTERVAL_MS,
      pages: warmUp + counted + 10,
    })
    try {
      const server = await product.start({
        dir: at.freshDir(product.name),
        scrape: { targets: [`127.0.0.1:${exporter.port}`], intervalMs: EVERY_MS },
        signal: at.signal,
      })
      // Half an interval after a scrape its work is done, and the next is not yet there.
      const cpuAfter = async (scrapes: number): Promise<number> => {
        await until(() => exporter.count() >= scrapes, 5, at.signal)
        await new Promise(resolve => setTimeout(resolve, EVERY_MS / 2))
        return cpuSeconds(server.pid)
      }
      const before = await cpuAfter(warmUp)
      const fromMs = Date.now()
      const used = (await cpuAfter(warmUp + counted)) - before
      const toMs = Date.now()
      const { residentBytes } = memoryOf(server.pid)
      exporter.stop()
      await untilQuiet(server.pid, 5000, at.signal)

      let stored = 0
      for await (const series of server.export(fromMs, toMs, at.signal)) {
        // Neither what the scraper says of the scrape nor what a product scrapes of itself.
        const { job, __name__: name = '' } = series.metric
        if (job === 'shop' && name !== 'up' && !name.startsWith('scrape_')) stored += series.values.length
      }
      if (stored < counted * SERIES) {
        throw new Error(`${counted} scrapes of ${SERIES} series were served, ${stored} samples are stored`)
      }
      await server.kill()
      return { cpu: (used / counted) * 1000, resident: residentBytes / 1e6, gzip: exporter.gzip() ? 1 : 0 }
    } finally {
      exporter.stop()
    }
  },
}

async function startExporter(options: ExporterOptions) {
  const file = fileURLToPath(new URL('../load/exporter.ts', import.meta.url))
  const child = keepTrack(fork(file, [JSON.stringify(options)]))
  let count = 0
  let gzip = false
  child.on('message', (message: ExporterMessage) => {
    if (message.kind !== 'scraped') return
    count = message.count
    gzip = message.gzip
  })
  const [first] = (await once(child, 'message')) as [ExporterMessage]
  if (first.kind !== 'ready') throw new Error('the exporter did not say its port')
  return {
    port: first.port,
    count: () => count,
    gzip: () => gzip,
    stop: () => void child.kill('SIGKILL'),
  }
}
