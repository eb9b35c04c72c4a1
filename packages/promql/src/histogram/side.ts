/** The positive or the negative buckets of a histogram that is being added up. */
import type { Span } from '@vedette/model'
import { exponentialBound } from './bounds.ts'
import type { Accumulate } from './compensated.ts'
import { indexesOf, NO_COUNTS, sameSpans, spansOf, union } from './layout.ts'

export interface Side {
  readonly spans: readonly Span[]
  /** Owned by the side, changed in place. */
  readonly counts: Float64Array
  /** What rounding dropped, where that is kept. */
  readonly rests: Float64Array
}

export function sideOf(spans: readonly Span[], counts: Float64Array): Side {
  return { spans, counts, rests: NO_COUNTS }
}

/** Buckets in a coarser schema: neighbours fall into one. */
export function coarser(side: Side, schema: number, target: number, add: Accumulate): Side {
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
  const rests = new Float64Array(indexes.length)
  for (let i = 0; i < old.length; i++) {
    add(sums, rests, places[i]!, side.counts[i]!)
    if (side.rests.length > 0) add(sums, rests, places[i]!, side.rests[i]!)
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
  add: Accumulate,
): Side {
  if (from.counts.length === 0) return to
  const skip = schema === undefined ? 0 : withinZeroBucket(from, schema, zeroThreshold)
  if (skip === 0 && sameSpans(to.spans, from.spans)) {
    addPlaces(to, from, sign, 0, undefined, add)
    return to
  }
  const ours = indexesOf(to.spans, to.counts.length)
  const theirs = indexesOf(from.spans, from.counts.length).subarray(skip)
  const { indexes, placeA, placeB } = union(ours, theirs)
  const sum: Side = {
    spans: spansOf(indexes),
    counts: new Float64Array(indexes.length),
    rests: new Float64Array(indexes.length),
  }
  for (let i = 0; i < placeA.length; i++) {
    sum.counts[placeA[i]!] = to.counts[i]!
    if (to.rests.length > 0) sum.rests[placeA[i]!] = to.rests[i]!
  }
  addPlaces(sum, from, sign, skip, placeB, add)
  return sum
}

function addPlaces(
  to: Side,
  from: Side,
  sign: number,
  skip: number,
  places: Int32Array | undefined,
  add: Accumulate,
): void {
  const { counts, rests } = from
  for (let i = skip; i < counts.length; i++) {
    const place = places === undefined ? i : places[i - skip]!
    add(to.counts, to.rests, place, sign * counts[i]!)
    if (rests.length > 0 && rests[i] !== 0) add(to.counts, to.rests, place, sign * rests[i]!)
  }
}

function withinZeroBucket(side: Side, schema: number, zeroThreshold: number): number {
  const indexes = indexesOfStart(side)
  let skip = 0
  while (skip < side.counts.length && exponentialBound(indexes(skip), schema) <= zeroThreshold) skip++
  return skip
}

/** Mostly only the first index is looked at, which needs no table. */
function indexesOfStart(side: Side): (bucket: number) => number {
  let table: Int32Array | undefined
  const first = side.spans[0]
  return bucket => {
    if (bucket === 0 && first !== undefined && first.length > 0) return first.offset
    table ??= indexesOf(side.spans, side.counts.length)
    return table[bucket]!
  }
}
