/**
 * The discoveries of all jobs, kept in step with the configuration: a reload starts, keeps and stops what has to be, so that
 * a job whose discovery did not change keeps its watches, and one whose did keeps its targets until the new ones are known.
 */
import type { ScrapeConfig } from '../../../config/prometheus/types.ts'
import { sameSettings } from '../../../config/secret.ts'
import type { DiscoveredTargets, Discoveries } from '../discovered.ts'
import { type DiscoveryOptions, type RunningDiscovery, startDiscovery } from './index.ts'

export type DiscoveredJob = Pick<ScrapeConfig, 'jobName' | 'discoveries'>

export interface JobDiscovery {
  /** Resolves when what had to stop has stopped; the new discoveries are running before. */
  apply(jobs: readonly DiscoveredJob[]): Promise<void>
  stop(): Promise<void>
}

export interface JobDiscoveryOptions extends Omit<DiscoveryOptions, 'onTargets'> {
  /** Gets the targets of all jobs each time; a job that has not found out yet is missing. */
  readonly onDiscoveries: (discoveries: Discoveries) => void
}

export function createJobDiscovery(options: JobDiscoveryOptions): JobDiscovery {
  const { onDiscoveries, ...shared } = options
  const running = new Map<string, { readonly job: DiscoveredJob; readonly discovery: RunningDiscovery }>()
  const found = new Map<string, readonly DiscoveredTargets[]>()

  function start(job: DiscoveredJob): void {
    const discovery = startDiscovery(job, {
      ...shared,
      onTargets(targets) {
        found.set(job.jobName, targets)
        onDiscoveries(new Map(found))
      },
    })
    running.set(job.jobName, { job, discovery })
  }

  async function apply(jobs: readonly DiscoveredJob[]): Promise<void> {
    const wanted = new Map(jobs.map(job => [job.jobName, job]))
    const stops: Promise<void>[] = []
    let removed = false
    for (const [name, { job, discovery }] of running) {
      const next = wanted.get(name)
      if (next !== undefined && sameSettings(next.discoveries, job.discoveries)) continue
      running.delete(name)
      stops.push(discovery.stop())
      if (next === undefined && found.delete(name)) removed = true
    }
    for (const job of jobs) if (!running.has(job.jobName)) start(job)
    if (removed) onDiscoveries(new Map(found))
    await Promise.all(stops)
  }

  return {
    apply,
    async stop() {
      const all = [...running.values()]
      running.clear()
      await Promise.all(all.map(({ discovery }) => discovery.stop()))
    },
  }
}
