import { describe, expect, it } from 'vitest'
import {
  bucketsForJson,
  histogramAvg,
  histogramFraction,
  histogramQuantile,
  histogramStddev,
  histogramStdvar,
  parseHistogramLiteral,
} from './index.ts'

const h = parseHistogramLiteral
const quantile = (q: number, text: string) => histogramQuantile(q, h(text)).value

describe('the quantile of a native histogram', () => {
  it('lies between bounds on a logarithmic scale', () => {
    expect(quantile(0.5, '{{count:4 sum:5 offset:1 buckets:[4]}}')).toBeCloseTo(Math.SQRT2, 15)
    expect(quantile(0.5, '{{count:4 sum:-5 n_offset:1 n_buckets:[4]}}')).toBeCloseTo(-Math.SQRT2, 15)
    expect(quantile(0.25, '{{count:8 sum:5 offset:1 buckets:[4 4]}}')).toBeCloseTo(Math.SQRT2, 15)
    expect(quantile(1, '{{count:8 sum:5 offset:1 buckets:[4 4]}}')).toBe(4)
    expect(quantile(0, '{{count:8 sum:5 offset:1 buckets:[4 4]}}')).toBe(1)
  })

  it('lies on a linear scale in the zero bucket, on the side where there are others', () => {
    expect(quantile(0.5, '{{count:4 z_bucket:4 z_bucket_w:1}}')).toBe(0)
    expect(quantile(0.25, '{{count:8 z_bucket:4 z_bucket_w:1 offset:1 buckets:[4]}}')).toBe(0.5)
    expect(quantile(0.75, '{{count:8 z_bucket:4 z_bucket_w:1 n_offset:1 n_buckets:[4]}}')).toBe(-0.5)
  })

  it('begins at the zero bucket’s end where a bucket overlaps that', () => {
    expect(quantile(0, '{{count:4 z_bucket_w:1.5 offset:1 buckets:[4]}}')).toBeCloseTo(1.5, 15)
  })

  it('lies on a linear scale in custom buckets, with ends that are finite', () => {
    const custom = (buckets: string) => `{{schema:-53 count:8 custom_values:[2 4] buckets:[${buckets}]}}`
    expect(quantile(0.25, custom('4 4'))).toBe(1)
    expect(quantile(0.75, custom('4 4'))).toBe(3)
    expect(quantile(0.9, custom('0 0 8'))).toBe(4)
    expect(quantile(0.3, '{{schema:-53 count:8 custom_values:[-2 4] buckets:[8]}}')).toBe(-2)
  })

  it('is infinite beyond 0 and 1, and NaN of nothing', () => {
    const some = '{{count:4 buckets:[4]}}'
    expect(quantile(-0.1, some)).toBe(-Infinity)
    expect(quantile(1.1, some)).toBe(Infinity)
    expect(quantile(Number.NaN, some)).toBeNaN()
    expect(quantile(0.5, '{{}}')).toBeNaN()
  })

  it('says what NaN observations did to it', () => {
    const some = h('{{count:8 sum:NaN offset:1 buckets:[4]}}')
    expect(histogramQuantile(0.25, some)).toEqual({
      value: expect.closeTo(Math.SQRT2, 15),
      nan: 'result is skewed higher',
    })
    expect(histogramQuantile(0.9, some)).toEqual({ value: Number.NaN, nan: 'result is NaN' })
    expect(histogramQuantile(0.5, h('{{count:4 sum:NaN offset:1 buckets:[4]}}'))).toEqual({
      value: expect.closeTo(Math.SQRT2, 15),
      nan: undefined,
    })
  })
})

