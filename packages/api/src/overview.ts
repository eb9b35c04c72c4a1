/** What comes in right now: the landing page, and `GET /api/v1/status/overview`. */
export interface Overview {
  readonly version: string
  readonly samplesPerSecond: number
  readonly activeSeries: number
  /** Every scrape target, the failing ones first; at most as many as the page shows. */
  readonly targets: readonly OverviewTarget[]
  readonly targetsUp: number
  readonly targetsDown: number
  /** Found but not scraped yet. */
  readonly targetsUnknown: number
  readonly doors: readonly OverviewDoor[]
}

export interface OverviewTarget {
  readonly job: string
  readonly url: string
  readonly health: 'up' | 'down' | 'unknown'
  /** Empty where the last scrape went well. */
  readonly lastError: string
  readonly lastScrapeMs: number | undefined
}

export interface OverviewDoor {
  /** As people call it: `Remote write`, `OpenTelemetry`. */
  readonly name: string
  /** Where it listens; empty where it does not, as with scraping. */
  readonly url: string
  readonly samplesPerSecond: number
  /** Lines to copy that point something at this door. */
  readonly snippet: string
  /** What to do with the snippet: `In prometheus.yml`. */
  readonly where: string
}
