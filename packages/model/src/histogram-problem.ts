/** What is wrong with a native histogram, as Prometheus checks it before it stores one; undefined where nothing is. */
import { CUSTOM_BUCKETS_SCHEMA, type NativeHistogram } from './histogram.ts'

/** Schemas that every reader understands. */
const MIN_SCHEMA = -4
const MAX_SCHEMA = 8
const FARTHEST_OFFSET = 2 ** 31 - 1

export function histogramProblem(histogram: NativeHistogram): string | undefined {
  const { schema, zeroCount, count, integer, sum } = histogram
  const custom = schema === CUSTOM_BUCKETS_SCHEMA
  if (!custom && (!Number.isInteger(schema) || schema < MIN_SCHEMA || schema > MAX_SCHEMA)) {
    return `schema ${schema} is not between ${MIN_SCHEMA} and ${MAX_SCHEMA}`
  }
  if (zeroCount < 0 || count < 0) return 'a count is negative'
  const problem = sideProblem(histogram, 'positive') ?? sideProblem(histogram, 'negative')
  if (problem !== undefined) return problem
  if (custom) return customProblem(histogram)
  // NaN observations are in the count and in no bucket; then the sum is NaN.
  const total = zeroCount + summed(histogram.positiveCounts) + summed(histogram.negativeCounts)
  if (integer && (Number.isNaN(sum) ? total > count : total !== count)) {
    return `${total} observations found in buckets, but the count is ${count}`
  }
  return undefined
}

function sideProblem(histogram: NativeHistogram, side: 'positive' | 'negative'): string | undefined {
  const counts = histogram[`${side}Counts`]
  let buckets = 0
  for (const [i, { offset, length }] of histogram[`${side}Spans`].entries()) {
    if (i > 0 && offset < 0) return `${side} span ${i + 1} starts before the one in front of it ends`
    if (!Number.isInteger(offset) || Math.abs(offset) > FARTHEST_OFFSET)
      return `${side} span ${i + 1} is too far out`
    buckets += length
  }
  if (buckets !== counts.length) return `${side} spans need ${buckets} buckets, have ${counts.length}`
  const negative = counts.find(bucket => bucket < 0)
  return negative === undefined ? undefined : `a ${side} bucket has the negative count ${negative}`
}

function customProblem(histogram: NativeHistogram): string | undefined {
  const { customValues, positiveSpans, negativeSpans, negativeCounts, zeroCount, zeroThreshold } = histogram
  for (let i = 1; i < customValues.length; i++) {
    if (!(customValues[i]! > customValues[i - 1]!))
      return `custom bound ${i + 1} is not above the one before it`
  }
  if (negativeSpans.length > 0 || negativeCounts.length > 0 || zeroCount !== 0 || zeroThreshold !== 0) {
    return 'custom buckets have no negative side and no zero bucket'
  }
  const reach = positiveSpans.reduce((sum, { offset, length }) => sum + offset + length, 0)
  if (reach > customValues.length + 1)
    return `the buckets reach ${reach}, but there are ${customValues.length} custom bounds`
  return undefined
}

function summed(counts: Float64Array): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}
