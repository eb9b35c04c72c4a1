/** Changes of native histograms over windows whose edges count as samples. */
import type { NativeHistogram } from '@vedette/model'
import {
  addHistograms,
  compactHistogram,
  detectReset,
  scaleHistogram,
  subtractHistograms,
  usesCustomBuckets,
  withResetHint,
} from '../../histogram/index.ts'
import { edgeWindow, type Visible } from './edge-window.ts'
import {
  sayBoundsReconciled,
  type TimedHistogram,
  warnNotCounter,
  warnNotGauge,
  warnOfBucketMix,
} from './mixed.ts'
import type { RangeCall } from './range-function.ts'

/** Of the histograms in sight of the window; undefined: there is nothing to measure, or they don't go together, which is said. */
export function histogramChange(
  all: readonly TimedHistogram[],
  { startMs, endMs, smoothed }: Visible,
  isCounter: boolean,
  call: RangeCall,
  metricName: string,
): NativeHistogram | undefined {
  const timesMs = Float64Array.from(all, ({ timeMs }) => timeMs)
  const window = edgeWindow(timesMs, 0, all.length, startMs, endMs, smoothed)
  if (window === undefined || (smoothed && timesMs[window.first]! > endMs)) return undefined
  const { first, last } = window
  const sum = new Sum(call)
  const seen = all.slice(first, last + 1).map(({ histogram }) => histogram)
  const custom = usesCustomBuckets(seen[0]!)
  for (const histogram of seen) {
    if (usesCustomBuckets(histogram) !== custom) {
      warnOfBucketMix(call, metricName)
      return undefined
    }
    if (isCounter && histogram.resetHint === 'gauge') warnNotCounter(call, metricName)
  }
  const startsBefore = smoothed && timesMs[first]! < startMs
  const left = startsBefore ? sum.between(all[first]!, all[first + 1]!, startMs, isCounter) : seen[0]!
  const endsAfter = smoothed && window.hasBefore && timesMs[last]! > endMs
  const right = endsAfter ? sum.between(all[last - 1]!, all[last]!, endMs, isCounter) : seen.at(-1)!
  if (!isCounter && (left?.resetHint !== 'gauge' || right?.resetHint !== 'gauge')) {
    warnNotGauge(call, metricName)
  }
  let change = sum.minus(right, left)
  if (isCounter && left !== undefined && right !== undefined) {
    // A reset that the left edge was drawn across is accounted for.
    const skips = startsBefore && detectReset(seen[0]!, all[first + 1]!.histogram)
    const before = skips ? all[first + 1]!.histogram : left
    const between = seen.slice(skips ? 2 : 1, -1)
    if (last - first > (skips ? 1 : 0)) {
      const lost = lostToResets([before, ...between, right], sum)
      if (lost !== 'nothing') change = sum.plus(change, lost)
    }
  }
  if (change === undefined) {
    warnOfBucketMix(call, metricName)
    return undefined
  }
  return change
}

export function asGauge(change: NativeHistogram): NativeHistogram {
  return compactHistogram(withResetHint(change, 'gauge'), 0)
}

/** What counters had reached when they fell. */
function lostToResets(all: readonly NativeHistogram[], sum: Sum): NativeHistogram | undefined | 'nothing' {
  let lost: NativeHistogram | undefined | 'nothing' = 'nothing'
  for (let i = 1; i < all.length; i++) {
    const before = all[i - 1]!
    if (detectReset(before, all[i]!)) lost = lost === 'nothing' ? before : sum.plus(lost, before)
  }
  return lost
}

/** Arithmetic that says where bounds had to be reconciled; undefined, where buckets can't be joined, stays undefined. */
class Sum {
  readonly #call: RangeCall

  constructor(call: RangeCall) {
    this.#call = call
  }

  plus(a: NativeHistogram | undefined, b: NativeHistogram | undefined): NativeHistogram | undefined {
    const result = a && b && addHistograms(a, b)
    if (result?.boundsReconciled === true) sayBoundsReconciled(this.#call, 'addition')
    return result?.histogram
  }

  minus(a: NativeHistogram | undefined, b: NativeHistogram | undefined): NativeHistogram | undefined {
    const result = a && b && subtractHistograms(a, b)
    if (result?.boundsReconciled === true) sayBoundsReconciled(this.#call, 'subtraction')
    return result?.histogram
  }

  /** On the line between two; a counter that fell began anew from nothing. */
  between(
    a: TimedHistogram,
    b: TimedHistogram,
    atMs: number,
    isCounter: boolean,
  ): NativeHistogram | undefined {
    if (atMs === a.timeMs) return a.histogram
    if (atMs === b.timeMs) return b.histogram
    const share = (atMs - a.timeMs) / (b.timeMs - a.timeMs)
    if (isCounter && detectReset(a.histogram, b.histogram)) return scaleHistogram(b.histogram, share)
    const difference = this.minus(b.histogram, a.histogram)
    return difference && this.plus(scaleHistogram(difference, share), a.histogram)
  }
}
