/** Spans and the bucket indexes that they stand for. */
import type { NativeHistogram, Span } from '@vedette/model'

export const NO_COUNTS = new Float64Array(0)

export function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    if (a[i]!.offset !== b[i]!.offset || a[i]!.length !== b[i]!.length) return false
  }
  return true
}

/** One per bucket, ascending. */
export function indexesOf(spans: readonly Span[], buckets: number): Int32Array {
  const indexes = new Int32Array(buckets)
  let next = 0
  let index = 0
  for (const { offset, length } of spans) {
    index += offset
    for (let i = 0; i < length && next < buckets; i++) indexes[next++] = index++
  }
  return indexes
}

export function spansOf(indexes: ArrayLike<number>): Span[] {
  const spans: Span[] = []
  let end = 0
  for (let i = 0; i < indexes.length; ) {
    const start = indexes[i]!
    let length = 1
    while (i + length < indexes.length && indexes[i + length] === start + length) length++
    spans.push({ offset: start - end, length })
    end = start + length
    i += length
  }
  return spans
}

/** The same buckets, whatever empty or adjoining spans they are written with. */
export function sameLayout(
  a: readonly Span[],
  aBuckets: number,
  b: readonly Span[],
  bBuckets: number,
): boolean {
  if (aBuckets !== bBuckets) return false
  if (sameSpans(a, b)) return true
  const indexes = indexesOf(b, bBuckets)
  return indexesOf(a, aBuckets).every((index, i) => index === indexes[i])
}

/** Both layouts in one, and where each bucket of either went. */
export interface Union {
  readonly indexes: Int32Array
  readonly placeA: Int32Array
  readonly placeB: Int32Array
}

export function union(a: Int32Array, b: Int32Array): Union {
  const all = new Int32Array(a.length + b.length)
  const placeA = new Int32Array(a.length)
  const placeB = new Int32Array(b.length)
  let size = 0
  for (let i = 0, j = 0; i < a.length || j < b.length; size++) {
    const fromA = j >= b.length || (i < a.length && a[i]! <= b[j]!)
    const fromB = i >= a.length || (j < b.length && b[j]! <= a[i]!)
    all[size] = fromA ? a[i]! : b[j]!
    if (fromA) placeA[i++] = size
    if (fromB) placeB[j++] = size
  }
  return { indexes: all.slice(0, size), placeA, placeB }
}

/**
 * Without empty buckets at the ends of spans, with spans joined that are at most `maxEmptyBuckets` apart and split where more buckets than that
 * are empty. Itself where that changes nothing.
 */
export function compactHistogram(h: NativeHistogram, maxEmptyBuckets = 0): NativeHistogram {
  const positive = compactSide(h.positiveSpans, h.positiveCounts, maxEmptyBuckets)
  const negative = compactSide(h.negativeSpans, h.negativeCounts, maxEmptyBuckets)
  if (positive.counts === h.positiveCounts && negative.counts === h.negativeCounts) return h
  return {
    ...h,
    positiveSpans: positive.spans,
    positiveCounts: positive.counts,
    negativeSpans: negative.spans,
    negativeCounts: negative.counts,
  }
}

function compactSide(
  spans: readonly Span[],
  counts: Float64Array,
  maxEmptyBuckets: number,
): { spans: readonly Span[]; counts: Float64Array } {
  if (isCompact(spans, counts, maxEmptyBuckets)) return { spans, counts }
  const old = indexesOf(spans, counts.length)
  const indexes: number[] = []
  const kept: number[] = []
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue
    const last = indexes.at(-1)
    if (last !== undefined && old[i]! - last - 1 <= maxEmptyBuckets) {
      for (let empty = last + 1; empty < old[i]!; empty++) {
        indexes.push(empty)
        kept.push(0)
      }
    }
    indexes.push(old[i]!)
    kept.push(counts[i]!)
  }
  return { spans: spansOf(indexes), counts: Float64Array.from(kept) }
}

function isCompact(spans: readonly Span[], counts: Float64Array, maxEmptyBuckets: number): boolean {
  for (let i = 0; i < counts.length; i++) if (counts[i] === 0) return false
  for (let i = 0; i < spans.length; i++) {
    if (spans[i]!.length === 0 || (i > 0 && spans[i]!.offset <= maxEmptyBuckets)) return false
  }
  return true
}
