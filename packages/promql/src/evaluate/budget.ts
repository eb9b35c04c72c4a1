/** What one query may take, so that a question over everything gets an error and not the process. */
import { QueryError } from './query-error.ts'

export interface BudgetLimits {
  /** Samples looked at, and samples held at once in results. */
  readonly maxSamples: number
  readonly maxBytes: number
  readonly maxSeries: number
}

export class Budget {
  readonly limits: BudgetLimits
  /** Samples that the sources handed over. */
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
      throw new QueryError(
        'execution',
        `query selects more than ${this.limits.maxSeries} series: narrow its selectors`,
      )
    }
  }

  countSamples(samples: number): void {
    this.samplesRead += samples
    if (this.samplesRead > this.limits.maxSamples) {
      throw new QueryError(
        'execution',
        'query processing would load too many samples into memory in query execution',
      )
    }
  }

  /** Before memory is taken that stays for a while. */
  reserve(bytes: number): void {
    this.bytes += bytes
    if (this.bytes > this.peakBytes) this.peakBytes = this.bytes
    if (this.bytes > this.limits.maxBytes) {
      throw new QueryError(
        'execution',
        `query needs more than ${Math.round(this.limits.maxBytes / 2 ** 20)} MiB of memory: narrow its selectors or widen its step`,
      )
    }
  }

  release(bytes: number): void {
    this.bytes -= bytes
  }
}
