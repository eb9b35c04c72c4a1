import { describe, expect, it } from 'vitest'
import {
  almostEqualHistograms,
  compactHistogram,
  equalHistograms,
  histogramLiteral,
  histogramText,
  nhcbFromClassic,
  parseHistogramLiteral,
} from './index.ts'
import { spansOf } from './layout.ts'

const h = parseHistogramLiteral

describe('a histogram in text', () => {
  it('names count, sum and populated buckets', () => {
    expect(
      histogramText(
        h('{{count:10 sum:0.00001 z_bucket:1 z_bucket_w:0.001 buckets:[2 0 4] n_buckets:[1 2]}}'),
      ),
    ).toBe('{count:10, sum:1e-05, [-2,-1):2, [-1,-0.5):1, [-0.001,0.001]:1, (0.5,1]:2, (2,4]:4}')
    expect(histogramText(h('{{schema:-53 count:4 sum:1234567 custom_values:[5 10] buckets:[1 1 2]}}'))).toBe(
      '{count:4, sum:1.234567e+06, [-Inf,5]:1, (5,10]:1, (10,+Inf]:2}',
    )
    expect(histogramText(h('{{sum:NaN}}'))).toBe('{count:0, sum:NaN}')
  })

  it('prints numbers as Go does', () => {
    const sums = ['123456.7', '1000000', '-0.0001', '0.00001234', '1e21', '-Inf', '0.1', '100000']
    expect(sums.map(sum => histogramText(h(`{{sum:${sum}}}`)).slice(14, -1))).toEqual([
      '123456.7',
      '1e+06',
      '-0.0001',
      '1.234e-05',
      '1e+21',
      '-Inf',
      '0.1',
      '100000',
    ])
  })
})

describe('the literal of a histogram', () => {
  it('has all its fields', () => {
    const text =
      '{{schema:1 count:7 sum:-2.5 z_bucket:1 z_bucket_w:0.1 counter_reset_hint:gauge offset:-2 buckets:[1 0 2] n_offset:3 n_buckets:[3]}}'
    expect(histogramLiteral(h(text))).toBe(text)
    expect(h(text)).toMatchObject({
      schema: 1,
      count: 7,
      sum: -2.5,
      zeroCount: 1,
      zeroThreshold: 0.1,
      resetHint: 'gauge',
      positiveSpans: [{ offset: -2, length: 3 }],
      negativeSpans: [{ offset: 3, length: 1 }],
    })
    expect(histogramLiteral(h('{{}}'))).toBe('{{}}')
    expect(histogramLiteral(h('sum:3 buckets:[ 1  2 ]'))).toBe('{{sum:3 buckets:[1 2]}}')
  })

  it('says what is wrong with one', () => {
    expect(() => h('{{size:3}}')).toThrow('bad histogram descriptor found: "size"')
    expect(() => h('{{sum:1 sum:2}}')).toThrow('duplicate key "sum" in histogram')
    expect(() => h('{{sum:[1]}}')).toThrow('sum of a histogram has the bad number "[1]"')
    expect(() => h('{{buckets:1}}')).toThrow('buckets of a histogram is a list in brackets, not 1')
    expect(() => h('{{schema:0.5}}')).toThrow('schema of a histogram is a whole number, not 0.5')
    expect(() => h('{{counter_reset_hint:no}}')).toThrow(
      'counter_reset_hint of a histogram is unknown, reset',
    )
    expect(() => h('{{buckets:[1 2}}')).toThrow('bad histogram descriptor found: "buckets:[1 2"')
  })
})

