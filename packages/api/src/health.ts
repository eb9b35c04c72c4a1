/** How the parts that Vedette depends on are doing: `/health`. */
export type HealthState = 'good' | 'warning' | 'critical'

export interface HealthCheck {
  /** What is looked at, in a word or two: `store`, `disk`, `scraping`. */
  readonly name: string
  readonly state: HealthState
  /** One sentence that a person can act on. */
  readonly sentence: string
}

export interface HealthReport {
  /** The worst of all checks. */
  readonly state: HealthState
  readonly checks: readonly HealthCheck[]
}

export function healthReport(checks: readonly HealthCheck[]): HealthReport {
  const state = checks.some(check => check.state === 'critical')
    ? 'critical'
    : checks.some(check => check.state === 'warning')
      ? 'warning'
      : 'good'
  return { state, checks }
}
