/** `irate` and `idelta`: the change between a window's last two samples. */
import type { NativeHistogram } from '@vedette/model'
import {
  compactHistogram,
  detectReset,
  divideHistogram,
  subtractHistograms,
  withResetHint,
} from '../../histogram/index.ts'
import { checkEdges } from './extended.ts'
import {
  type MixedWindow,
  sayBoundsReconciled,
  stepThrough,
  warnNotCounter,
  warnNotGauge,
  warnOfBucketMix,
  warnOfMix,
} from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'

export function lastTwo(isRate: boolean): RangeFunction {
  return {
    prepare(call) {
      checkEdges(call)
      return (samples, windows, out, metricName) => {
        const { values, valuesAt, timesMs, histograms } = samples
        if (histograms.length > 0) {
          stepThrough(call, samples, windows, out, metricName, window => ofMixed(window, call, isRate))
          return
        }
        const { from, to } = windows
        for (let step = 0; step < from.length; step++) {
          const last = to[step]! - 1
          if (last - from[step]! < 1) continue
          const after = values[valuesAt + last]!
          const before = values[valuesAt + last - 1]!
          const change = isRate && after < before ? after : after - before
          const seconds = (timesMs[last]! - timesMs[last - 1]!) / 1000
          out.setFloat(step, isRate ? change / seconds : change)
        }
      }
    },
  }
}

interface Point {
  readonly timeMs: number
  readonly value: number | NativeHistogram
}

function ofMixed(window: MixedWindow, call: RangeCall, isRate: boolean) {
  const { values, from, to, timeMs, histograms, metricName } = window
  const points: Point[] = []
  for (let i = Math.max(from, to - 2); i < to; i++) points.push({ timeMs: timeMs(i), value: values[i]! })
  for (const { timeMs: atMs, histogram } of histograms.slice(-2))
    points.push({ timeMs: atMs, value: histogram })
  points.sort((a, b) => a.timeMs - b.timeMs)
  const [before, after] = points.slice(-2)
  if (before === undefined || after === undefined || after.timeMs === before.timeMs) return undefined
  const seconds = (after.timeMs - before.timeMs) / 1000
  if (typeof before.value === 'number' && typeof after.value === 'number') {
    const change = isRate && after.value < before.value ? after.value : after.value - before.value
    return isRate ? change / seconds : change
  }
  if (typeof before.value === 'number' || typeof after.value === 'number') {
    warnOfMix(call, metricName)
    return undefined
  }
  const change = ofHistograms(before.value, after.value, call, isRate, metricName)
  return change === undefined || !isRate ? change : divideHistogram(change, seconds)
}

function ofHistograms(
  before: NativeHistogram,
  after: NativeHistogram,
  call: RangeCall,
  isRate: boolean,
  metricName: string,
): NativeHistogram | undefined {
  const gauges = [before, after].filter(({ resetHint }) => resetHint === 'gauge').length
  if (isRate && gauges > 0) warnNotCounter(call, metricName)
  if (!isRate && gauges < 2) warnNotGauge(call, metricName)
  let change = after
  if (!isRate || !detectReset(before, after)) {
    const difference = subtractHistograms(after, before)
    if (difference === undefined) {
      warnOfBucketMix(call, metricName)
      return undefined
    }
    if (difference.boundsReconciled) sayBoundsReconciled(call, 'subtraction')
    change = difference.histogram
  }
  return compactHistogram(withResetHint({ ...change, integer: false }, 'gauge'))
}
