/** `sum_over_time` and `avg_over_time`, of floats or of histograms; of both in one window there is none. */
import type { NativeHistogram } from '@vedette/model'
import { histogramSum } from '../../histogram/index.ts'
import { checkEdges } from './extended.ts'
import { eachWindow, mean, sum } from './floats-over-time.ts'
import {
  type MixedWindow,
  placeOf,
  sayBoundsReconciled,
  stepThrough,
  warnOfBucketMix,
  warnOfMix,
} from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'

export function sumsOverTime(isMean: boolean): RangeFunction {
  const ofFloats = isMean ? mean : sum
  return {
    prepare(call) {
      checkEdges(call)
      return (samples, windows, out, metricName) => {
        if (samples.histograms.length === 0) {
          eachWindow(samples, windows, out, ofFloats)
          return
        }
        stepThrough(call, samples, windows, out, metricName, window => {
          if (window.histograms.length === 0)
            return ofFloats(window.values, window.from, window.to, window.step)
          if (window.to > window.from) {
            warnOfMix(call, metricName)
            return undefined
          }
          return ofHistograms(window, call, isMean)
        })
      }
    },
  }
}

function ofHistograms(
  { histograms, metricName }: MixedWindow,
  call: RangeCall,
  isMean: boolean,
): NativeHistogram | undefined {
  const total = histogramSum(histograms[0]!.histogram)
  let fits = true
  for (const { histogram } of histograms.slice(1)) {
    if (total.add(histogram)) continue
    fits = false
    break
  }
  if (!fits) {
    warnOfBucketMix(call, metricName)
    return undefined
  }
  const hints = new Set(histograms.map(({ histogram }) => histogram.resetHint))
  if (hints.has('reset') && hints.has('no-reset')) {
    call.context.annotations.warn('conflicting counter resets during histogram aggregation', placeOf(call))
  }
  if (total.boundsReconciled) sayBoundsReconciled(call, 'aggregation')
  return isMean ? total.mean() : total.sum()
}
