/** Classic histograms as native ones with custom buckets. */
import { CUSTOM_BUCKETS_SCHEMA, type NativeHistogram } from '@vedette/model'
import { compactHistogram, NO_COUNTS } from './layout.ts'

/**
 * Of cumulative counts by upper bound, in any order; where a bound comes twice, the first is taken. undefined: they make no histogram (bounds that
 * are NaN, counts that are negative or fall, a count that isn't that of the +Inf bucket, nothing at all).
 */
export function nhcbFromClassic(
  upperBounds: Float64Array,
  cumulativeCounts: Float64Array,
  sum: number | undefined,
  count: number | undefined,
): NativeHistogram | undefined {
  if (upperBounds.some(Number.isNaN) || cumulativeCounts.some(bucket => bucket < 0)) return undefined
  if (count !== undefined && count < 0) return undefined
  const byBound = new Map<number, number>()
  upperBounds.forEach((bound, i) => {
    if (!byBound.has(bound)) byBound.set(bound, cumulativeCounts[i]!)
  })
  const buckets = [...byBound].sort(([a], [b]) => a - b)
  const total = count ?? buckets.at(-1)?.[1]
  if (total === undefined) return undefined
  if (buckets.at(-1)?.[0] !== Infinity) buckets.push([Infinity, total])
  if (buckets.some(([, bucket], i) => i > 0 && bucket < buckets[i - 1]![1])) return undefined
  if (buckets.at(-1)![1] !== total) return undefined

  const integer = buckets.every(([, bucket]) => Number.isInteger(bucket))
  const histogram: NativeHistogram = {
    integer,
    resetHint: 'unknown',
    schema: CUSTOM_BUCKETS_SCHEMA,
    zeroThreshold: 0,
    zeroCount: 0,
    count: total,
    sum: sum ?? 0,
    positiveSpans: [{ offset: 0, length: buckets.length }],
    positiveCounts: Float64Array.from(buckets, ([, bucket], i) => bucket - (buckets[i - 1]?.[1] ?? 0)),
    negativeSpans: [],
    negativeCounts: NO_COUNTS,
    customValues: Float64Array.from(buckets.slice(0, -1), ([bound]) => bound),
  }
  return compactHistogram(histogram, integer ? 2 : 0)
}
