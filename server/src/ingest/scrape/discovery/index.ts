/**
 * Finds the targets of one job: all discoveries of its scrape config together, kept up to date for as long as it runs.
 *
 * The first set is handed on when every discovery has tried once (at the latest after five seconds), later changes at most every
 * five seconds. What fails is counted, logged with the
 * job and the reason, and costs no targets: the last good ones stay.
 */
import type { Discovery, ScrapeConfig } from '../../../config/prometheus/types.ts'
import type { Log } from '../../../self/log.ts'
import { counter, gauge } from '../../../self/metrics.ts'
import type { HttpClientOptions } from '../../http-client.ts'
import type { DiscoveredTargets } from '../discovered.ts'
import { type DnsOptions, startDns } from './dns.ts'
import { startFile } from './file.ts'
import { startHttp } from './http.ts'
import { type KubernetesOptions, startKubernetes } from './kubernetes/index.ts'
import { type Findings, type Mechanism, sameTargets } from './mechanism.ts'
import { startStatic } from './static.ts'
import { createThrottle } from './throttle.ts'

const failuresTotal = counter(
  'vedette_discovery_failures_total',
  'Times that discovery could not read or follow its source; the last good targets stay.',
  ['mechanism'],
)
const targetsFound = gauge('vedette_discovery_targets', 'Targets that discovery knows, before relabelling.', [
  'job',
])

export interface DiscoveryOptions {
  /** Gets the whole set of the job each time, one entry per source that has targets. */
  readonly onTargets: (targets: readonly DiscoveredTargets[]) => void
  readonly log: Log
  /** The least time between two calls of `onTargets`; 5 s unless given. */
  readonly debounceMs?: number
  readonly http?: HttpClientOptions
  readonly dns?: DnsOptions
  readonly kubernetes?: KubernetesOptions
  readonly nowMs?: () => number
}

export interface RunningDiscovery {
  /** `onTargets` is not called any more once this was called; resolves when all connections and watches are closed. */
  stop(): Promise<void>
}

export function startDiscovery(
  config: Pick<ScrapeConfig, 'jobName' | 'discoveries'>,
  options: DiscoveryOptions,
): RunningDiscovery {
  const sources = new Map<string, DiscoveredTargets>()
  const gaugeOfJob = targetsFound.labels(config.jobName)
  const debounceMs = options.debounceMs ?? 5000
  let open = false
  const throttle = createThrottle(
    debounceMs,
    () => {
      const all = [...sources.values()]
      gaugeOfJob.set(all.reduce((sum, { targets }) => sum + targets.length, 0))
      options.onTargets(all)
    },
    options.nowMs ?? Date.now,
  )

  const mechanisms = config.discoveries.map((discovery, index) => {
    const findings: Findings = {
      set(source, targets) {
        const key = `${discovery.kind}/${index}/${source}`
        const before = sources.get(key)?.targets ?? []
        if (sameTargets(before, targets)) return
        if (targets.length === 0) sources.delete(key)
        else sources.set(key, { source: key, targets })
        if (open) throttle.changed()
      },
      failed(reason) {
        failuresTotal.inc({ mechanism: discovery.kind })
        options.log.warn(`discovery for the job ${config.jobName} failed, its last good targets stay`, {
          job: config.jobName,
          mechanism: discovery.kind,
          reason,
        })
      },
    }
    return startMechanism(discovery, findings, options)
  })
  // The first set waits until all have tried once, so that a reload does not take targets away for a moment; but what is known is
  // not kept back for long by one that hangs.
  const patience = setTimeout(() => {
    open = true
    if (sources.size > 0) throttle.changed()
  }, debounceMs)
  Promise.all(mechanisms.map(mechanism => mechanism.first)).then(() => {
    clearTimeout(patience)
    open = true
    throttle.changed()
  })

  return {
    async stop() {
      throttle.stop()
      clearTimeout(patience)
      targetsFound.remove(config.jobName)
      await Promise.all(mechanisms.map(mechanism => mechanism.stop()))
    },
  }
}

function startMechanism(discovery: Discovery, findings: Findings, options: DiscoveryOptions): Mechanism {
  switch (discovery.kind) {
    case 'static':
      return startStatic(discovery, findings)
    case 'file':
      return startFile(discovery, findings)
    case 'http':
      return startHttp(discovery, findings, options.http ?? {})
    case 'dns':
      return startDns(discovery, findings, options.dns)
    case 'kubernetes':
      return startKubernetes(discovery, findings, { http: options.http ?? {}, ...options.kubernetes })
  }
}
