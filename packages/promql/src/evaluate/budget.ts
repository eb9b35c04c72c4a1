/** What one query may take, and all together, so that a question over everything gets an error and not the process. */
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
  maxSamplesRead: 2_000_000_000,
  maxSeries: 1_000_000,
  maxBytes: 1024 * 2 ** 20,
}

/** Memory that queries which run at the same time share. */
export class SharedMemory {
  readonly limitBytes: number
  usedBytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }
}

/** Samples that a query looks at, in Prometheus's way of counting. */
export class SampleCount {
  /** Each as often as it is looked at. */
  queryable = 0
  /** Of windows that overlap only what is new in each. */
  read = 0

  add(queryable: number, read: number): void {
    this.queryable += queryable
    this.read += read
  }
}

const TOO_MANY_SAMPLES = 'query processing would load too many samples into memory in query execution'

export class Budget {
  readonly limits: BudgetLimits
  readonly #shared: SharedMemory
  readonly samples = new SampleCount()
  samplesRead = 0
  seriesRead = 0
  bytes = 0
  peakBytes = 0

  constructor(limits: BudgetLimits, shared: SharedMemory = new SharedMemory(Number.POSITIVE_INFINITY)) {
    this.limits = limits
    this.#shared = shared
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
    this.#shared.usedBytes += bytes
    if (this.bytes > this.peakBytes) this.peakBytes = this.bytes
    if (this.bytes > this.limits.maxSamples * 8) throw executionError(TOO_MANY_SAMPLES)
    if (this.bytes > this.limits.maxBytes) {
      throw executionError(
        `the query needs more than ${mebibytes(this.limits.maxBytes)} of memory: narrow its selectors or widen its step`,
      )
    }
    if (this.#shared.usedBytes > this.#shared.limitBytes) {
      throw executionError(
        `all queries together need more than ${mebibytes(this.#shared.limitBytes)} of memory: try again when fewer run, narrow the selectors or widen the step`,
      )
    }
  }

  release(bytes: number): void {
    this.bytes -= bytes
    this.#shared.usedBytes -= bytes
  }

  /** Nothing of the query is held any more. */
  close(): void {
    this.#shared.usedBytes -= this.bytes
    this.bytes = 0
  }
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
