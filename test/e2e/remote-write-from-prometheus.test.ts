/** A real Prometheus scrapes a service and remote-writes what it scraped: what it has and what we have must agree sample by sample. */
import { recordOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { SILENT_LOG } from '../../server/src/self/log.ts'
import { openEmbedded } from '../../server/src/store/clickhouse/embedded.ts'
import { ALL_TIME } from '../../server/src/store/contract.ts'
import { openMetricStore } from '../../server/src/store/metric-store.ts'
import { externalProgram } from '../../server/testing/external-program.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { ask } from './answers.ts'
import { type Exported, type ExportedValue, exported, missing, seriesName } from './exported.ts'
import { type PromClientService, startPromClientService } from './prom-client-service.ts'
import { type Prometheus, startPrometheus } from './real-prometheus.ts'
import { until } from './until.ts'
import { startVedette } from './vedette-process.ts'

const JOB = '{job="shop"}'

/** All samples that Prometheus has, without stale markers, which its API does not show. */
async function samplesOf(prometheus: Prometheus): Promise<Exported> {
  const query = new URLSearchParams({ query: `${JOB}[1h]` })
  const { result } = await ask<{
    result: { metric: Record<string, string>; values: [number, string][] }[]
  }>(prometheus.url, `query?${query}`)
  return new Map(
    result.map(({ metric, values }) => [
      seriesName(metric),
      new Map(values.map(([seconds, text]) => [Math.round(seconds * 1000), numberOf(text)])),
    ]),
  )
}

function numberOf(text: string): ExportedValue {
  if (text === 'NaN') return null
  return text === '+Inf'
    ? Number.POSITIVE_INFINITY
    : text === '-Inf'
      ? Number.NEGATIVE_INFINITY
      : Number(text)
}

/** Without the `null`s at the end of series and in between: stale markers here, but for a series that holds NaN. */
function withoutStaleMarkers(all: Exported): Exported {
  return new Map(
    [...all].map(([name, samples]) => [name, new Map([...samples].filter(([, value]) => value !== null))]),
  )
}

const ENDING = ['queue_length', 'orders_total', 'took_seconds_sum']

/** The latest sample of the series whose name begins so. */
function lastOf(all: Exported, name: string): readonly [number, ExportedValue] | undefined {
  const [, samples = new Map<number, ExportedValue>()] =
    [...all].find(([series]) => series.startsWith(name)) ?? []
  return [...samples].sort(([a], [b]) => a - b).at(-1)
}

/** How many series of this metric have not ended. */
async function seriesNow(prometheus: Prometheus, metric: string): Promise<number> {
  const { result } = await ask<{ result: unknown[] }>(
    prometheus.url,
    `query?${new URLSearchParams({ query: metric })}`,
  )
  return result.length
}

async function scrapedTimes(service: PromClientService, more: number): Promise<void> {
  const goal = service.scrapes + more
  await until(`${more} more scrapes`, () => service.scrapes >= goal)
}

describe('a Prometheus that remote-writes', () => {
  it('is mirrored: samples, ends of series, metadata and exemplars, over kill -9', async context => {
    const program = externalProgram(context, 'prometheus')
    await using directory = await temporaryDirectory()
    await using service = await startPromClientService()
    await using vedette = await startVedette()
    await using prometheus = await startPrometheus(program, directory.path, {
      global: { scrape_interval: '250ms', scrape_timeout: '250ms' },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [service.host] }] }],
      remote_write: [
        {
          url: `${vedette.url}/api/v1/write`,
          send_exemplars: true,
          metadata_config: { send_interval: '1s' },
          queue_config: { batch_send_deadline: '200ms', max_backoff: '200ms' },
        },
      ],
    })
    service.queueLength.set(-1.5)
    await scrapedTimes(service, 3)
    for (const special of [Number.POSITIVE_INFINITY, Number.NaN]) {
      service.queueLength.set(special)
      await scrapedTimes(service, 2)
    }
    const metadata = await ask<Record<string, unknown>>(prometheus.url, 'metadata')
    // Prometheus keeps what it can't send and sends it again.
    await vedette.kill()
    await scrapedTimes(service, 3)
    await vedette.start()
    service.remove('queue_length')
    await scrapedTimes(service, 3)
    // A scrape that times out ends all series alike: only a good one ends the gauge before the others.
    await until('Prometheus to miss the gauge alone', async () => {
      const [gauge, counter] = [
        await seriesNow(prometheus, 'queue_length'),
        await seriesNow(prometheus, 'orders_total'),
      ]
      return gauge === 0 && counter === 1
    })
    await service.close()
    await until('Prometheus to see that the service is gone', async () => {
      const up = [...(await samplesOf(prometheus))].find(([name]) => name.startsWith('up{'))
      return up !== undefined && [...up[1].values()].at(-1) === 0
    })

    const [theirs, ours] = await until('Prometheus and Vedette to agree', async () => {
      const before = await samplesOf(prometheus)
      const found = await exported(vedette.url, JOB)
      // Stale markers are sent in their turn, and their API does not show them.
      const ended = ENDING.every(metric => lastOf(found, metric)?.[1] === null)
      return ended && missing(before, found).length === 0 && ([before, found] as const)
    })
    expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort())
    // Nor do we have what they have not; they go on scraping, so they are asked again, afterwards.
    expect(missing(withoutStaleMarkers(ours), await samplesOf(prometheus))).toEqual([])
    expect([...theirs.keys()].filter(name => name.startsWith('took_seconds_bucket'))).toHaveLength(4)

    // All series of the service have ended, the gauge before the others.
    expect(lastOf(ours, 'queue_length')![0]).toBeLessThan(lastOf(ours, 'orders_total')![0])
    expect(lastOf(ours, 'up{')![1]).toBe(0)

    expect(Object.keys(metadata).sort()).toEqual(['orders', 'queue_length', 'took_seconds'])
    for (const family of Object.keys(metadata)) {
      await until(`metadata of ${family}`, async () => {
        const known = await ask<Record<string, unknown>>(vedette.url, `metadata?metric=${family}`)
        return JSON.stringify(known[family]) === JSON.stringify(metadata[family])
      })
    }

    const theirExemplars = await ask<{ exemplars: { labels: Record<string, string>; value: string }[] }[]>(
      prometheus.url,
      `query_exemplars?${new URLSearchParams({ query: 'orders_total', start: '0', end: String(Date.now()) })}`,
    )
    const traces = theirExemplars.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id))
    expect(traces.length).toBeGreaterThan(5)
    await prometheus.stop()
    await vedette.stop()
    expect(await storedTraces(vedette.dataPath)).toEqual(expect.arrayContaining(traces))
  })
})

/** What no endpoint shows yet: the trace ids of the exemplars that are stored. */
async function storedTraces(dataPath: string): Promise<string[]> {
  const log = SILENT_LOG
  const clickhouse = await openEmbedded({ path: dataPath, memoryBytes: 512 * 2 ** 20, readers: 1, log })
  try {
    const store = await openMetricStore({
      clickhouse,
      headWindowMs: 1,
      headBudgetBytes: 2 ** 20,
      lingerMs: 0,
      spacingMs: 0,
      log,
      nowMs: Date.now,
      onLost: () => {},
    })
    const matcher = { kind: '=', name: '__name__', value: 'orders_total' } as const
    const { series } = await store.exemplars('default', [[matcher]], ALL_TIME)
    return series.flatMap(({ exemplars }) => exemplars.map(({ labels }) => recordOf(labels).trace_id ?? ''))
  } finally {
    await clickhouse.close()
  }
}
