/**
 * The targets of one job and their loops. Whatever discovery or a reload changes, loops that are not touched by it go on undisturbed, and a
 * target that only gets new settings keeps what is known of it.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Labels } from '@vedette/model'
import type { HttpClientConfig, ScrapeConfig } from '../../config/prometheus/types.ts'
import { counter, gauge } from '../../self/metrics.ts'
import type { HttpClient } from '../http-client.ts'
import type { DiscoveredTarget, DiscoveredTargets } from './discovered.ts'
import { createTargetLoop, type LoopSurroundings, type TargetLoop } from './loop.ts'
import { ScrapeError } from './scrape-error.ts'
import { buildTarget, type Target, type TargetOutcome } from './target.ts'
import { TargetSamples } from './target-samples.ts'

const activeTargets = gauge('vedette_ingest_scrape_targets', 'Targets that are scraped.', ['job'])
const failedTargets = counter(
  'vedette_ingest_scrape_target_failures_total',
  'Times that what discovery found could not become a target.',
  ['job'],
)

export interface DroppedTarget {
  readonly discovered: Labels
  /** undefined where relabelling dropped it; else why it can't be scraped. */
  readonly reason: string | undefined
}

export interface PoolSurroundings extends Omit<LoopSurroundings, 'client'> {
  readonly project: string
  readonly createClient: (config: HttpClientConfig) => Pick<HttpClient, 'fetch' | 'close'>
}

export interface ScrapePool {
  readonly config: ScrapeConfig
  readonly loops: Iterable<TargetLoop>
  /** At most `keep_dropped_targets`. */
  readonly dropped: readonly DroppedTarget[]
  readonly droppedCount: number
  /** Discovery's newest word. */
  sync(found: readonly DiscoveredTargets[]): void
  /** A reload changed the job. */
  reconfigure(config: ScrapeConfig): void
  /** Stops all loops; `ends` as for a loop. */
  stop(ends: boolean): Promise<void>
}

export function createScrapePool(firstConfig: ScrapeConfig, surroundings: PoolSurroundings): ScrapePool {
  const { log } = surroundings
  let config = firstConfig
  let client = surroundings.createClient(config.http)
  let found: readonly DiscoveredTargets[] = []
  let dropped: DroppedTarget[] = []
  let droppedCount = 0
  let failures = new Set<string>()
  /** Discovery says most targets again and again. */
  let outcomes = new WeakMap<DiscoveredTarget, TargetOutcome>()
  const loops = new Map<string, TargetLoop>()

  /** Makes loops fit what was found; `renew`: all of them have new settings. */
  function settle(renew: boolean): Promise<void>[] {
    const wanted = wantedTargets()
    const stopped: Promise<void>[] = []
    for (const [key, loop] of loops) {
      if (wanted.has(key)) continue
      loops.delete(key)
      stopped.push(loop.stop(true))
    }
    for (const [key, target] of wanted) {
      const before = loops.get(key)
      if (before !== undefined && !renew && sameTiming(before.target, target)) {
        before.discovered = target.discovered
        continue
      }
      stopped.push(replace(key, target, before))
    }
    refuseTooMany()
    activeTargets.set({ job: config.jobName }, loops.size)
    return stopped
  }

  function wantedTargets(): Map<string, Target> {
    const wanted = new Map<string, Target>()
    const before = failures
    failures = new Set()
    dropped = []
    droppedCount = 0
    for (const { source, targets } of found) {
      for (const each of targets) {
        const outcome = outcomes.get(each) ?? buildTarget(each.discovered, config)
        outcomes.set(each, outcome)
        if (outcome.kind === 'target') {
          wanted.set(outcome.target.key, outcome.target)
          continue
        }
        const reason = outcome.kind === 'failed' ? outcome.reason : undefined
        if (reason !== undefined) {
          failures.add(`${source}: ${reason}`)
          failedTargets.inc({ job: config.jobName })
        }
        droppedCount++
        if (config.keepDroppedTargets === 0 || dropped.length < config.keepDroppedTargets) {
          dropped.push({ discovered: outcome.discovered, reason })
        }
      }
    }
    for (const failure of failures) {
      if (!before.has(failure))
        log.error('creating a target failed', { job: config.jobName, reason: failure })
    }
    return wanted
  }

  /** Starts a loop, in place of the one that scraped the target before, if any. */
  function replace(key: string, target: Target, before: TargetLoop | undefined): Promise<void> {
    const { project } = surroundings
    const settings = config
    const keep = before?.samples.suits(settings) === true
    const samples = keep
      ? before.samples
      : new TargetSamples({ project, origin: target.url, labels: target.labels, config: settings })
    const loop = createTargetLoop(target, settings, samples, { ...surroundings, client })
    loops.set(key, loop)
    const handover = (before?.stop(false) ?? Promise.resolve()).then(() => {
      if (keep) samples.reconfigure(settings)
      else if (before !== undefined) samples.succeed(before.samples)
    })
    loop.start(handover)
    return handover
  }

  function refuseTooMany(): void {
    const { targetLimit } = config
    const tooMany = targetLimit > 0 && loops.size > targetLimit
    const words = `target_limit exceeded (number of targets: ${loops.size}, limit: ${targetLimit})`
    const error = tooMany ? new ScrapeError('target-limit', words) : undefined
    for (const loop of loops.values()) loop.refuse(error)
  }

  function warnOfUnsupported(): void {
    const { convertClassicHistogramsToNhcb, scrapeFailureLogFile } = config
    const ignored = [
      ...(convertClassicHistogramsToNhcb ? ['convert_classic_histograms_to_nhcb'] : []),
      ...(scrapeFailureLogFile === '' ? [] : ['scrape_failure_log_file']),
    ]
    if (ignored.length === 0) return
    log.warn('settings of a scrape job have no effect in Vedette', {
      job: config.jobName,
      settings: ignored.join(', '),
    })
  }

  /** When the loops that use it have ended; connections that are open help nobody. */
  function closeAfter(old: Pick<HttpClient, 'close'>, ended: readonly Promise<void>[]): Promise<void> {
    return Promise.all(ended)
      .then(() => old.close())
      .catch(error => log.warn('closing connections to targets failed', { job: config.jobName, error }))
  }

  warnOfUnsupported()
  return {
    get config() {
      return config
    },
    get loops() {
      return loops.values()
    },
    get dropped() {
      return dropped
    },
    get droppedCount() {
      return droppedCount
    },
    sync(newFound) {
      found = newFound
      settle(false)
    },
    reconfigure(newConfig) {
      const oldClient = client
      const changedHttp = !isDeepStrictEqual(newConfig.http, config.http)
      if (changedHttp) client = surroundings.createClient(newConfig.http)
      config = newConfig
      outcomes = new WeakMap()
      warnOfUnsupported()
      const ended = settle(true)
      if (changedHttp) void closeAfter(oldClient, ended)
    },
    async stop(ends) {
      const ended = [...loops.values()].map(loop => loop.stop(ends))
      loops.clear()
      activeTargets.remove({ job: config.jobName })
      await closeAfter(client, ended)
    },
  }
}

function sameTiming(a: Target, b: Target): boolean {
  return a.intervalMs === b.intervalMs && a.timeoutMs === b.timeoutMs
}
