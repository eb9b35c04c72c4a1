/** What the API tells about targets, in Prometheus's shapes. */
import { hostname } from 'node:os'
import { type ActiveTarget, GO_ZERO_TIME, type MetadataEntry, type TargetDiscovery } from '@vedette/api'
import { formatDurationMs, recordOf } from '@vedette/model'
import type { TargetLoop } from './loop.ts'
import type { ScrapePool } from './pool.ts'

export interface TargetMetadataOfOne {
  readonly labels: Readonly<Record<string, string>>
  readonly metadata: Iterable<MetadataEntry & { readonly metric: string }>
}

export function targetDiscovery(pools: readonly ScrapePool[]): TargetDiscovery {
  const sorted = byJob(pools)
  return {
    activeTargets: sorted.flatMap(pool =>
      sortedLoops(pool).map(loop => activeTarget(pool.config.jobName, loop)),
    ),
    droppedTargets: sorted.flatMap(pool =>
      pool.dropped.map(({ discovered, reason }) => ({
        discoveredLabels: recordOf(discovered),
        scrapePool: pool.config.jobName,
        ...(reason === undefined ? {} : { reason }),
      })),
    ),
    droppedTargetCounts: Object.fromEntries(sorted.map(pool => [pool.config.jobName, pool.droppedCount])),
  }
}

function activeTarget(scrapePool: string, loop: TargetLoop): ActiveTarget {
  const { target } = loop
  const { health, lastError, lastScrapeMs, lastDurationSec } = loop.status()
  return {
    discoveredLabels: recordOf(loop.discovered),
    labels: recordOf(target.labels),
    scrapePool,
    scrapeUrl: target.url,
    globalUrl: globalUrl(target.url),
    lastError,
    lastScrape: lastScrapeMs === undefined ? GO_ZERO_TIME : new Date(lastScrapeMs).toISOString(),
    lastScrapeDuration: lastDurationSec,
    health,
    scrapeInterval: formatDurationMs(target.intervalMs),
    scrapeTimeout: formatDurationMs(target.timeoutMs),
  }
}

/** A link that works from another machine too. */
export function globalUrl(url: string, thisHost: string = hostname()): string {
  return url.replace(/^(https?:\/\/)(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/?]|$)/, `$1${thisHost}`)
}

export function* targetMetadata(pools: readonly ScrapePool[]): Generator<TargetMetadataOfOne> {
  for (const pool of byJob(pools)) {
    for (const loop of sortedLoops(pool)) {
      yield {
        labels: recordOf(loop.target.labels),
        metadata: loop.samples
          .metadata()
          .map(({ family, type, help, unit }) => ({ metric: family, type, help, unit })),
      }
    }
  }
}

function byJob(pools: readonly ScrapePool[]): ScrapePool[] {
  return [...pools].sort((a, b) => (a.config.jobName < b.config.jobName ? -1 : 1))
}

function sortedLoops(pool: ScrapePool): TargetLoop[] {
  return [...pool.loops].sort((a, b) =>
    a.target.url < b.target.url ? -1 : a.target.url > b.target.url ? 1 : 0,
  )
}
