/** Buckets whose counts had to be raised, gathered over all steps and told once for each metric. */
import type { Context } from '../../evaluate/context.ts'
import type { ForcedMonotonicity } from '../../histogram/index.ts'
import { goNumber, goTwoDigits } from '../../syntax/go-number.ts'
import { quote } from '../../syntax/quoted.ts'
import type { Place } from '../../syntax/tree.ts'

interface Note {
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
  readonly #byMetric = new Map<string, Note>()

  constructor(context: Context, place: Place) {
    this.#context = context
    this.#place = place
  }

  add(metricName: string, timeMs: number, { minBucket, maxBucket, maxDiff }: ForcedMonotonicity): void {
    const note = this.#byMetric.get(metricName)
    if (note === undefined) {
      this.#byMetric.set(metricName, {
        count: 1,
        fromMs: timeMs,
        toMs: timeMs,
        minBucket,
        maxBucket,
        maxDiff,
      })
      return
    }
    note.count++
    note.fromMs = Math.min(note.fromMs, timeMs)
    note.toMs = Math.max(note.toMs, timeMs)
    note.minBucket = Math.min(note.minBucket, minBucket)
    note.maxBucket = Math.max(note.maxBucket, maxBucket)
    note.maxDiff = Math.max(note.maxDiff, maxDiff)
  }

  say(): void {
    for (const [metricName, note] of this.#byMetric) {
      const metric = metricName === '' ? '' : ` for metric name ${quote(metricName)}`
      const { count, fromMs, toMs, minBucket, maxBucket, maxDiff } = note
      this.#context.annotations.info(
        `input to histogram_quantile needed to be fixed for monotonicity (see ${ABOUT})${metric}, from buckets ${goNumber(minBucket)} to ${goNumber(maxBucket)}, with a max diff of ${goTwoDigits(maxDiff)}, over ${count} samples from ${timeText(fromMs)} to ${timeText(toMs)}`,
        this.#place,
      )
    }
  }
}

function timeText(timeMs: number): string {
  return new Date(Math.floor(timeMs / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}
