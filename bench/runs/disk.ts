/** What a sample takes on disk after everything is flushed and merged, with index and metadata. */
import { sendLoad } from '../load/run-load.ts'
import { type Benchmark, INTERVAL_MS } from './benchmark.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Yesterday from nine to twelve, UTC: what crosses midnight costs a second entry in every product's index of the day. */
function yesterdayMorning(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS - DAY_MS + 9 * HOUR_MS
}

export const disk: Benchmark = {
  name: 'disk',
  title: 'Disk after merges, 10,000 series x 3 h @ 15 s',
  measures: [
    { id: 'bytes', label: 'bytes per sample', unit: 'bytes', better: 'less', goal: 1.1, digits: 2 },
    {
      id: 'allocated',
      label: 'the same in blocks of the file system',
      unit: 'bytes',
      better: 'less',
      digits: 2,
    },
    {
      id: 'withCopies',
      label: 'with what a product makes of days that are over',
      unit: 'bytes',
      better: 'less',
      digits: 2,
    },
  ],
  rounds: 1,
  limitMs: 1_200_000,
  async run(product, at) {
    const scrapes = at.quick ? 120 : 720
    const { load, dir: loadDir } = await at.makeLoad(
      {
        seriesCount: 10_000,
        seed: at.seed,
        intervalMs: INTERVAL_MS,
        scrapes,
        startMs: yesterdayMorning(Date.now()),
        shards: 16,
        samplesPerRequest: 10_000,
        samplesPerSeries: 1,
      },
      'disk',
    )
    const server = await product.start({ dir: at.freshDir(product.name), signal: at.signal })
    await sendLoad({ url: server.writeUrl, loadDir, signal: at.signal })
    await server.digest?.(at.signal)
    await server.settle(at.signal)
    const use = await server.dataBytes(at.signal)
    await server.kill()
    return {
      bytes: use.bytes / load.samples,
      allocated: use.allocatedBytes / load.samples,
      withCopies: (use.bytes + (use.copies?.bytes ?? 0)) / load.samples,
      files: use.files,
    }
  },
}
