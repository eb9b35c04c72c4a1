/** What Prometheus has behind feature flags, as far as it changes what a query may say. */
export interface Experimental {
  readonly functions: boolean
  /** `[5m * 2]`, `[step()]`. */
  readonly durationExpressions: boolean
  /** `anchored` and `smoothed`. */
  readonly extendedRangeSelectors: boolean
  /** `fill`, `fill_left`, `fill_right`. */
  readonly fillModifiers: boolean
}
