import type { NativeHistogram, Span } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limitResolution, reduceResolution, schemaForFactor } from './histogram-resolution.ts'

function histogram(schema: number, buckets: Record<number, number>): NativeHistogram {
  const spans: { offset: number; length: number }[] = []
  const indexes = Object.keys(buckets)
    .map(Number)
    .sort((a, b) => a - b)
  indexes.forEach((index, i) => {
    const before = indexes[i - 1]
    if (before === index - 1) spans.at(-1)!.length++
    else spans.push({ offset: before === undefined ? index : index - before - 1, length: 1 })
  })
  const counts = Float64Array.from(indexes, index => buckets[index]!)
  return {
    integer: true,
    resetHint: 'unknown',
    schema,
    zeroThreshold: 0,
    zeroCount: 0,
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: 1,
    positiveSpans: spans,
    positiveCounts: counts,
    negativeSpans: [],
    negativeCounts: new Float64Array(0),
    customValues: new Float64Array(0),
  }
}

/** Bucket by upper bound. */
function bounds({ schema, positiveSpans, positiveCounts }: NativeHistogram): Map<number, number> {
  const found = new Map<number, number>()
  let index = 0
  let bucket = 0
  for (const { offset, length } of positiveSpans as Span[]) {
    index += offset
    for (let i = 0; i < length; i++, index++) found.set(index * 2 ** -schema, positiveCounts[bucket++]!)
  }
  return found
}

describe('histogram resolution', () => {
  it('joins pairs of buckets whose bound is an even power', () => {
    const coarse = reduceResolution(histogram(1, { [-3]: 1, [-2]: 2, 0: 4, 1: 8, 2: 16, 3: 32, 9: 64 }), 0)
    expect(coarse.schema).toBe(0)
    expect(coarse.positiveSpans).toEqual([
      { offset: -1, length: 4 },
      { offset: 2, length: 1 },
    ])
    expect([...coarse.positiveCounts]).toEqual([3, 4, 24, 32, 64])
  })

  it('puts every observation into the bucket around its own', () => {
    const buckets = fc.dictionary(
      fc.integer({ min: -40, max: 40 }).map(String),
      fc.integer({ min: 1, max: 9 }),
    )
    fc.assert(
      fc.property(buckets, fc.integer({ min: 1, max: 5 }), (counts, steps) => {
        const fine = histogram(3, counts)
        const coarse = reduceResolution(fine, 3 - steps)
        const wanted = new Map<number, number>()
        for (const [bound, count] of bounds(fine)) {
          const width = 2 ** (steps - 3)
          const around = Math.ceil(bound / width) * width
          wanted.set(around, (wanted.get(around) ?? 0) + count)
        }
        expect([...bounds(coarse)].sort()).toEqual([...wanted].sort())
        expect(coarse.positiveSpans.slice(1).every(span => span.offset > 0)).toBe(true)
      }),
    )
  })

  it('reduces to the limits of the job, and no further', () => {
    const wide = histogram(8, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i * 10, 1])))
    expect(limitResolution(wide, 8, 0)).toBe(wide)
    expect(limitResolution(wide, 5, 0).schema).toBe(5)
    const limited = limitResolution(wide, 8, 20)
    expect(limited.positiveCounts.length).toBeLessThanOrEqual(20)
    expect(limited.schema).toBe(2)
    const coarsest = histogram(-4, { 0: 1, 1: 1, 5: 1 })
    expect(() => limitResolution(coarsest, 8, 2)).toThrow(
      'histogram bucket limit exceeded (buckets: 3, limit: 2)',
    )
  })

  it.each([
    [0, 8],
    [1.002, 8],
    [1.1, 2],
    [2, 0],
    [65536, -4],
    [1e9, -4],
  ])('finds the finest schema with a factor of at least %d: %d', (factor, schema) => {
    expect(schemaForFactor(factor)).toBe(schema)
  })
})
