/** Custom buckets of two histograms whose bounds differ, brought to the bounds that both have. */
import type { Span } from '@vedette/model'
import type { Addition } from './compensated.ts'

export function sameBounds(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export function commonBounds(a: Float64Array, b: Float64Array): Float64Array {
  const common: number[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      common.push(a[i]!)
      i++
      j++
    } else if (a[i]! < b[j]!) i++
    else j++
  }
  return Float64Array.from(common)
}

export interface CustomBuckets {
  readonly spans: readonly Span[]
  readonly counts: Float64Array
  readonly bounds: Float64Array
}

/** Adds every bucket to the coarser one that holds it; `sums` has one place more than there are target bounds. */
export function pourInto(
  sums: Float64Array,
  rests: Float64Array,
  target: Float64Array,
  { spans, counts, bounds }: CustomBuckets,
  sign: number,
  add: Addition,
): void {
  let index = 0
  let bucket = 0
  let place = 0
  for (const { offset, length } of spans) {
    index += offset
    for (let i = 0; i < length && bucket < counts.length; i++, index++, bucket++) {
      if (index >= bounds.length) place = target.length
      while (place < target.length && target[place]! < bounds[index]!) place++
      add.one(sums, rests, place, sign * counts[bucket]!)
    }
  }
}
