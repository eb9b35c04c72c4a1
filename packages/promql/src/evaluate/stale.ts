/** Samples without their stale markers, for functions over ranges: to them a marker is no sample. */
import { isStale } from '@vedette/model'
import type { Samples } from '../source.ts'

/** The same object where there are none, which is nearly always. */
export function withoutStale(samples: Samples): Samples {
  const { values, valuesAt, count } = samples
  const end = valuesAt + count
  let hasStale = false
  for (let at = valuesAt; at < end; at++) {
    const value = values[at]!
    // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN, in a loop over every sample.
    if (value !== value && isStale(value)) {
      hasStale = true
      break
    }
  }
  const staleHistograms = samples.histograms.some(({ histogram }) => histogram === 'stale')
  if (!hasStale && !staleHistograms) return samples
  const timesMs = new Float64Array(count)
  const kept = new Float64Array(count)
  let length = 0
  for (let i = 0; i < count; i++) {
    if (isStale(values[valuesAt + i]!)) continue
    timesMs[length] = samples.timesMs[i]!
    kept[length++] = values[valuesAt + i]!
  }
  return {
    timesMs,
    values: kept,
    valuesAt: 0,
    count: length,
    histograms: samples.histograms.filter(({ histogram }) => histogram !== 'stale'),
  }
}
