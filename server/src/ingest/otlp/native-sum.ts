/** Adds one native histogram to another: to the coarser resolution of the two, with the wider zero bucket of the two. */
import { CUSTOM_BUCKETS_SCHEMA, type NativeHistogram, type Span } from '@vedette/model'

/** Of the buckets on one side. A sum that would have more becomes coarser, as the SDKs' own histograms do. */
const MAX_BUCKETS = 640
const MIN_SCHEMA = -4
const WRITTEN_GAP = 2

/** Bucket index to count, ascending; empty buckets left out. */
type Side = [index: number, count: number][]

interface Parts {
  schema: number
  zeroThreshold: number
  zeroCount: number
  positive: Side
  negative: Side
}

/** Undefined where they can't be added: other custom bounds, or one custom and one exponential. */
export function addNative(total: NativeHistogram, delta: NativeHistogram): NativeHistogram | undefined {
  const custom = delta.schema === CUSTOM_BUCKETS_SCHEMA
  if (custom || total.schema === CUSTOM_BUCKETS_SCHEMA) {
    if (total.schema !== delta.schema || !sameBounds(total.customValues, delta.customValues)) return undefined
  }
  const a = partsOf(total)
  const b = partsOf(delta)
  if (!custom) {
    const schema = Math.min(a.schema, b.schema)
    coarsen(a, schema)
    coarsen(b, schema)
    widenZero(a, b)
  }
  const sum: Parts = {
    schema: a.schema,
    zeroThreshold: a.zeroThreshold,
    zeroCount: a.zeroCount + b.zeroCount,
    positive: merged(a.positive, b.positive),
    negative: merged(a.negative, b.negative),
  }
  while (
    !custom &&
    sum.schema > MIN_SCHEMA &&
    Math.max(sum.positive.length, sum.negative.length) > MAX_BUCKETS
  ) {
    coarsen(sum, sum.schema - 1)
  }
  const positive = spansOf(sum.positive)
  const negative = spansOf(sum.negative)
  return {
    integer: total.integer && delta.integer,
    resetHint: 'unknown',
    schema: sum.schema,
    zeroThreshold: sum.zeroThreshold,
    zeroCount: sum.zeroCount,
    count: total.count + delta.count,
    sum: finite(total.sum) + finite(delta.sum),
    positiveSpans: positive.spans,
    positiveCounts: positive.counts,
    negativeSpans: negative.spans,
    negativeCounts: negative.counts,
    customValues: delta.customValues,
  }
}

/** A NaN once observed would stay in the sum for good. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function sameBounds(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((bound, i) => bound === b[i])
}

function partsOf(histogram: NativeHistogram): Parts {
  return {
    schema: histogram.schema,
    zeroThreshold: histogram.zeroThreshold,
    zeroCount: histogram.zeroCount,
    positive: sideOf(histogram.positiveSpans, histogram.positiveCounts),
    negative: sideOf(histogram.negativeSpans, histogram.negativeCounts),
  }
}

function sideOf(spans: readonly Span[], counts: Float64Array): Side {
  const side: Side = []
  let index = 0
  let at = 0
  for (const span of spans) {
    index += span.offset
    for (let i = 0; i < span.length; i++, index++, at++) {
      if (counts[at]! !== 0) side.push([index, counts[at]!])
    }
  }
  return side
}

function spansOf(side: Side): { spans: Span[]; counts: Float64Array } {
  const spans: { offset: number; length: number }[] = []
  const counts: number[] = []
  let next = 0
  for (const [index, count] of side) {
    const span = spans.at(-1)
    if (span !== undefined && index - next <= WRITTEN_GAP) {
      for (; next < index; next++, span.length++) counts.push(0)
      span.length++
    } else spans.push({ offset: index - next, length: 1 })
    counts.push(count)
    next = index + 1
  }
  return { spans, counts: Float64Array.from(counts) }
}

/** Bucket i ends at base^i, so of 2^k that become one the last decides: ceil(i / 2^k), and never -0. */
function coarsen(parts: Parts, schema: number): void {
  if (schema === parts.schema) return
  const width = 2 ** (parts.schema - schema)
  const onto = (side: Side) =>
    merged(
      [],
      side.map(([index, count]) => [Math.ceil(index / width) + 0, count]),
    )
  parts.positive = onto(parts.positive)
  parts.negative = onto(parts.negative)
  parts.schema = schema
}

function merged(a: Side, b: Side): Side {
  const result: Side = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [index, count] = j === b.length || (i < a.length && a[i]![0] <= b[j]![0]) ? a[i++]! : b[j++]!
    const last = result.at(-1)
    if (last?.[0] === index) last[1] += count
    else result.push([index, count])
  }
  return result
}

/** Both get the wider zero bucket; it takes in whole buckets only, which may widen it further. */
function widenZero(a: Parts, b: Parts): void {
  let threshold = Math.max(a.zeroThreshold, b.zeroThreshold)
  for (;;) {
    const wider = Math.max(foldIntoZero(a, threshold), foldIntoZero(b, threshold))
    if (wider === threshold) return
    threshold = wider
  }
}

function foldIntoZero(parts: Parts, threshold: number): number {
  if (threshold === parts.zeroThreshold) return threshold
  const bound = (index: number) => 2 ** (index * 2 ** -parts.schema)
  let wider = threshold
  const fold = (side: Side) =>
    side.filter(([index, count]) => {
      if (bound(index - 1) >= threshold) return true
      parts.zeroCount += count
      wider = Math.max(wider, bound(index))
      return false
    })
  parts.positive = fold(parts.positive)
  parts.negative = fold(parts.negative)
  parts.zeroThreshold = wider
  return wider
}
