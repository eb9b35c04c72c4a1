/**
 * What discovery hands to scraping: for each job the whole set of targets that each of its sources knows. A source is one
 * entry of a discovery section (`static_configs/0`, a file, a DNS name, a Kubernetes role); its newest set replaces the one before.
 */
import type { Labels } from '@vedette/model'

export interface DiscoveredTarget {
  /** `__address__`, `__meta_*` and the group's labels, before anything of the scrape config is added. */
  readonly discovered: Labels
}

export interface DiscoveredTargets {
  readonly source: string
  readonly targets: readonly DiscoveredTarget[]
}

/** Everything that was discovered for each job, by `job_name`. */
export type Discoveries = ReadonlyMap<string, readonly DiscoveredTargets[]>
