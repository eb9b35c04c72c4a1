/** What is scraped: `/api/v1/targets`, `/api/v1/targets/metadata`, `/api/v1/scrape_pools`, in Prometheus's shapes. */
import type { MetadataEntry } from './prometheus.ts'

export type TargetHealth = 'up' | 'down' | 'unknown'

export interface ActiveTarget {
  /** As discovery found it, before relabelling. */
  readonly discoveredLabels: Readonly<Record<string, string>>
  /** What is added to every series. */
  readonly labels: Readonly<Record<string, string>>
  readonly scrapePool: string
  readonly scrapeUrl: string
  /** The same as seen from elsewhere: this machine's name instead of `localhost`. */
  readonly globalUrl: string
  /** Empty where the last scrape went well. */
  readonly lastError: string
  /** RFC 3339; Go's zero time before the first scrape. */
  readonly lastScrape: string
  /** Seconds. */
  readonly lastScrapeDuration: number
  readonly health: TargetHealth
  readonly scrapeInterval: string
  readonly scrapeTimeout: string
}

/** Found by discovery and not scraped. */
export interface DroppedTarget {
  readonly discoveredLabels: Readonly<Record<string, string>>
  readonly scrapePool: string
  /** Why it can't be a target; absent where relabelling dropped it. Vedette's own addition. */
  readonly reason?: string
}

export interface TargetDiscovery {
  readonly activeTargets: readonly ActiveTarget[]
  readonly droppedTargets: readonly DroppedTarget[]
  /** By scrape pool; the list above may be shorter (`keep_dropped_targets`). */
  readonly droppedTargetCounts: Readonly<Record<string, number>>
}

export interface TargetMetadata extends MetadataEntry {
  readonly target: Readonly<Record<string, string>>
  /** Absent where one metric was asked for. */
  readonly metric?: string
}

/** `/api/v1/targets/relabel_steps`: how relabelling makes a target of discovered labels, or drops it. */
export interface RelabelSteps {
  /** Up to the rule that dropped it. */
  readonly steps: readonly RelabelStepShown[]
}

export interface RelabelStepShown {
  readonly rule: RelabelRuleShown
  /** After the rule. */
  readonly output: Readonly<Record<string, string>>
  readonly keep: boolean
}

/** As in prometheus.yml, defaults included. */
export interface RelabelRuleShown {
  readonly source_labels?: readonly string[]
  readonly separator: string
  readonly regex: string
  readonly modulus?: number
  readonly target_label?: string
  readonly replacement: string
  readonly action: string
}

export interface ScrapePools {
  readonly scrapePools: readonly string[]
}

export const GO_ZERO_TIME = '0001-01-01T00:00:00Z'