describe('compaction', () => {
  const gappy = (maxEmpty: number) => {
    const indexes = [0, 1, 2, 3, 6, 7, 8, 12]
    const counts = Float64Array.of(0, 1, 0, 2, 3, 0, 0, 4)
    const compact = compactHistogram(
      { ...h('{{}}'), positiveSpans: spansOf(indexes), positiveCounts: counts },
      maxEmpty,
    )
    return {
      spans: compact.positiveSpans.map(({ offset, length }) => [offset, length]),
      counts: [...compact.positiveCounts],
    }
  }

  it('drops empty buckets, but for few enough between populated ones', () => {
    expect(gappy(0)).toEqual({
      spans: [
        [1, 1],
        [1, 1],
        [2, 1],
        [5, 1],
      ],
      counts: [1, 2, 3, 4],
    })
    expect(gappy(2)).toEqual({
      spans: [
        [1, 6],
        [5, 1],
      ],
      counts: [1, 0, 2, 0, 0, 3, 4],
    })
    expect(gappy(Infinity).spans).toEqual([[1, 12]])
  })

  it('leaves what is compact', () => {
    const some = h('{{buckets:[1 2] n_offset:4 n_buckets:[3]}}')
    expect(compactHistogram(some)).toBe(some)
  })
})

describe('equality', () => {
  it('is of every bit, and of empty buckets', () => {
    const some = h('{{count:3 sum:NaN buckets:[1 0 2]}}')
    expect(equalHistograms(some, h('{{count:3 sum:NaN buckets:[1 0 2]}}'))).toBe(true)
    expect(equalHistograms(some, h('{{count:3 sum:NaN counter_reset_hint:gauge buckets:[1 0 2]}}'))).toBe(
      true,
    )
    expect(equalHistograms(some, compactHistogram(some))).toBe(false)
    expect(equalHistograms(some, h('{{count:3 sum:0 buckets:[1 0 2]}}'))).toBe(false)
    expect(equalHistograms(some, h('{{schema:1 count:3 sum:NaN buckets:[1 0 2]}}'))).toBe(false)
    expect(equalHistograms(h('{{z_bucket_w:1}}'), h('{{}}'))).toBe(false)
    const custom = (bounds: string) => h(`{{schema:-53 custom_values:[${bounds}] buckets:[1]}}`)
    expect(equalHistograms(custom('1 2'), custom('1 3'))).toBe(false)
  })

  it('is for tests one but for rounding', () => {
    const some = h('{{count:3 sum:1 buckets:[1 0 2]}}')
    expect(almostEqualHistograms(some, h('{{count:3 sum:1.0000000001 buckets:[1 0 2 0]}}'), 1e-6)).toBe(true)
    expect(almostEqualHistograms(some, h('{{count:3 sum:1.001 buckets:[1 0 2]}}'), 1e-6)).toBe(false)
  })
})

describe('a classic histogram as a native one', () => {
  const convert = (buckets: [number, number][], sum?: number, count?: number) => {
    const bounds = Float64Array.from(buckets, ([bound]) => bound)
    const converted = nhcbFromClassic(
      bounds,
      Float64Array.from(buckets, ([, n]) => n),
      sum,
      count,
    )
    return converted && histogramLiteral(converted)
  }

  it('has custom buckets', () => {
    expect(
      convert(
        [
          [1, 1],
          [2, 4],
          [Infinity, 10],
        ],
        12,
        10,
      ),
    ).toBe('{{schema:-53 count:10 sum:12 custom_values:[1 2] buckets:[1 3 6]}}')
    expect(
      convert(
        [
          [2, 4],
          [1, 1],
        ],
        3,
        5,
      ),
    ).toBe('{{schema:-53 count:5 sum:3 custom_values:[1 2] buckets:[1 3 1]}}')
    expect(
      convert([
        [1, 0.5],
        [Infinity, 1],
      ]),
    ).toBe('{{schema:-53 count:1 custom_values:[1] buckets:[0.5 0.5]}}')
    expect(convert([], 3, 5)).toBe('{{schema:-53 count:5 sum:3 custom_values:[] buckets:[5]}}')
  })

  it('is none where the numbers make no histogram', () => {
    expect(convert([], 3)).toBeUndefined()
    expect(
      convert([
        [1, 3],
        [Infinity, 2],
      ]),
    ).toBeUndefined()
    expect(
      convert([
        [1, -3],
        [Infinity, 2],
      ]),
    ).toBeUndefined()
    expect(
      convert(
        [
          [1, 1],
          [Infinity, 2],
        ],
        0,
        3,
      ),
    ).toBeUndefined()
    expect(convert([[Number.NaN, 1]], 0, 3)).toBeUndefined()
  })
})
