/** Scraping for tests: real targets over HTTP, a clock that is moved by hand, and a store that can be looked into. */
import { createServer, type RequestListener } from 'node:http'
import { labelsOf } from '@vedette/model'
import { defaultScrapeConfig } from '../src/config/prometheus/defaults.ts'
import type { ScrapeConfig } from '../src/config/prometheus/types.ts'
import { createHttpClient } from '../src/ingest/http-client.ts'
import type { DiscoveredTargets } from '../src/ingest/scrape/discovered.ts'
import { createScraping, type Scraping } from '../src/ingest/scrape/index.ts'
import { type Log, SILENT_LOG } from '../src/self/log.ts'
import { type CollectingSink, createCollectingSink } from './collecting-sink.ts'
import { type Listening, listen } from './loopback.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'

/** Of the clock that is moved by hand, so a long one costs nothing. The timeout is as long and of the machine's clock: that may stutter. */
export const INTERVAL_MS = 60_000

export interface ScrapingFixture {
  readonly scraping: Scraping
  apply(...configs: ScrapeConfig[]): void
  readonly store: CollectingSink
  readonly clock: ManualClock
  /** A server that is a target; closed with the rest. */
  serve(listener: RequestListener): Promise<Listening>
  config(change?: Partial<ScrapeConfig>): ScrapeConfig
  /** What discovery finds for a job, now or from its start on. */
  discover(job: string, ...targets: Record<string, string>[]): void
  /** Lets an interval pass, and waits until the store was given as many batches. */
  round(batches?: number): Promise<void>
  /** Resolves when the store was given that many batches in all. */
  batches(count: number): Promise<void>
  /** The newest value of a series of the store, whatever its labels but these are. */
  newest(series: string): number | 'stale' | undefined
  close(): Promise<void>
}

export function createScrapingFixture(log: Log = SILENT_LOG): ScrapingFixture {
  const store = createCollectingSink()
  const clock = createManualClock()
  const servers: Listening[] = []
  const found = new Map<string, readonly DiscoveredTargets[]>()
  const watchers = new Set<() => void>()
  let given = 0
  const scraping = createScraping({
    sink: (batch, signal) => {
      const taken = store.sink(batch, signal)
      given++
      // Once the sink has said what it says, refusals included.
      setImmediate(() => {
        for (const watcher of [...watchers]) watcher()
      })
      return taken
    },
    createClient: createHttpClient,
    log,
    clock,
  })
  const batches = (count: number): Promise<void> =>
    new Promise(resolve => {
      const look = (): void => {
        if (given < count) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
    })
  return {
    scraping,
    apply: (...configs) => scraping.apply(configs, found),
    store,
    clock,
    async serve(listener) {
      const server = await listen(createServer(listener))
      servers.push(server)
      return server
    },
    config: change => ({
      ...defaultScrapeConfig('job'),
      scrapeIntervalMs: INTERVAL_MS,
      scrapeTimeoutMs: INTERVAL_MS,
      ...change,
    }),
    discover(job, ...targets) {
      const all = [{ source: 'static/0', targets: targets.map(target => ({ discovered: labelsOf(target) })) }]
      found.set(job, all)
      scraping.discovered(found)
    },
    async round(count = 1) {
      const before = given
      await clock.waiters(1)
      await clock.advance(INTERVAL_MS)
      await batches(before + count)
    },
    batches,
    newest(series) {
      for (const [name, samples] of Object.entries(store.samples())) {
        if (name === series || name.startsWith(`${series}{`)) return samples.at(-1)?.[1]
      }
      return undefined
    },
    async close() {
      await scraping.stop()
      await Promise.all(servers.map(server => server.close()))
    },
  }
}
