/** Histograms in a coarser schema. */
import type { NativeHistogram } from '@vedette/model'
import { usesCustomBuckets } from './bounds.ts'
import { plainly } from './compensated.ts'
import { coarser, sideOf } from './side.ts'

/**
 * The target must not be finer. What is known of counter resets is lost with a change of schema. Custom buckets have no other schema: they stay
 * as they are.
 */
export function copyToSchema(h: NativeHistogram, schema: number): NativeHistogram {
  if (schema >= h.schema || usesCustomBuckets(h) || usesCustomBuckets({ schema })) return h
  const positive = coarser(sideOf(h.positiveSpans, h.positiveCounts), h.schema, schema, plainly)
  const negative = coarser(sideOf(h.negativeSpans, h.negativeCounts), h.schema, schema, plainly)
  return {
    ...h,
    resetHint: 'unknown',
    schema,
    positiveSpans: positive.spans,
    positiveCounts: positive.counts,
    negativeSpans: negative.spans,
    negativeCounts: negative.counts,
  }
}
