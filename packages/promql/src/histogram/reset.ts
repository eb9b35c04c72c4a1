/** Did a counter start again between two histograms? */
import type { NativeHistogram } from '@vedette/model'
import { usesCustomBuckets } from './bounds.ts'
import { plainly } from './compensated.ts'
import { commonBounds, pourInto, sameBounds } from './custom-bounds.ts'
import { indexesOf, sameSpans } from './layout.ts'
import { coarser, type Side, sideOf, withinZeroBucket } from './side.ts'
import { widened } from './zero-bucket.ts'

/**
 * True where something that only grows has shrunk: the count, the zero count, a bucket, the width of the zero bucket, the coarseness of the
 * schema. The sum of observations may shrink. A hint that says `reset` or `no-reset` is believed.
 */
export function detectReset(previous: NativeHistogram, current: NativeHistogram): boolean {
  if (current.resetHint === 'reset') return true
  if (current.resetHint === 'no-reset') return false
  if (current.count < previous.count) return true
  if (usesCustomBuckets(current)) {
    if (!usesCustomBuckets(previous)) return true
    if (!sameBounds(current.customValues, previous.customValues)) return customReset(previous, current)
  }
  if (current.schema > previous.schema) return true
  // A change to custom buckets and back is the schemas' business, which callers look at first.
  if (usesCustomBuckets(current) !== usesCustomBuckets(previous)) return true
  if (current.zeroThreshold < previous.zeroThreshold) return true
  const positive = sideOf(previous.positiveSpans, previous.positiveCounts)
  const negative = sideOf(previous.negativeSpans, previous.negativeCounts)
  const zero = widened(
    {
      threshold: previous.zeroThreshold,
      count: previous.zeroCount,
      rest: 0,
      schema: previous.schema,
      positive,
      negative,
    },
    current.zeroThreshold,
    plainly,
  )
  // A populated bucket can't come to lie half within the zero bucket.
  if (zero.threshold !== current.zeroThreshold || current.zeroCount < zero.count) return true
  const { schema } = current
  return (
    sideReset(
      coarser(positive, previous.schema, schema, plainly),
      sideOf(current.positiveSpans, current.positiveCounts),
      current,
    ) ||
    sideReset(
      coarser(negative, previous.schema, schema, plainly),
      sideOf(current.negativeSpans, current.negativeCounts),
      current,
    )
  )
}

function sideReset(previous: Side, current: Side, { schema, zeroThreshold }: NativeHistogram): boolean {
  if (previous.counts.length === 0) return false
  const first = usesCustomBuckets({ schema }) ? 0 : withinZeroBucket(previous, schema, zeroThreshold)
  if (sameSpans(previous.spans, current.spans)) {
    for (let i = first; i < previous.counts.length; i++) {
      if (current.counts[i]! < previous.counts[i]!) return true
    }
    return false
  }
  const before = indexesOf(previous.spans, previous.counts.length)
  const now = indexesOf(current.spans, current.counts.length)
  for (let i = first, j = 0; i < before.length; i++) {
    while (j < now.length && now[j]! < before[i]!) j++
    const count = previous.counts[i]!
    const found = j < now.length && now[j] === before[i]
    if (found ? current.counts[j]! < count : count !== 0) return true
  }
  return false
}

function customReset(previous: NativeHistogram, current: NativeHistogram): boolean {
  const bounds = commonBounds(previous.customValues, current.customValues)
  const before = poured(previous, bounds)
  const now = poured(current, bounds)
  return now.some((count, i) => count < before[i]!)
}

function poured(h: NativeHistogram, target: Float64Array): Float64Array {
  const sums = new Float64Array(target.length + 1)
  const buckets = { spans: h.positiveSpans, counts: h.positiveCounts, bounds: h.customValues }
  pourInto(sums, sums, target, buckets, 1, plainly)
  return sums
}
