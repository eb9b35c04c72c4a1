/**
 * Zero buckets of different widths: the wider one is taken, and where its edge falls into a populated bucket, it is widened to that bucket's end.
 */
import { exponentialBound } from './bounds.ts'
import type { Addition } from './compensated.ts'
import { indexesOf, spansOf } from './layout.ts'
import type { Side } from './side.ts'

export interface ZeroBucket {
  readonly threshold: number
  readonly count: number
  readonly rest: number
}

export interface AroundZero extends ZeroBucket {
  readonly schema: number
  readonly positive: Side
  readonly negative: Side
}

/** What the zero bucket would be with at least this threshold, which is not below its own. */
export function widened(h: AroundZero, atLeast: number, add: Addition): ZeroBucket {
  if (Object.is(atLeast, h.threshold)) return h
  const sums = new Float64Array(1)
  const rests = new Float64Array(1)
  for (let threshold = atLeast; ; ) {
    sums[0] = h.count
    rests[0] = h.rest
    threshold = swallow(h.positive, h.schema, threshold, sums, rests, add)
    const wider = swallow(h.negative, h.schema, threshold, sums, rests, add)
    // A wider one may reach further on the positive side too.
    if (Object.is(wider, threshold)) return { threshold, count: sums[0]!, rest: rests[0]! }
    threshold = wider
  }
}

/** Adds the buckets that begin within the threshold; answers the threshold, at the last one's end if that is further out. */
function swallow(
  side: Side,
  schema: number,
  threshold: number,
  sums: Float64Array,
  rests: Float64Array,
  add: Addition,
): number {
  const indexes = indexesOf(side.spans, side.counts.length)
  for (let i = 0; i < indexes.length; i++) {
    if (exponentialBound(indexes[i]! - 1, schema) >= threshold) return threshold
    add.one(sums, rests, 0, side.counts[i]!)
    if (side.rests.length > 0) add.one(sums, rests, 0, side.rests[i]!)
    const end = exponentialBound(indexes[i]!, schema)
    if (end > threshold) return side.counts[i] === 0 ? threshold : end
  }
  return threshold
}

/** Without the buckets that the zero bucket has swallowed, and without empty ones. */
export function outsideZeroBucket(side: Side, schema: number, threshold: number): Side {
  const indexes = indexesOf(side.spans, side.counts.length)
  const kept: number[] = []
  indexes.forEach((index, i) => {
    if (side.counts[i] !== 0 && exponentialBound(index - 1, schema) >= threshold) kept.push(i)
  })
  return {
    spans: spansOf(kept.map(i => indexes[i]!)),
    counts: Float64Array.from(kept, i => side.counts[i]!),
    rests: side.rests.length === 0 ? side.rests : Float64Array.from(kept, i => side.rests[i]!),
  }
}
