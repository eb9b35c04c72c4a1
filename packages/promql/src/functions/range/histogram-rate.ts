/** Rates of native histograms. */
import type { NativeHistogram } from '@vedette/model'
import {
  addHistograms,
  compactHistogram,
  copyToSchema,
  detectReset,
  scaleHistogram,
  subtractHistograms,
  usesCustomBuckets,
  withResetHint,
} from '../../histogram/index.ts'
import { extrapolationFactor, type RateKind } from './extrapolation.ts'
import {
  type MixedWindow,
  sayBoundsReconciled,
  warnNotCounter,
  warnNotGauge,
  warnOfBucketMix,
} from './mixed.ts'
import type { RangeCall } from './range-function.ts'

export function histogramRate(
  window: MixedWindow,
  call: RangeCall,
  kind: RateKind,
): NativeHistogram | undefined {
  const { histograms, metricName } = window
  if (histograms.length < 2) return undefined
  const all = histograms.map(({ histogram }) => histogram)
  const change = changeOf(all, call, kind, metricName)
  if (change === undefined) return undefined
  const factor = extrapolationFactor(
    window,
    kind,
    histograms[0]!.timeMs,
    histograms.at(-1)!.timeMs,
    histograms.length,
    all[0]!.count,
    change.count,
  )
  return withResetHint(scaleHistogram(change, factor), 'gauge')
}

function changeOf(
  all: readonly NativeHistogram[],
  call: RangeCall,
  { isCounter }: RateKind,
  metricName: string,
): NativeHistogram | undefined {
  const last = all.at(-1)!
  const second = all[1]!
  let previous = all[0]!
  if (isCounter && (previous.resetHint === 'gauge' || last.resetHint === 'gauge')) {
    warnNotCounter(call, metricName)
  }
  // What was before a reset at the start does not count, whatever its buckets.
  if (isCounter && detectReset(previous, second)) previous = emptyLike(second)
  const custom = usesCustomBuckets(previous)
  if (usesCustomBuckets(last) !== custom) {
    warnOfBucketMix(call, metricName)
    return undefined
  }
  let schema = Math.min(last.schema, previous.schema)
  if (isCounter) {
    for (const histogram of all.slice(1, -1)) {
      if (histogram.resetHint === 'gauge') warnNotCounter(call, metricName)
      schema = Math.min(schema, histogram.schema)
      if (usesCustomBuckets(histogram) !== custom) {
        warnOfBucketMix(call, metricName)
        return undefined
      }
    }
  }
  const difference = subtractHistograms(copyToSchema(last, schema), previous)
  if (difference === undefined) {
    warnOfBucketMix(call, metricName)
    return undefined
  }
  if (difference.boundsReconciled) sayBoundsReconciled(call, 'subtraction')
  let change = difference.histogram
  if (isCounter) {
    for (const histogram of all.slice(1)) {
      if (detectReset(previous, histogram)) {
        const sum = addHistograms(change, previous)
        if (sum === undefined) {
          warnOfBucketMix(call, metricName)
          return undefined
        }
        if (sum.boundsReconciled) sayBoundsReconciled(call, 'addition')
        change = sum.histogram
      }
      previous = histogram
    }
  } else if (all[0]!.resetHint !== 'gauge' || last.resetHint !== 'gauge') warnNotGauge(call, metricName)
  return compactHistogram(withResetHint(change, 'gauge'))
}

function emptyLike({ schema, customValues }: NativeHistogram): NativeHistogram {
  return {
    integer: false,
    resetHint: 'unknown',
    schema,
    zeroThreshold: 0,
    zeroCount: 0,
    count: 0,
    sum: 0,
    positiveSpans: [],
    positiveCounts: new Float64Array(0),
    negativeSpans: [],
    negativeCounts: new Float64Array(0),
    customValues,
  }
}
