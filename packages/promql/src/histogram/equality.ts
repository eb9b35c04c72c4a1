/** When two histograms are the same. */
import type { NativeHistogram } from '@vedette/model'
import { usesCustomBuckets } from './bounds.ts'
import { almostEqual } from './classic-quantile.ts'
import { sameBounds } from './custom-bounds.ts'
import { compactHistogram, sameLayout } from './layout.ts'

/** In every bit, also of NaN; empty buckets count as buckets. What is known of counter resets doesn't matter. */
export function equalHistograms(a: NativeHistogram, b: NativeHistogram): boolean {
  return sameHistograms(a, b, Object.is)
}

/** But for rounding, and whatever empty buckets they are written with: for tests. */
export function almostEqualHistograms(a: NativeHistogram, b: NativeHistogram, tolerance: number): boolean {
  const close = (x: number, y: number) => almostEqual(x, y, tolerance)
  return sameHistograms(compactHistogram(a), compactHistogram(b), close)
}

function sameHistograms(
  a: NativeHistogram,
  b: NativeHistogram,
  same: (x: number, y: number) => boolean,
): boolean {
  if (a === b) return true
  if (a.schema !== b.schema || a.zeroThreshold !== b.zeroThreshold) return false
  if (!same(a.count, b.count) || !same(a.sum, b.sum) || !same(a.zeroCount, b.zeroCount)) return false
  if (usesCustomBuckets(a) && !sameBounds(a.customValues, b.customValues)) return false
  return (['positive', 'negative'] as const).every(side => {
    const counts = a[`${side}Counts`]
    const others = b[`${side}Counts`]
    return (
      sameLayout(a[`${side}Spans`], counts.length, b[`${side}Spans`], others.length) &&
      counts.every((count, i) => same(count, others[i]!))
    )
  })
}
