/** Samples without their stale markers, for functions over ranges: to them a marker is no sample. */
import { isStale } from '@vedette/model'
import type { Samples } from '../source.ts'

/** The same object where there are none, which is nearly always. */
export function withoutStale(samples: Samples): Samples {
  const { values, valuesAt, count } = samples
  const staleHistograms = samples.histograms.some(({ histogram }) => histogram === 'stale')
  if (!hasStale(values, valuesAt, valuesAt + count) && !staleHistograms) return samples
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

/** Eight at a time: a sum is NaN where one of its numbers is, and seldom otherwise. A loop over every sample that is read. */
function hasStale(values: Float64Array, from: number, to: number): boolean {
  let at = from
  for (; at + 8 <= to; at += 8) {
    const first = values[at]! + values[at + 1]! + (values[at + 2]! + values[at + 3]!)
    const second = values[at + 4]! + values[at + 5]! + (values[at + 6]! + values[at + 7]!)
    if (Number.isNaN(first + second) && isOneStale(values, at, at + 8)) return true
  }
  return isOneStale(values, at, to)
}

function isOneStale(values: Float64Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isStale(values[at]!)) return true
  return false
}
