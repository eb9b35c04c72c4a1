/** One target, scraped with bodies that tests write down, and what a store has of it then. */
import { labelsOf } from '@vedette/model'
import { defaultScrapeConfig } from '../src/config/prometheus/defaults.ts'
import type { ScrapeConfig } from '../src/config/prometheus/types.ts'
import { type Taken, TargetSamples } from '../src/ingest/scrape/target-samples.ts'
import { ProtobufWriter } from '../src/wire/protobuf-writer.ts'
import { createCollectingSink } from './collecting-sink.ts'

export const TEXT = 'text/plain; version=0.0.4'
export const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0'
export const PROTOBUF = 'application/vnd.google.protobuf'

export const REPORT = {
  up: true,
  durationSec: 0.5,
  samplesScraped: 0,
  samplesPostRelabel: 0,
  seriesAdded: 0,
  timeoutSec: 10,
  sampleLimit: 0,
  bodySizeBytes: 0,
}

/** Times are seconds. */
export function scraped(change: Partial<ScrapeConfig> = {}) {
  const settings = (more: Partial<ScrapeConfig> = {}) => ({ ...defaultScrapeConfig('j'), ...change, ...more })
  const make = (more: Partial<ScrapeConfig> = {}) =>
    new TargetSamples({
      project: 'default',
      origin: 'http://a/metrics',
      labels: labelsOf({ job: 'j' }),
      config: settings(more),
    })
  const store = createCollectingSink()
  let samples = make()
  const handOver = async (): Promise<void> => {
    const { batch, lost } = samples.ready()
    await store.sink(batch).catch(lost)
  }
  return {
    store,
    settings,
    make,
    get samples() {
      return samples
    },
    use(other: TargetSamples) {
      samples = other
    },
    async take(sec: number, body: string | Uint8Array, contentType = TEXT): Promise<Taken> {
      const taken = await samples.take(
        typeof body === 'string' ? Buffer.from(body) : body,
        contentType,
        sec * 1000,
      )
      await handOver()
      return taken
    },
    async fail(sec: number): Promise<void> {
      samples.takeNothing(sec * 1000)
      await handOver()
    },
    /** Without the target's label, seconds for milliseconds. */
    stored: () =>
      Object.fromEntries(
        Object.entries(store.samples()).map(([series, list]) => [
          series
            .replace(/job="j"(, )?/, '')
            .replace(/(, )?\}$/, '}')
            .replace('{}', ''),
          list.map(([timeMs, value]) => [timeMs / 1000, value]),
        ]),
      ),
  }
}

/** A native histogram with one observation in each of the first `buckets` buckets of schema 0. */
export function nativeHistogram(buckets: number): Uint8Array {
  const writer = new ProtobufWriter()
  writer.delimited(family => {
    family.string(1, 'h')
    family.int(3, 4)
    family.message(4, metric =>
      metric.message(7, h => {
        h.int(1, buckets)
        h.double(2, 1)
        h.message(12, span => {
          span.sint(1, 1)
          span.int(2, buckets)
        })
        h.packedSints(13, [1, ...new Array<number>(buckets - 1).fill(0)])
      }),
    )
  })
  return writer.finish()
}
