/** What one query may take, so that a question over everything gets an error and not the process. */
import { executionError } from './query-error.ts'

export interface BudgetLimits {
  /** Points of results, finished and unfinished, that are held at once. */
  readonly maxSamples: number
  /** Samples that are looked at on the way. */
  readonly maxSamplesRead: number
  readonly maxSeries: number
  readonly maxBytes: number
}

export const DEFAULT_LIMITS: BudgetLimits = {
  maxSamples: 50_000_000,
  maxSamplesRead: 1_000_000_000,
  maxSeries: 1_000_000,
  maxBytes: 1024 * 2 ** 20,
}

const TOO_MANY_SAMPLES = 'query processing would load too many samples into memory in query execution'

export class Budget {
  readonly limits: BudgetLimits
  samplesRead = 0
  seriesRead = 0
  bytes = 0
  peakBytes = 0

  constructor(limits: BudgetLimits) {
    this.limits = limits
  }

  countSeries(series: number): void {
    this.seriesRead += series
    if (this.seriesRead > this.limits.maxSeries) {
      throw executionError(
        `the query selects ${this.seriesRead} series, more than the limit of ${this.limits.maxSeries}: narrow its selectors`,
      )
    }
  }

  countSamples(samples: number): void {
    this.samplesRead += samples
    if (this.samplesRead > this.limits.maxSamplesRead) throw executionError(TOO_MANY_SAMPLES)
  }

  /** Before memory is taken that stays for a while. */
  reserve(bytes: number): void {
    this.bytes += bytes
    if (this.bytes > this.peakBytes) this.peakBytes = this.bytes
    if (this.bytes > this.limits.maxSamples * 8) throw executionError(TOO_MANY_SAMPLES)
    if (this.bytes > this.limits.maxBytes) {
      throw executionError(
        `the query needs more than ${Math.round(this.limits.maxBytes / 2 ** 20)} MiB of memory: narrow its selectors or widen its step`,
      )
    }
  }

  release(bytes: number): void {
    this.bytes -= bytes
  }
}
