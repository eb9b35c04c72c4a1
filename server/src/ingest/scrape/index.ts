/**
 * Scraping: every job of the configuration with its pool of targets. `apply` makes what runs fit the configuration, at the start and after
 * each reload, `discovered` makes it fit what discovery found; both leave alone what did not change.
 */
import { isDeepStrictEqual } from 'node:util'
import type { TargetDiscovery } from '@vedette/api'
import { type Labels, labelsEqual, type MetricSink } from '@vedette/model'
import { type RelabelStep, relabelSteps } from '@vedette/model/relabel'
import type { HttpClientConfig, ScrapeConfig } from '../../config/prometheus/types.ts'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import type { HttpClient } from '../http-client.ts'
import { type Clock, systemClock } from './clock.ts'
import type { DiscoveredTargets, Discoveries } from './discovered.ts'
import type { TargetLoop } from './loop.ts'
import { createScrapePool, type ScrapePool } from './pool.ts'
import { type TargetMetadataOfOne, targetDiscovery, targetMetadata } from './status.ts'

export interface ScrapingOptions {
  readonly sink: MetricSink
  /** Who asks targets: `createHttpClient`. */
  readonly createClient: (config: HttpClientConfig) => Pick<HttpClient, 'fetch' | 'close'>
  readonly log: Log
  /** Where samples go; `default` unless given. */
  readonly project?: string
  /** What tells this Vedette from others that scrape the same targets, so that they do so at different times: its host and port. */
  readonly seed?: string
  readonly clock?: Clock
}

export interface Scraping {
  /** Returns at once; what stops takes as long as its last scrape. Job names are unique. */
  apply(configs: readonly ScrapeConfig[], discoveries?: Discoveries): void
  /** The targets of all jobs. A job that is missing has not found out yet and keeps those that it has. */
  discovered(discoveries: Discoveries): void
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
  found: readonly DiscoveredTargets[]
}

export function createScraping(options: ScrapingOptions): Scraping {
  const { sink, createClient, log, project = 'default', seed = '', clock = systemClock } = options
  const jobs = new Map<string, Job>()
  const shutdown = new AbortController()
  /** What was taken out and is not over yet. */
  const ending = new Set<Promise<void>>()
  const surroundings = { sink, createClient, log, project, seed, clock, shutdown: shutdown.signal, rivals }

  function rivals(loop: TargetLoop): TargetLoop[] {
    return [...jobs.values()].flatMap(({ pool }) =>
      [...pool.loops].filter(other => other !== loop && labelsEqual(other.target.labels, loop.target.labels)),
    )
  }

  function end({ pool }: Job): void {
    const over = pool
      .stop(true)
      .catch(error => log.warn('stopping a scrape job failed', { error: messageOf(error) }))
      .finally(() => ending.delete(over))
    ending.add(over)
  }

  function discovered(discoveries: Discoveries): void {
    for (const [name, job] of jobs) {
      const found = discoveries.get(name)
      if (found === undefined || found === job.found) continue
      job.found = found
      job.pool.sync(found)
    }
  }

  return {
    apply(configs, discoveries = new Map()) {
      const names = new Set(configs.map(config => config.jobName))
      for (const [name, job] of jobs) {
        if (names.has(name)) continue
        jobs.delete(name)
        end(job)
      }
      for (const config of configs) {
        const job = jobs.get(config.jobName)
        if (job === undefined) {
          jobs.set(config.jobName, { pool: createScrapePool(config, surroundings), found: [] })
        } else if (!isDeepStrictEqual(config, job.pool.config)) job.pool.reconfigure(config)
      }
      discovered(discoveries)
    },
    discovered,
    async stop() {
      shutdown.abort()
      await Promise.all([...jobs.values()].map(({ pool }) => pool.stop(false)))
      jobs.clear()
      await Promise.all(ending)
    },
    pools: () => [...jobs.keys()],
    targets: () => targetDiscovery([...jobs.values()].map(job => job.pool)),
    targetMetadata: () => targetMetadata([...jobs.values()].map(job => job.pool)),
    relabelSteps(name, labels) {
      const job = jobs.get(name)
      return job && relabelSteps(labels, job.pool.config.relabelConfigs)
    },
  }
}
