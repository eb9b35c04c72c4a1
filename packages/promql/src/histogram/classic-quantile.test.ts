import { describe, expect, it } from 'vitest'
import { bucketFraction, bucketQuantile, noForcedMonotonicity, plainQuantile } from './index.ts'

function quantile(q: number, buckets: readonly (readonly [number, number])[]) {
  const fix = noForcedMonotonicity()
  const bounds = Float64Array.from(buckets, ([bound]) => bound)
  const counts = Float64Array.from(buckets, ([, count]) => count)
  const value = bucketQuantile(q, bounds, counts, buckets.length, fix)
  return { value, ...fix }
}

function fraction(lower: number, upper: number, buckets: readonly (readonly [number, number])[]): number {
  const bounds = Float64Array.from(buckets, ([bound]) => bound)
  const counts = Float64Array.from(buckets, ([, count]) => count)
  return bucketFraction(lower, upper, bounds, counts, buckets.length)
}

const SOME = [
  [1, 2],
  [2, 4],
  [4, 8],
  [Infinity, 10],
] as const

describe('the quantile of a classic histogram', () => {
  it('lies evenly in its bucket', () => {
    expect(quantile(0.1, SOME).value).toBe(0.5)
    expect(quantile(0.2, SOME).value).toBe(1)
    expect(quantile(0.3, SOME).value).toBe(1.5)
    expect(quantile(0.6, SOME).value).toBe(3)
    expect(quantile(0, SOME).value).toBe(0)
  })

  it('is the highest finite bound in the last bucket', () => {
    expect(quantile(0.9, SOME).value).toBe(4)
    expect(quantile(1, SOME).value).toBe(4)
  })

  it('is the bound of a first bucket that ends at or below zero', () => {
    const below = [
      [-1, 5],
      [1, 10],
      [Infinity, 10],
    ] as const
    expect(quantile(0.2, below).value).toBe(-1)
    expect(quantile(0.75, below).value).toBe(0)
  })

  it('is infinite beyond 0 and 1, and NaN where there is nothing to tell', () => {
    expect(quantile(-1, SOME).value).toBe(-Infinity)
    expect(quantile(2, SOME).value).toBe(Infinity)
    expect(quantile(Number.NaN, SOME).value).toBeNaN()
    expect(quantile(0.5, SOME.slice(0, 3)).value).toBeNaN()
    expect(quantile(0.5, [[Infinity, 3]]).value).toBeNaN()
    expect(quantile(0.5, []).value).toBeNaN()
    expect(
      quantile(0.5, [
        [1, 0],
        [Infinity, 0],
      ]).value,
    ).toBeNaN()
  })

  it('counts buckets of equal bounds as one', () => {
    const twice = [
      [1, 1],
      [1, 1],
      [2, 4],
      [4, 8],
      [Infinity, 4],
      [Infinity, 6],
    ] as const
    expect(quantile(0.6, twice).value).toBe(3)
  })

  it('raises counts that fall, and says where and by how much', () => {
    const falling = [
      [1, 4],
      [2, 1],
      [3, 8],
      [4, 6],
      [Infinity, 10],
    ] as const
    expect(quantile(0.6, falling)).toEqual({
      value: 2.5,
      forced: true,
      minBucket: 2,
      maxBucket: 4,
      maxDiff: 3,
    })
    expect(quantile(0.6, SOME)).toMatchObject({ forced: false, maxDiff: 0 })
  })

  it('takes tiny differences for noise', () => {
    const noisy = [
      [1, 1],
      [2, 1 - 1e-13],
      [4, 1 + 1e-13],
      [Infinity, 1],
    ] as const
    expect(quantile(1, noisy)).toMatchObject({ value: 1, forced: false })
  })
})

describe('the fraction of a classic histogram', () => {
  it('cuts buckets evenly', () => {
    expect(fraction(0, 1, SOME)).toBe(0.2)
    expect(fraction(1, 3, SOME)).toBeCloseTo(0.4, 15)
    expect(fraction(-Infinity, Infinity, SOME)).toBe(1)
    expect(fraction(3, Infinity, SOME)).toBeCloseTo(0.4, 15)
    expect(fraction(100, Infinity, SOME)).toBeCloseTo(0.2, 15)
    expect(fraction(2, 1, SOME)).toBe(0)
    expect(fraction(Number.NaN, 1, SOME)).toBeNaN()
    expect(fraction(0, 1, SOME.slice(0, 3))).toBeNaN()
  })

  it('does not cut a first bucket that ends at or below zero', () => {
    const below = [
      [-1, 5],
      [1, 10],
      [Infinity, 10],
    ] as const
    expect(fraction(-2, 1, below)).toBe(0.5)
    expect(fraction(-Infinity, -1, below)).toBe(0.5)
  })
})

describe('the quantile of values', () => {
  it('lies between the two around its rank', () => {
    const values = Float64Array.of(1, 2, 4, 8)
    expect(plainQuantile(0, values)).toBe(1)
    expect(plainQuantile(0.5, values)).toBe(3)
    expect(plainQuantile(1, values)).toBe(8)
    expect(plainQuantile(0.5, values, 3)).toBe(2)
    expect(plainQuantile(0.5, values, 1)).toBe(1)
  })

  it('is infinite beyond 0 and 1, and NaN of nothing', () => {
    const values = Float64Array.of(1)
    expect(plainQuantile(-0.1, values)).toBe(-Infinity)
    expect(plainQuantile(1.1, values)).toBe(Infinity)
    expect(plainQuantile(Number.NaN, values)).toBeNaN()
    expect(plainQuantile(0.5, values, 0)).toBeNaN()
  })
})
