/** What the Prometheus API asks of the rest of the house. */
import {
  type BuildInfo,
  DEFAULT_PROJECT,
  type MetadataEntry,
  type ReplayStatus,
  type RuntimeInfo,
  type SettingInForce,
  type TargetDiscovery,
} from '@vedette/api'
import type { Labels } from '@vedette/model'
import type { RelabelStep } from '@vedette/model/relabel'
import type { FastifyRequest } from 'fastify'
import type { Log } from '../../self/log.ts'
import type { MetricStore } from '../../store/contract.ts'
import type { QueryService } from '../promql/query-service.ts'

export interface PrometheusApiOptions {
  readonly store: Pick<
    MetricStore,
    | 'select'
    | 'series'
    | 'labelNames'
    | 'labelValues'
    | 'metadata'
    | 'cardinality'
    | 'seriesChanges'
    | 'exemplars'
  >
  readonly queries: QueryService
  /** Of one series in a range query. */
  readonly maxPoints: number
  readonly nowMs: () => number
  readonly log: Log
  readonly projectOf: (request: FastifyRequest) => string
  /** What other systems are to see on every series that they read from here. */
  readonly externalLabels: () => Labels
  readonly scraping: ScrapeStatus
  readonly status: ProcessStatus
  /** No answer has more series, names or values than this. */
  readonly mostResults: number
}

export const MOST_RESULTS = 1_000_000

/** What is scraped belongs to the default project; who asks for another sees nothing of it. */
export function scrapingFor(request: FastifyRequest, options: PrometheusApiOptions): ScrapeStatus {
  return options.projectOf(request) === DEFAULT_PROJECT ? options.scraping : NOTHING_SCRAPED
}

const NOTHING_SCRAPED: ScrapeStatus = {
  targets: () => ({ activeTargets: [], droppedTargets: [], droppedTargetCounts: {} }),
  pools: () => [],
  targetMetadata: () => [],
  relabelSteps: () => undefined,
}

export interface ScrapeStatus {
  targets(): TargetDiscovery
  pools(): readonly string[]
  /** What each target said of its metrics when it was last scraped. */
  targetMetadata(): Iterable<{
    readonly labels: Readonly<Record<string, string>>
    readonly metadata: Iterable<MetadataEntry & { readonly metric: string }>
  }>
  /** What the pool's rules make of discovered labels, one after the other; undefined where there is no such pool. */
  relabelSteps(pool: string, discovered: Labels): readonly RelabelStep[] | undefined
}

export interface ProcessStatus {
  readonly build: BuildInfo
  runtime(): RuntimeInfo
  /** The prometheus.yml in force, secrets hidden. */
  configYaml(): string
  /** What was set on the command line and by the environment, by name. */
  flags(): Readonly<Record<string, string>>
  /** All settings, with where each was made. */
  settings(): readonly SettingInForce[]
  replay(): ReplayStatus
}
