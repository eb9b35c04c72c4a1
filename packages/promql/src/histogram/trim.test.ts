import { describe, expect, it } from 'vitest'
import { histogramLiteral, parseHistogramLiteral, trimLower, trimUpper } from './index.ts'

const below = (text: string, bound: number) => histogramLiteral(trimUpper(parseHistogramLiteral(text), bound))
const above = (text: string, bound: number) => histogramLiteral(trimLower(parseHistogramLiteral(text), bound))

describe('a trimmed histogram', () => {
  it('keeps buckets that lie on the right side, and counts anew', () => {
    const some = '{{schema:-1 count:7 sum:100 offset:1 buckets:[4 2] n_offset:1 n_buckets:[1]}}'
    // The middle of (1, 4] is 2, that of (4, 16] is 8.
    expect(below(some, 4)).toBe('{{schema:-1 count:5 sum:6 offset:1 buckets:[4] n_offset:1 n_buckets:[1]}}')
    expect(above(some, 4)).toBe('{{schema:-1 count:2 sum:16 offset:2 buckets:[2]}}')
    expect(below(some, -1)).toBe('{{schema:-1 count:1 sum:-2 n_offset:1 n_buckets:[1]}}')
  })

  it('is itself where nothing is cut off, with the sum that it had', () => {
    const some = parseHistogramLiteral('{{count:4 sum:100 buckets:[4]}}')
    expect(trimUpper(some, 1)).toBe(some)
    expect(trimLower(some, 0.5)).toBe(some)
    expect(trimUpper(some, Infinity)).toBe(some)
    expect(below('{{count:4 sum:100 buckets:[4]}}', -Infinity)).toBe('{{}}')
  })

  it('divides a bucket on a logarithmic scale', () => {
    const cut = trimUpper(parseHistogramLiteral('{{schema:-1 count:4 sum:9 offset:1 buckets:[4]}}'), 2)
    expect(cut.count).toBe(2)
    expect(cut.sum).toBeCloseTo(2 * Math.SQRT2, 14)
    const negative = trimLower(parseHistogramLiteral('{{schema:-1 count:4 n_offset:1 n_buckets:[4]}}'), -2)
    expect(negative.count).toBe(2)
    expect(negative.sum).toBeCloseTo(-2 * Math.SQRT2, 14)
  })

  it('divides the zero bucket on a linear scale, on the side where there are others', () => {
    expect(below('{{count:4 z_bucket:4 z_bucket_w:1}}', 0.5)).toBe(
      '{{count:3 sum:-0.75 z_bucket:3 z_bucket_w:1}}',
    )
    expect(above('{{count:5 z_bucket:4 z_bucket_w:1 offset:1 buckets:[1]}}', 0.5)).toBe(
      `{{count:3 sum:${2 * 0.75 + Math.SQRT2} z_bucket:2 z_bucket_w:1 offset:1 buckets:[1]}}`,
    )
    expect(above('{{count:5 z_bucket:4 z_bucket_w:1 n_offset:1 n_buckets:[1]}}', 0)).toBe('{{z_bucket_w:1}}')
  })

  it('divides custom buckets on a linear scale', () => {
    const some = '{{schema:-53 count:15 sum:172.5 custom_values:[5 10 15 20] buckets:[1 6 4 3 1]}}'
    const bounds = 'custom_values:[5 10 15 20]'
    expect(below(some, 7.5)).toBe(`{{schema:-53 count:4 sum:21.25 ${bounds} buckets:[1 3]}}`)
    expect(below(some, 2.5)).toBe(`{{schema:-53 count:0.5 sum:0.625 ${bounds} buckets:[0.5]}}`)
    expect(above(some, 2.5)).toBe(`{{schema:-53 count:14.5 sum:169.375 ${bounds} buckets:[0.5 6 4 3 1]}}`)
  })

  it('drops what reaches to an infinity and is cut through, or puts it at the cut', () => {
    const some = '{{schema:-53 count:6 custom_values:[-2 4] buckets:[2 3 1]}}'
    const bounds = 'custom_values:[-2 4]'
    expect(below(some, -5)).toBe(`{{schema:-53 count:2 sum:-10 ${bounds} buckets:[2]}}`)
    expect(above(some, -5)).toBe(`{{schema:-53 count:4 sum:7 ${bounds} offset:1 buckets:[3 1]}}`)
    expect(below(some, 9)).toBe(`{{schema:-53 count:5 sum:-1 ${bounds} buckets:[2 3]}}`)
    expect(above(some, 9)).toBe(`{{schema:-53 count:1 sum:9 ${bounds} offset:2 buckets:[1]}}`)
    const all = '{{schema:-53 count:6 sum:6 custom_values:[] buckets:[6]}}'
    expect(below(all, 9)).toBe('{{schema:-53 custom_values:[]}}')
    expect(above(all, 9)).toBe('{{schema:-53 custom_values:[]}}')
  })
})
