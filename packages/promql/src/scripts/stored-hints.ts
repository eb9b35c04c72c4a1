/**
 * What Prometheus's storage answers about counter resets: it does not keep the hint that a histogram came with, but writes runs of histograms
 * without a reset among them, so that within a run each says `no-reset`. Of the first one it says nothing, not even where it knows of a reset.
 */
import type { NativeHistogram, Span } from '@vedette/model'

interface Run {
  readonly gauge: boolean
  last: NativeHistogram | 'stale'
}

export class StoredHints {
  #run: Run | undefined

  /** The histogram with the hint that it will be read back with. */
  stored(histogram: NativeHistogram): NativeHistogram {
    const gauge = histogram.resetHint === 'gauge'
    if (this.#run !== undefined && joins(this.#run, histogram)) {
      this.#run.last = histogram
      return { ...histogram, resetHint: gauge ? 'gauge' : 'no-reset' }
    }
    this.#run = { gauge, last: histogram }
    return { ...histogram, resetHint: gauge ? 'gauge' : 'unknown' }
  }

  stale(): void {
    if (this.#run !== undefined) this.#run = { gauge: false, last: 'stale' }
  }

  /** Another kind of sample came between. */
  interrupted(): void {
    this.#run = undefined
  }
}

function joins({ gauge, last }: Run, next: NativeHistogram): boolean {
  if (last === 'stale' || gauge !== (next.resetHint === 'gauge')) return false
  if (!sameLayout(last, next) || !sameBounds(last, next)) return false
  if (gauge) return true
  if (next.resetHint === 'reset' || next.count < last.count || next.zeroCount < last.zeroCount) return false
  return (
    !fallsAnywhere(last.positiveSpans, last.positiveCounts, next.positiveSpans, next.positiveCounts) &&
    !fallsAnywhere(last.negativeSpans, last.negativeCounts, next.negativeSpans, next.negativeCounts)
  )
}

function sameLayout(a: NativeHistogram, b: NativeHistogram): boolean {
  return a.schema === b.schema && a.zeroThreshold === b.zeroThreshold
}

function sameBounds(a: NativeHistogram, b: NativeHistogram): boolean {
  return (
    a.customValues.length === b.customValues.length &&
    a.customValues.every((bound, i) => bound === b.customValues[i])
  )
}

function fallsAnywhere(
  spans: readonly Span[],
  counts: Float64Array,
  nextSpans: readonly Span[],
  nextCounts: Float64Array,
): boolean {
  const next = byBucket(nextSpans, nextCounts)
  for (const [bucket, count] of byBucket(spans, counts)) if (count > (next.get(bucket) ?? 0)) return true
  return false
}

function byBucket(spans: readonly Span[], counts: Float64Array): Map<number, number> {
  const buckets = new Map<number, number>()
  let bucket = 0
  let i = 0
  for (const { offset, length } of spans) {
    bucket += offset
    for (let n = 0; n < length; n++) buckets.set(bucket++, counts[i++]!)
  }
  return buckets
}
