/**
 * Coarser native histograms: each step down in schema joins pairs of neighbouring buckets. Jobs may ask for it, by the number of buckets
 * or by how fine they may be.
 */
import { CUSTOM_BUCKETS_SCHEMA, type NativeHistogram, type Span } from '@vedette/model'
import { ScrapeError } from './scrape-error.ts'

const MIN_SCHEMA = -4
const MAX_SCHEMA = 8

/** The finest schema whose neighbouring bounds differ by at least the factor. */
export function schemaForFactor(minBucketFactor: number): number {
  if (minBucketFactor <= 1) return MAX_SCHEMA
  const schema = Math.floor(-Math.log2(Math.log2(minBucketFactor)))
  return Math.min(MAX_SCHEMA, Math.max(MIN_SCHEMA, schema)) + 0
}

/** The histogram within the limits of the job; 0 means no limit. Throws a ScrapeError where even the coarsest has too many buckets. */
export function limitResolution(
  histogram: NativeHistogram,
  maxSchema: number,
  bucketLimit: number,
): NativeHistogram {
  let limited = histogram
  if (limited.schema !== CUSTOM_BUCKETS_SCHEMA && limited.schema > maxSchema) {
    limited = reduceResolution(limited, maxSchema)
  }
  while (bucketLimit > 0 && bucketCount(limited) > bucketLimit) {
    if (limited.schema <= MIN_SCHEMA) {
      throw new ScrapeError(
        'bucket-limit',
        `histogram bucket limit exceeded (buckets: ${bucketCount(limited)}, limit: ${bucketLimit})`,
      )
    }
    limited = reduceResolution(limited, limited.schema - 1)
  }
  return limited
}

function bucketCount(histogram: NativeHistogram): number {
  return histogram.positiveCounts.length + histogram.negativeCounts.length
}

export function reduceResolution(histogram: NativeHistogram, schema: number): NativeHistogram {
  const steps = histogram.schema - schema
  const [positiveSpans, positiveCounts] = joinBuckets(
    histogram.positiveSpans,
    histogram.positiveCounts,
    steps,
  )
  const [negativeSpans, negativeCounts] = joinBuckets(
    histogram.negativeSpans,
    histogram.negativeCounts,
    steps,
  )
  return { ...histogram, schema, positiveSpans, positiveCounts, negativeSpans, negativeCounts }
}

function joinBuckets(
  spans: readonly Span[],
  counts: Float64Array,
  steps: number,
): [spans: Span[], counts: Float64Array] {
  const joined: { offset: number; length: number }[] = []
  const sums: number[] = []
  let index = 0
  let bucket = 0
  let last = Number.NaN
  for (const { offset, length } of spans) {
    index += offset
    for (let i = 0; i < length; i++, index++) {
      // Bucket n ends at base^n; with the base squared it is inside of bucket ceil(n / 2). Adding 0 makes a 0 of -0.
      const coarse = Math.ceil(index / 2 ** steps) + 0
      const count = counts[bucket++]!
      if (coarse === last) {
        sums[sums.length - 1]! += count
        continue
      }
      if (coarse === last + 1) joined[joined.length - 1]!.length++
      else joined.push({ offset: Number.isNaN(last) ? coarse : coarse - last - 1, length: 1 })
      sums.push(count)
      last = coarse
    }
  }
  return [joined, Float64Array.from(sums)]
}
