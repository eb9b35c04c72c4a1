/** Mean and spread of a native histogram's observations. */
import type { NativeHistogram } from '@vedette/model'
import { usesCustomBuckets } from './bounds.ts'
import { BucketCursor } from './bucket-cursor.ts'
import { compensated } from './compensated.ts'

export function histogramAvg(h: NativeHistogram): number {
  return h.sum / h.count
}

/** Estimated: observations are taken to lie in the middle of their bucket, which is the geometric one where bounds are exponential. */
export function histogramStdvar(h: NativeHistogram): number {
  const custom = usesCustomBuckets(h)
  const mean = histogramAvg(h)
  const sum = new Float64Array(1)
  const rest = new Float64Array(1)
  for (const cursor = new BucketCursor(h); cursor.next(); ) {
    const { lower, upper, count } = cursor
    if (count === 0) continue
    const delta = (custom ? (upper + lower) / 2 : middleOf(lower, upper)) - mean
    compensated.one(sum, rest, 0, count * delta * delta)
  }
  return (sum[0]! + rest[0]!) / h.count
}

export function histogramStddev(h: NativeHistogram): number {
  return Math.sqrt(histogramStdvar(h))
}

function middleOf(lower: number, upper: number): number {
  if (lower <= 0 && upper >= 0) return 0
  const middle = Math.sqrt(upper * lower)
  return upper < 0 ? -middle : middle
}
