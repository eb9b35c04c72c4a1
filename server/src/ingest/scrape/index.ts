/**
 * Scraping: every job of the configuration with its discovery and its pool of targets. `apply` makes what runs fit the configuration, at the
 * start and after each reload, and leaves alone what did not change.
 */
import type { TargetDiscovery } from '@vedette/api'
import { type Labels, labelsEqual, type MetricSink } from '@vedette/model'
import { type RelabelStep, relabelSteps } from '@vedette/model/relabel'
import type { HttpClientConfig, ScrapeConfig } from '../../config/prometheus/types.ts'
import { sameSettings } from '../../config/secret.ts'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import type { HttpClient } from '../http-client.ts'
import { type Clock, systemClock } from './clock.ts'
import type { DiscoveredTargets } from './discovered.ts'
import type { TargetLoop } from './loop.ts'
import { createScrapePool, type ScrapePool } from './pool.ts'
import { type TargetMetadataOfOne, targetDiscovery, targetMetadata } from './status.ts'

export interface ScrapingOptions {
  readonly sink: MetricSink
  /** Who asks targets: `createHttpClient`. */
  readonly createClient: (config: HttpClientConfig) => Pick<HttpClient, 'fetch' | 'close'>
  /** Who finds them: `startDiscovery`. Calls back with all targets of the job, now and whenever they change. */
  readonly discover: (
    config: ScrapeConfig,
    onTargets: (found: readonly DiscoveredTargets[]) => void,
  ) => { stop(): Promise<void> }
  readonly log: Log
  /** Where samples go; `default` unless given. */
  readonly project?: string
  /** What tells this Vedette from others that scrape the same targets, so that they do so at different times: its host and port. */
  readonly seed?: string
  readonly clock?: Clock
}

export interface Scraping {
  /** Returns at once; what stops takes as long as its last scrape. Job names are unique. */
  apply(configs: readonly ScrapeConfig[]): void
  /** Aborts scrapes that run and waits for everything to end. Writes no stale markers: the next start goes on. */
  stop(): Promise<void>
  pools(): readonly string[]
  targets(): TargetDiscovery
  /** What each target said of its metrics when it was last scraped. */
  targetMetadata(): Iterable<TargetMetadataOfOne>
  /** How the job's relabelling turns discovered labels into a target or drops them, rule by rule; undefined where no such job runs. */
  relabelSteps(job: string, discovered: Labels): readonly RelabelStep[] | undefined
}

interface Job {
  readonly pool: ScrapePool
  discovery: { stop(): Promise<void> }
}

export function createScraping(options: ScrapingOptions): Scraping {
  const { sink, createClient, discover, log, project = 'default', seed = '', clock = systemClock } = options
  const jobs = new Map<string, Job>()
  const shutdown = new AbortController()
  /** What was removed and is not over yet. */
  const ending = new Set<Promise<void>>()

  const surroundings = { sink, createClient, log, project, seed, clock, shutdown: shutdown.signal, rivals }

  function rivals(loop: TargetLoop): TargetLoop[] {
    return [...jobs.values()].flatMap(({ pool }) =>
      [...pool.loops].filter(other => other !== loop && labelsEqual(other.target.labels, loop.target.labels)),
    )
  }

  function startJob(config: ScrapeConfig): void {
    const pool = createScrapePool(config, surroundings)
    const job: Job = { pool, discovery: { stop: async () => {} } }
    jobs.set(config.jobName, job)
    job.discovery = discover(config, found => pool.sync(found))
  }

  function changeJob(job: Job, config: ScrapeConfig): void {
    const { pool } = job
    const before = pool.config
    if (sameSettings(config, before)) return
    pool.reconfigure(config)
    if (sameSettings(config.discoveries, before.discoveries)) return
    // The old targets stay until the new discovery has found its own.
    end(job.discovery.stop())
    job.discovery = discover(config, found => pool.sync(found))
  }

  function endJob(job: Job): void {
    end(Promise.all([job.discovery.stop(), job.pool.stop(true)]).then(() => {}))
  }

  function end(over: Promise<void>): void {
    const watched = over
      .catch(error => log.warn('stopping a scrape job failed', { error: messageOf(error) }))
      .finally(() => ending.delete(watched))
    ending.add(watched)
  }

  return {
    apply(configs) {
      const names = new Set(configs.map(config => config.jobName))
      for (const [name, job] of jobs) {
        if (names.has(name)) continue
        jobs.delete(name)
        endJob(job)
      }
      for (const config of configs) {
        const job = jobs.get(config.jobName)
        if (job === undefined) startJob(config)
        else changeJob(job, config)
      }
    },
    async stop() {
      shutdown.abort()
      await Promise.all(
        [...jobs.values()].flatMap(({ discovery, pool }) => [discovery.stop(), pool.stop(false)]),
      )
      jobs.clear()
      await Promise.all(ending)
    },
    pools: () => [...jobs.keys()],
    targets: () => targetDiscovery([...jobs.values()].map(job => job.pool)),
    targetMetadata: () => targetMetadata([...jobs.values()].map(job => job.pool)),
    relabelSteps(name, discovered) {
      const job = jobs.get(name)
      return job && relabelSteps(discovered, job.pool.config.relabelConfigs)
    },
  }
}
