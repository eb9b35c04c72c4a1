/**
 * A histogram that others are added to. Differing schemas become the coarser one, differing zero buckets the wider one, differing custom bounds
 * those in common. Owned by whoever made it and changed in place; nothing that is added is ever changed.
 */
import type { NativeHistogram, ResetHint, Span } from '@vedette/model'
import { usesCustomBuckets } from './bounds.ts'
import type { Addition } from './compensated.ts'
import { commonBounds, pourInto, sameBounds } from './custom-bounds.ts'
import { combinedHint } from './hint.ts'
import { NO_COUNTS, spansOf } from './layout.ts'
import { addedSides, coarser, type Side, sideOf } from './side.ts'
import { outsideZeroBucket, widened } from './zero-bucket.ts'

const ZERO = 0
const COUNT = 1
const SUM = 2
const TOTALS = 3

export interface Accumulation {
  schema: number
  zeroThreshold: number
  resetHint: ResetHint
  customValues: Float64Array
  /** Zero count, count and sum. */
  readonly totals: Float64Array
  readonly totalRests: Float64Array
  positive: Side
  negative: Side
}

export function accumulationOf(h: NativeHistogram, add: Addition): Accumulation {
  return {
    schema: h.schema,
    zeroThreshold: h.zeroThreshold,
    resetHint: h.resetHint,
    customValues: h.customValues,
    totals: Float64Array.of(h.zeroCount, h.count, h.sum),
    totalRests: new Float64Array(TOTALS),
    positive: startedSide(h.positiveSpans, h.positiveCounts, add),
    negative: startedSide(h.negativeSpans, h.negativeCounts, add),
  }
}

export function cloned(a: Accumulation): Accumulation {
  return {
    ...a,
    totals: a.totals.slice(),
    totalRests: a.totalRests.slice(),
    positive: clonedSide(a.positive),
    negative: clonedSide(a.negative),
  }
}

/** Answers whether custom bounds had to be reconciled. Not to be asked for custom beside exponential buckets. */
export function accumulate(to: Accumulation, h: NativeHistogram, sign: 1 | -1, add: Addition): boolean {
  to.resetHint = combinedHint(to.resetHint, h.resetHint)
  if (usesCustomBuckets(to)) return accumulateCustom(to, h, sign, add)
  const from = {
    positive: sideOf(h.positiveSpans, h.positiveCounts),
    negative: sideOf(h.negativeSpans, h.negativeCounts),
  }
  accumulateZeroBucket(to, h, from, sign, add)
  addTotals(to, h, sign, add)
  const schema = Math.min(to.schema, h.schema)
  for (const side of ['positive', 'negative'] as const) {
    const ours = coarser(to[side], to.schema, schema, add)
    const theirs = coarser(from[side], h.schema, schema, add)
    to[side] = addedSides(ours, theirs, sign, schema, to.zeroThreshold, add)
  }
  to.schema = schema
  return false
}

/** Multiplies all there is, with what rounding dropped. */
export function scaleAccumulation(a: Accumulation, change: (value: number) => number): void {
  const { positive, negative } = a
  for (const values of [
    a.totals,
    a.totalRests,
    positive.counts,
    positive.rests,
    negative.counts,
    negative.rests,
  ]) {
    for (let i = 0; i < values.length; i++) values[i] = change(values[i]!)
  }
}

export function overflows({ totals, positive, negative }: Accumulation): boolean {
  return [totals, positive.counts, negative.counts].some(values =>
    values.some(value => value === Infinity || value === -Infinity),
  )
}

/** What was accumulated. Of plain sums it takes over the counts, so that nothing may be added to them any more. */
export function histogramOf(a: Accumulation): NativeHistogram {
  return {
    integer: false,
    resetHint: a.resetHint,
    schema: a.schema,
    zeroThreshold: a.zeroThreshold,
    zeroCount: a.totals[ZERO]! + a.totalRests[ZERO]!,
    count: a.totals[COUNT]! + a.totalRests[COUNT]!,
    sum: a.totals[SUM]! + a.totalRests[SUM]!,
    positiveSpans: a.positive.spans,
    positiveCounts: withRests(a.positive),
    negativeSpans: a.negative.spans,
    negativeCounts: withRests(a.negative),
    customValues: a.customValues,
  }
}

