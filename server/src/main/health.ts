/** What Vedette depends on, and how each of it is: the sentences of the health page. */
import { statfs } from 'node:fs/promises'
import type { HealthCheck, TargetDiscovery } from '@vedette/api'
import type { VedetteConfig } from '../config/index.ts'
import type { Corridor } from '../processor/corridor.ts'
import type { Store } from '../store/open-store.ts'
import { headHealth } from './head-health.ts'

export interface HealthSources {
  readonly config: VedetteConfig
  readonly store: Store
  readonly corridor: Corridor
  readonly targets: () => TargetDiscovery
  readonly lastReload: () => { readonly ok: boolean; readonly reason: string }
  readonly disk: DiskWatch
  readonly nowMs: () => number
}

export interface DiskWatch extends Disposable {
  readonly freeBytes: number | undefined
}

const GIB = 2 ** 30

export function healthChecks(sources: HealthSources): HealthCheck[] {
  return [
    storeCheck(sources),
    headHealth({
      fill: sources.store.fill,
      windowMs: sources.store.metrics.head.windowMs,
      configuredMs: sources.config.store.head.windowMs,
      seriesCount: sources.store.metrics.head.seriesCount,
    }),
    queueCheck(sources),
    diskCheck(sources),
    memoryCheck(sources),
    scrapeCheck(sources),
    configCheck(sources),
  ]
}

function storeCheck({ store, nowMs }: HealthSources): HealthCheck {
  const { trouble } = store.metrics.commit
  const where = store.clickhouse.kind === 'embedded' ? 'The embedded ClickHouse' : 'The ClickHouse server'
  if (trouble === undefined) return { name: 'store', state: 'good', sentence: `${where} takes writes.` }
  const seconds = Math.round((nowMs() - trouble.sinceMs) / 1000)
  return {
    name: 'store',
    state: 'critical',
    sentence: `${where} has not taken a write for ${seconds} s: ${trouble.reason}. What was taken is kept in memory and tried again.`,
  }
}

function queueCheck({ corridor, config }: HealthSources): HealthCheck {
  const share = corridor.pendingBytes / config.memory.queueBytes
  const percent = Math.round(share * 100)
  if (share < 0.8)
    return {
      name: 'queue',
      state: 'good',
      sentence: `${percent} % of the room for samples that are not durable yet is in use.`,
    }
  return {
    name: 'queue',
    state: share < 1 ? 'warning' : 'critical',
    sentence: `${percent} % of the room for samples that are not durable yet is in use; senders are told to wait when it is full (memory.queue_share).`,
  }
}

function diskCheck({ disk, config }: HealthSources): HealthCheck {
  if (disk.freeBytes === undefined)
    return {
      name: 'disk',
      state: 'warning',
      sentence: `How much room ${config.dataPath} has could not be read.`,
    }
  const free = `${(disk.freeBytes / GIB).toFixed(1)} GiB`
  if (disk.freeBytes > 2 * GIB)
    return { name: 'disk', state: 'good', sentence: `${free} are free where the data is.` }
  return {
    name: 'disk',
    state: disk.freeBytes > GIB / 4 ? 'warning' : 'critical',
    sentence: `Only ${free} are free where the data is (${config.dataPath}): make room, or shorten store.retention.metrics.`,
  }
}

function memoryCheck({ config }: HealthSources): HealthCheck {
  const { rss } = process.memoryUsage()
  const used = `${Math.round(rss / 2 ** 20)} MiB of ${Math.round(config.memory.budgetBytes / 2 ** 20)} MiB`
  if (rss <= config.memory.budgetBytes)
    return { name: 'memory', state: 'good', sentence: `${used} are in use.` }
  return { name: 'memory', state: 'warning', sentence: `${used} are in use, more than memory.budget.` }
}

function scrapeCheck({ targets }: HealthSources): HealthCheck {
  const { activeTargets } = targets()
  const down = activeTargets.filter(target => target.health === 'down')
  if (activeTargets.length === 0)
    return { name: 'scraping', state: 'good', sentence: 'There are no targets to scrape.' }
  if (down.length === 0)
    return { name: 'scraping', state: 'good', sentence: `No target is down, of ${activeTargets.length}.` }
  return {
    name: 'scraping',
    state: 'warning',
    sentence: `${down.length} of ${activeTargets.length} targets are down; the first: ${down[0]!.scrapeUrl}, ${down[0]!.lastError}`,
  }
}

function configCheck({ lastReload }: HealthSources): HealthCheck {
  const { ok, reason } = lastReload()
  if (ok)
    return {
      name: 'configuration',
      state: 'good',
      sentence: 'The configuration is in force as it stands in its files.',
    }
  return {
    name: 'configuration',
    state: 'warning',
    sentence: `The last reload was refused, the configuration before it is in force: ${reason}`,
  }
}

/** Looks at the free room every so often, so that the health page need not wait for a disk. */
export function watchDisk(path: string, everyMs = 10_000): DiskWatch {
  let freeBytes: number | undefined
  const look = async (): Promise<void> => {
    try {
      const { bavail, bsize } = await statfs(path)
      freeBytes = bavail * bsize
    } catch {
      freeBytes = undefined
    }
  }
  void look()
  const timer = setInterval(() => void look(), everyMs)
  timer.unref()
  return {
    get freeBytes() {
      return freeBytes
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
