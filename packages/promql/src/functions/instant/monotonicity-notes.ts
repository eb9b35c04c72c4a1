/** Buckets whose counts had to be raised, gathered over all steps and told once for each metric. */
import type { Finding } from '../../annotations.ts'
import type { Context } from '../../evaluate/context.ts'
import type { ForcedMonotonicity } from '../../histogram/index.ts'
import { goNumber, goTwoDigits } from '../../syntax/go-number.ts'
import { quote } from '../../syntax/quoted.ts'
import type { Place } from '../../syntax/tree.ts'

interface Extent {
  count: number
  fromMs: number
  toMs: number
  minBucket: number
  maxBucket: number
  maxDiff: number
}

const ABOUT = 'https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile'

export class MonotonicityNotes {
  readonly #context: Context
  readonly #place: Place
  readonly #byMetric = new Map<string, Extent>()

  constructor(context: Context, place: Place) {
    this.#context = context
    this.#place = place
  }

  add(metricName: string, timeMs: number, { minBucket, maxBucket, maxDiff }: ForcedMonotonicity): void {
    const one = { count: 1, fromMs: timeMs, toMs: timeMs, minBucket, maxBucket, maxDiff }
    const known = this.#byMetric.get(metricName)
    if (known === undefined) this.#byMetric.set(metricName, one)
    else widen(known, one)
  }

  say(): void {
    for (const [metricName, extent] of this.#byMetric) {
      const metric = metricName === '' ? '' : ` for metric name ${quote(metricName)}`
      this.#context.annotations.info(
        `input to histogram_quantile needed to be fixed for monotonicity (see ${ABOUT})${metric}`,
        this.#place,
        new ForcedBuckets(extent),
      )
    }
  }
}

class ForcedBuckets implements Finding {
  readonly #extent: Extent

  constructor(extent: Extent) {
    this.#extent = extent
  }

  get text(): string {
    const { count, fromMs, toMs, minBucket, maxBucket, maxDiff } = this.#extent
    return `, from buckets ${goNumber(minBucket)} to ${goNumber(maxBucket)}, with a max diff of ${goTwoDigits(maxDiff)}, over ${count} samples from ${timeText(fromMs)} to ${timeText(toMs)}`
  }

  joined(other: this): this {
    const extent = { ...this.#extent }
    widen(extent, other.#extent)
    return new ForcedBuckets(extent) as this
  }
}

function widen(extent: Extent, by: Extent): void {
  extent.count += by.count
  extent.fromMs = Math.min(extent.fromMs, by.fromMs)
  extent.toMs = Math.max(extent.toMs, by.toMs)
  extent.minBucket = Math.min(extent.minBucket, by.minBucket)
  extent.maxBucket = Math.max(extent.maxBucket, by.maxBucket)
  extent.maxDiff = Math.max(extent.maxDiff, by.maxDiff)
}

/** A part of a second is left out, towards 1970. */
function timeText(timeMs: number): string {
  return new Date(Math.trunc(timeMs / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}