describe('the fraction of a native histogram', () => {
  const fraction = (lower: number, upper: number, text: string) =>
    histogramFraction(lower, upper, h(text)).value

  it('cuts buckets as quantiles do', () => {
    const some = '{{count:8 sum:5 offset:1 buckets:[4 4]}}'
    expect(fraction(-Infinity, Math.SQRT2, some)).toBeCloseTo(0.25, 12)
    expect(fraction(1, 2, some)).toBe(0.5)
    expect(fraction(Math.SQRT2, Infinity, some)).toBeCloseTo(0.75, 12)
    expect(fraction(5, 6, some)).toBe(0)
    expect(fraction(2, 1, some)).toBe(0)
    expect(fraction(Number.NaN, 1, some)).toBeNaN()
    expect(fraction(0, 1, '{{}}')).toBeNaN()
    expect(fraction(0, 0.5, '{{count:8 z_bucket:8 z_bucket_w:1}}')).toBe(0.25)
  })

  it('does not cut custom buckets without an end', () => {
    const custom = '{{schema:-53 count:8 custom_values:[2 4] buckets:[2 2 4]}}'
    expect(fraction(-Infinity, 3, custom)).toBe(3 / 8)
    expect(fraction(-Infinity, 100, custom)).toBe(0.5)
    expect(fraction(100, Infinity, custom)).toBe(0.5)
    expect(fraction(-5, 2, custom)).toBe(0.25)
    const negative = `{{schema:-53 count:8 custom_values:[-2 4] buckets:[2 2 4]}}`
    expect(fraction(-5, 4, negative)).toBe(0.25)
  })

  it('says that NaN observations are in none', () => {
    expect(histogramFraction(-Infinity, Infinity, h('{{count:8 sum:NaN offset:1 buckets:[4]}}'))).toEqual({
      value: 0.5,
      nanExcluded: true,
    })
  })
})

describe('mean and spread', () => {
  it('are taken from the middles of buckets', () => {
    // Middles are 0 and 2; the mean is 1.
    const some = h('{{schema:-1 count:4 sum:4 z_bucket:2 z_bucket_w:0.5 offset:1 buckets:[2]}}')
    expect(histogramAvg(some)).toBe(1)
    expect(histogramStdvar(some)).toBe(1)
    expect(histogramStddev(some)).toBe(1)
    const custom = h('{{schema:-53 count:4 sum:8 custom_values:[0 2 4] offset:1 buckets:[2 2]}}')
    expect(histogramStdvar(custom)).toBe(1)
    expect(histogramStdvar(h('{{}}'))).toBeNaN()
  })
})

describe('buckets as the HTTP API shows them', () => {
  it('are in order, populated and say which ends are open', () => {
    expect(
      bucketsForJson(h('{{count:8 z_bucket:1 z_bucket_w:0.001 buckets:[1 0 2] n_buckets:[3 1]}}')),
    ).toEqual([
      { boundaries: 1, lower: -2, upper: -1, count: 1 },
      { boundaries: 1, lower: -1, upper: -0.5, count: 3 },
      { boundaries: 3, lower: -0.001, upper: 0.001, count: 1 },
      { boundaries: 0, lower: 0.5, upper: 1, count: 1 },
      { boundaries: 0, lower: 2, upper: 4, count: 2 },
    ])
    expect(bucketsForJson(h('{{schema:-53 count:6 custom_values:[2] buckets:[2 4]}}'))).toEqual([
      { boundaries: 3, lower: -Infinity, upper: 2, count: 2 },
      { boundaries: 0, lower: 2, upper: Infinity, count: 4 },
    ])
  })

  it('skip gaps and empty spans, downwards and upwards', () => {
    const gappy = {
      ...h('{{count:6}}'),
      positiveSpans: [
        { offset: 0, length: 1 },
        { offset: 2, length: 0 },
        { offset: 1, length: 2 },
      ],
      positiveCounts: Float64Array.of(1, 2, 3),
    }
    expect(bucketsForJson(gappy).map(({ upper, count }) => [upper, count])).toEqual([
      [1, 1],
      [16, 2],
      [32, 3],
    ])
    expect(histogramQuantile(0.99, gappy).value).toBeCloseTo(32, 0)
    expect(histogramQuantile(0.6, gappy).value).toBeGreaterThan(16)
    expect(histogramQuantile(0.5, gappy).value).toBe(16)
  })
})