function accumulateCustom(to: Accumulation, h: NativeHistogram, sign: 1 | -1, add: Addition): boolean {
  addTotals(to, h, sign, add)
  if (sameBounds(to.customValues, h.customValues)) {
    const from = sideOf(h.positiveSpans, h.positiveCounts)
    to.positive = addedSides(to.positive, from, sign, undefined, 0, add)
    return false
  }
  const bounds = commonBounds(to.customValues, h.customValues)
  const sums = new Float64Array(bounds.length + 1)
  const rests = new Float64Array(bounds.length + 1)
  const { spans, counts, rests: kept } = to.positive
  pourInto(sums, rests, bounds, { spans, counts, bounds: to.customValues }, 1, add)
  if (kept.length > 0) {
    pourInto(sums, rests, bounds, { spans, counts: kept, bounds: to.customValues }, 1, add)
  }
  const added = { spans: h.positiveSpans, counts: h.positiveCounts, bounds: h.customValues }
  pourInto(sums, rests, bounds, added, sign, add)
  to.positive = populated(sums, rests)
  to.customValues = bounds
  return true
}

function accumulateZeroBucket(
  to: Accumulation,
  h: NativeHistogram,
  from: { positive: Side; negative: Side },
  sign: 1 | -1,
  add: Addition,
): void {
  const theirs = { threshold: h.zeroThreshold, count: h.zeroCount, rest: 0, schema: h.schema, ...from }
  let their = widened(theirs, h.zeroThreshold, add)
  // Each may have to follow the other, until both end at the same place. (NaN ends at none: it is left as it is.)
  while (their.threshold < to.zeroThreshold || their.threshold > to.zeroThreshold) {
    if (to.zeroThreshold > their.threshold) their = widened(theirs, to.zeroThreshold, add)
    if (their.threshold > to.zeroThreshold) widenOwn(to, their.threshold, add)
  }
  add.one(to.totals, to.totalRests, ZERO, sign * their.count)
  if (their.rest !== 0) add.one(to.totals, to.totalRests, ZERO, sign * their.rest)
}

function widenOwn(to: Accumulation, atLeast: number, add: Addition): void {
  const { schema, positive, negative } = to
  const own = {
    threshold: to.zeroThreshold,
    count: to.totals[ZERO]!,
    rest: to.totalRests[ZERO]!,
    schema,
    positive,
    negative,
  }
  const wide = widened(own, atLeast, add)
  to.zeroThreshold = wide.threshold
  to.totals[ZERO] = wide.count
  to.totalRests[ZERO] = wide.rest
  to.positive = outsideZeroBucket(positive, schema, wide.threshold)
  to.negative = outsideZeroBucket(negative, schema, wide.threshold)
}

function addTotals(to: Accumulation, h: NativeHistogram, sign: 1 | -1, add: Addition): void {
  add.one(to.totals, to.totalRests, COUNT, sign * h.count)
  add.one(to.totals, to.totalRests, SUM, sign * h.sum)
}

function startedSide(spans: readonly Span[], counts: Float64Array, add: Addition): Side {
  if (counts.length === 0) return { spans, counts, rests: NO_COUNTS }
  return {
    spans,
    counts: counts.slice(),
    rests: add.keepsRests ? new Float64Array(counts.length) : NO_COUNTS,
  }
}

function clonedSide({ spans, counts, rests }: Side): Side {
  return { spans, counts: counts.slice(), rests: rests.slice() }
}

function populated(sums: Float64Array, rests: Float64Array): Side {
  const kept = Array.from(sums.keys()).filter(i => sums[i] !== 0 || rests[i] !== 0)
  return {
    spans: spansOf(kept),
    counts: Float64Array.from(kept, i => sums[i]!),
    rests: Float64Array.from(kept, i => rests[i]!),
  }
}

function withRests({ counts, rests }: Side): Float64Array {
  if (rests.length === 0) return counts
  const sums = counts.slice()
  for (let i = 0; i < rests.length; i++) sums[i] = sums[i]! + rests[i]!
  return sums
}
