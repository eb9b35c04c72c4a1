/** The positive or the negative buckets of a histogram that is being added up. */
import type { Span } from '@vedette/model'
import { exponentialBound } from './bounds.ts'
import type { Addition } from './compensated.ts'
import { indexesOf, NO_COUNTS, sameSpans, spansOf, union } from './layout.ts'

export interface Side {
  readonly spans: readonly Span[]
  /** Owned by the side, changed in place. */
  readonly counts: Float64Array
  /** What rounding dropped, one per bucket; empty where that isn't kept. */
  readonly rests: Float64Array
}

export function sideOf(spans: readonly Span[], counts: Float64Array): Side {
  return { spans, counts, rests: NO_COUNTS }
}

/** Buckets in a coarser schema: neighbours fall into one. */
export function coarser(side: Side, schema: number, target: number, add: Addition): Side {
  if (schema === target || side.counts.length === 0) return side
  const shift = schema - target
  const old = indexesOf(side.spans, side.counts.length)
  const places = new Int32Array(old.length)
  const indexes: number[] = []
  for (let i = 0; i < old.length; i++) {
    const index = ((old[i]! - 1) >> shift) + 1
    if (indexes.at(-1) !== index) indexes.push(index)
    places[i] = indexes.length - 1
  }
  const sums = new Float64Array(indexes.length)
  const rests = add.keepsRests ? new Float64Array(indexes.length) : NO_COUNTS
  for (let i = 0; i < old.length; i++) {
    add.one(sums, rests, places[i]!, side.counts[i]!)
    if (side.rests.length > 0) add.one(sums, rests, places[i]!, side.rests[i]!)
  }
  return { spans: spansOf(indexes), counts: sums, rests }
}

/**
 * `to` with `from` added. Of `from`, buckets at its start that lie within the zero bucket are left out: they are in its count.
 */
export function addedSides(
  to: Side,
  from: Side,
  sign: number,
  schema: number | undefined,
  zeroThreshold: number,
  add: Addition,
): Side {
  if (from.counts.length === 0) return to
  const skip = schema === undefined ? 0 : withinZeroBucket(from, schema, zeroThreshold)
  if (sameSpans(to.spans, from.spans)) {
    add.all(to.counts, to.rests, from.counts, sign, skip)
    add.all(to.counts, to.rests, from.rests, sign, skip)
    return to
  }
  const ours = indexesOf(to.spans, to.counts.length)
  const theirs = indexesOf(from.spans, from.counts.length).subarray(skip)
  const { indexes, placeA, placeB } = union(ours, theirs)
  const counts = new Float64Array(indexes.length)
  const rests = add.keepsRests ? new Float64Array(indexes.length) : NO_COUNTS
  for (let i = 0; i < placeA.length; i++) {
    counts[placeA[i]!] = to.counts[i]!
    if (add.keepsRests) rests[placeA[i]!] = to.rests[i]!
  }
  for (let i = 0; i < placeB.length; i++) {
    add.one(counts, rests, placeB[i]!, sign * from.counts[i + skip]!)
    if (from.rests.length > 0) add.one(counts, rests, placeB[i]!, sign * from.rests[i + skip]!)
  }
  return { spans: spansOf(indexes), counts, rests }
}

/** How many buckets at the start lie within the zero bucket. */
export function withinZeroBucket(side: Side, schema: number, zeroThreshold: number): number {
  const first = side.spans[0]
  if (first === undefined) return 0
  // Mostly none does, which can be told without a table.
  if (first.length > 0 && exponentialBound(first.offset, schema) > zeroThreshold) return 0
  const indexes = indexesOf(side.spans, side.counts.length)
  let within = 0
  while (within < indexes.length && exponentialBound(indexes[within]!, schema) <= zeroThreshold) within++
  return within
}
