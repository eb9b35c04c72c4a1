/**
 * What Prometheus's storage answers about counter resets: it does not keep the hint that a histogram came with, but writes runs of histograms
 * without a reset among them, so that within a run each says `no-reset`, and only the first may say something else.
 */
import type { NativeHistogram, ResetHint, Span } from '@vedette/model'

interface Run {
  readonly first: ResetHint
  count: number
  last: NativeHistogram | 'stale'
}

export class StoredHints {
  #run: Run | undefined

  /** The histogram with the hint that it will be read back with. */
  stored(histogram: NativeHistogram): NativeHistogram {
    const run = this.#run
    const joins = run === undefined ? 'apart' : howItJoins(run, histogram)
    if (run !== undefined && joins === 'joins') {
      run.count++
      run.last = histogram
    } else {
      const first = histogram.resetHint === 'gauge' ? 'gauge' : startHint(histogram, joins)
      this.#run = { first, count: 1, last: histogram }
    }
    const { first, count } = this.#run!
    return { ...histogram, resetHint: first === 'gauge' ? 'gauge' : count > 1 ? 'no-reset' : first }
  }

  stale(): void {
    if (this.#run === undefined) return
    if (this.#run.first === 'gauge') this.#run = { first: 'unknown', count: 1, last: 'stale' }
    else {
      this.#run.count++
      this.#run.last = 'stale'
    }
  }

  /** Another kind of sample came between. */
  interrupted(): void {
    this.#run = undefined
  }
}

function startHint(histogram: NativeHistogram, joins: 'apart' | 'reset' | 'joins'): ResetHint {
  return histogram.resetHint === 'reset' || joins === 'reset' ? 'reset' : 'unknown'
}

function howItJoins({ first, last }: Run, next: NativeHistogram): 'apart' | 'reset' | 'joins' {
  if (next.resetHint === 'gauge') {
    return first === 'gauge' && last !== 'stale' && sameLayout(last, next) && sameBounds(last, next)
      ? 'joins'
      : 'apart'
  }
  if (first === 'gauge') return 'apart'
  if (next.resetHint === 'reset') return 'reset'
  if (last === 'stale') return 'apart'
  if (next.count < last.count) return 'reset'
  if (!sameLayout(last, next)) return 'apart'
  if (!sameBounds(last, next) || next.zeroCount < last.zeroCount) return 'reset'
  const falls =
    fallsAnywhere(last.positiveSpans, last.positiveCounts, next.positiveSpans, next.positiveCounts) ||
    fallsAnywhere(last.negativeSpans, last.negativeCounts, next.negativeSpans, next.negativeCounts)
  return falls ? 'reset' : 'joins'
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
