/** Walks over all buckets of a histogram, upwards or downwards, one at a time and without making objects of them. */
import type { NativeHistogram, Span } from '@vedette/model'
import { boundOf, usesCustomBuckets } from './bounds.ts'

/** How the interval of a bucket is bounded, in the numbers of the HTTP API: which of its ends are open. */
export type Boundaries = 0 | 1 | 2 | 3

export interface Bucket {
  readonly lower: number
  readonly upper: number
  readonly lowerInclusive: boolean
  readonly upperInclusive: boolean
  readonly count: number
}

export class BucketCursor implements Bucket {
  lower = 0
  upper = 0
  lowerInclusive = false
  upperInclusive = false
  count = 0
  readonly #h: NativeHistogram
  readonly #downwards: boolean
  readonly #custom: boolean
  /** 0: the side walked towards zero, 1: the zero bucket, 2: the side walked away from it, 3: done. */
  #stage = 0
  #span = 0
  #inSpan = 0
  #bucket = 0
  #index = 0

  constructor(h: NativeHistogram, downwards = false) {
    this.#h = h
    this.#downwards = downwards
    this.#custom = usesCustomBuckets(h)
    this.#startAtFarEnd(this.#spans())
  }

  next(): boolean {
    if (this.#stage === 0) {
      if (this.#inwards()) return true
      this.#stage = 1
    }
    if (this.#stage === 1) {
      this.#stage = 2
      this.#span = this.#inSpan = this.#bucket = 0
      this.#index = this.#spans()[0]?.offset ?? 0
      if (this.#h.zeroCount > 0) {
        this.#zero()
        return true
      }
    }
    return this.#stage === 2 && this.#outwards()
  }

  #positive(): boolean {
    return (this.#stage === 0) === this.#downwards
  }

  #spans(): readonly Span[] {
    return this.#positive() ? this.#h.positiveSpans : this.#h.negativeSpans
  }

  #counts(): Float64Array {
    return this.#positive() ? this.#h.positiveCounts : this.#h.negativeCounts
  }

  #startAtFarEnd(spans: readonly Span[]): void {
    this.#span = spans.length - 1
    this.#bucket = this.#counts().length - 1
    this.#inSpan = (spans[this.#span]?.length ?? 0) - 1
    this.#index = -1
    for (const { offset, length } of spans) this.#index += offset + length
  }

  #inwards(): boolean {
    if (this.#bucket < 0) return false
    const spans = this.#spans()
    while (this.#inSpan < 0) {
      if (this.#span <= 0) return false
      this.#index -= spans[this.#span]!.offset
      this.#span--
      this.#inSpan = spans[this.#span]!.length - 1
    }
    this.#arrive(this.#index, this.#counts()[this.#bucket]!)
    this.#bucket--
    this.#inSpan--
    this.#index--
    return true
  }

  #outwards(): boolean {
    const spans = this.#spans()
    const counts = this.#counts()
    while (this.#span < spans.length && this.#inSpan >= spans[this.#span]!.length) {
      this.#inSpan = 0
      this.#span++
      this.#index += spans[this.#span]?.offset ?? 0
    }
    if (this.#span >= spans.length || this.#bucket >= counts.length) {
      this.#stage = 3
      return false
    }
    this.#arrive(this.#index, counts[this.#bucket]!)
    this.#bucket++
    this.#inSpan++
    this.#index++
    return true
  }

  /** A bucket that overlaps the zero bucket begins where that ends. */
  #arrive(index: number, count: number): void {
    const { schema, customValues, zeroThreshold } = this.#h
    const outer = boundOf(index, schema, customValues)
    let inner = boundOf(index - 1, schema, customValues)
    const positive = this.#positive()
    this.lowerInclusive = this.#custom ? index === 0 : !positive
    this.upperInclusive = this.#custom || positive
    if (!this.#custom && inner > 0 && inner < zeroThreshold) inner = zeroThreshold
    this.lower = positive ? inner : -outer
    this.upper = positive ? outer : -inner
    this.count = count
  }

  #zero(): void {
    this.lower = -this.#h.zeroThreshold
    this.upper = this.#h.zeroThreshold
    this.lowerInclusive = this.upperInclusive = true
    this.count = this.#h.zeroCount
  }
}

/** Negative buckets, the zero bucket where it has a count, positive buckets; empty ones too. */
export function bucketsAscending(h: NativeHistogram): Bucket[] {
  const buckets: Bucket[] = []
  for (const cursor = new BucketCursor(h); cursor.next(); ) {
    const { lower, upper, lowerInclusive, upperInclusive, count } = cursor
    buckets.push({ lower, upper, lowerInclusive, upperInclusive, count })
  }
  return buckets
}

export interface JsonBucket {
  /** 0: open left, 1: open right, 2: open both, 3: closed both. */
  readonly boundaries: Boundaries
  readonly lower: number
  readonly upper: number
  readonly count: number
}

/** As the HTTP API shows them: without empty ones. */
export function bucketsForJson(h: NativeHistogram): JsonBucket[] {
  const buckets: JsonBucket[] = []
  for (const cursor = new BucketCursor(h); cursor.next(); ) {
    const { lower, upper, lowerInclusive, upperInclusive, count } = cursor
    if (count === 0) continue
    const boundaries = lowerInclusive ? (upperInclusive ? 3 : 1) : upperInclusive ? 0 : 2
    buckets.push({ boundaries, lower, upper, count })
  }
  return buckets
}
