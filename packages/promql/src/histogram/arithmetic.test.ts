import { describe, expect, it } from 'vitest'
import {
  addHistograms,
  copyToSchema,
  divideHistogram,
  equalHistograms,
  histogramLiteral,
  histogramSum,
  negateHistogram,
  parseHistogramLiteral,
  scaleHistogram,
  subtractHistograms,
} from './index.ts'

const h = parseHistogramLiteral

function sum(a: string, b: string): string {
  return histogramLiteral(addHistograms(h(a), h(b))!.histogram)
}

function difference(a: string, b: string): string {
  return histogramLiteral(subtractHistograms(h(a), h(b))!.histogram)
}

describe('sums', () => {
  it('join buckets that lie beside, between and on one another', () => {
    expect(
      sum('count:6 sum:2 offset:-1 buckets:[1 2 3]', 'count:9 sum:1 offset:1 buckets:[4 0 5] n_buckets:[1]'),
    ).toBe('{{count:15 sum:3 offset:-1 buckets:[1 2 7 0 5] n_buckets:[1]}}')
    expect(sum('count:1 offset:5 buckets:[1]', 'count:2 offset:-3 buckets:[2]')).toBe(
      '{{count:3 offset:-3 buckets:[2 0 0 0 0 0 0 0 1]}}',
    )
  })

  it('have the coarser schema of the two', () => {
    const coarse = '{{count:10 sum:10 buckets:[1 2 3 4]}}'
    const fine = '{{schema:1 count:10 sum:10 buckets:[1 2 3 4]}}'
    // Of the fine ones, bucket 0 is (0.7, 1], 1 and 2 are within (1, 2], 3 within (2, 4].
    expect(sum(coarse, fine)).toBe('{{count:20 sum:20 buckets:[2 7 7 4]}}')
    expect(sum(fine, coarse)).toBe('{{count:20 sum:20 buckets:[2 7 7 4]}}')
  })

  it('have the wider zero bucket, which swallows the buckets within', () => {
    const wide = '{{count:5 z_bucket:5 z_bucket_w:0.25 buckets:[1]}}'
    // Buckets -3 to 0: (1/16, 1/8], (1/8, 1/4], (1/4, 1/2], (1/2, 1].
    const narrow = '{{count:11 z_bucket:1 z_bucket_w:0.01 offset:-3 buckets:[1 2 3 4]}}'
    expect(sum(wide, narrow)).toBe('{{count:16 z_bucket:9 z_bucket_w:0.25 offset:-1 buckets:[3 5]}}')
    expect(sum(narrow, wide)).toBe('{{count:16 z_bucket:9 z_bucket_w:0.25 offset:-1 buckets:[3 5]}}')
  })

  it('widen the zero bucket to the end of a populated bucket that its edge falls into', () => {
    const within = '{{count:5 z_bucket:5 z_bucket_w:0.3}}'
    const narrow =
      '{{count:11 z_bucket:1 z_bucket_w:0.01 offset:-1 buckets:[3 4] n_offset:-1 n_buckets:[2 1]}}'
    expect(sum(within, narrow)).toBe('{{count:16 z_bucket:11 z_bucket_w:0.5 buckets:[4] n_buckets:[1]}}')
    expect(sum(narrow, within)).toBe('{{count:16 z_bucket:11 z_bucket_w:0.5 buckets:[4] n_buckets:[1]}}')
    // Two that lie across each other: 0.3 reaches 0.5, and at schema -1 a bucket reaches from there to 1.
    expect(sum('{{schema:-1 count:4 z_bucket:2 z_bucket_w:0.3 offset:0 buckets:[2]}}', narrow)).toBe(
      '{{schema:-1 count:15 z_bucket:15 z_bucket_w:1}}',
    )
  })

  it('leave a zero bucket whose edge falls into an empty bucket', () => {
    const within = '{{count:5 z_bucket:5 z_bucket_w:0.3}}'
    expect(sum(within, '{{count:5 z_bucket:1 z_bucket_w:0.01 offset:-1 buckets:[0 4]}}')).toBe(
      '{{count:10 z_bucket:6 z_bucket_w:0.3 buckets:[4]}}',
    )
  })

  it('add custom buckets of the same bounds', () => {
    const a = '{{schema:-53 count:6 sum:1 custom_values:[5 10] buckets:[1 2 3]}}'
    expect(sum(a, '{{schema:-53 count:4 sum:1 custom_values:[5 10] offset:1 buckets:[4]}}')).toBe(
      '{{schema:-53 count:10 sum:2 custom_values:[5 10] buckets:[1 6 3]}}',
    )
  })

  it('keep the bounds in common where custom bounds differ, and say so', () => {
    const a = h('{{schema:-53 count:15 sum:55 custom_values:[2 4 6] buckets:[1 2 5 7]}}')
    const b = h('{{schema:-53 count:15 sum:56 custom_values:[2 3 4 6] buckets:[1 0 1 5 8]}}')
    const both = addHistograms(a, b)!
    expect(both.boundsReconciled).toBe(true)
    expect(histogramLiteral(both.histogram)).toBe(
      '{{schema:-53 count:30 sum:111 custom_values:[2 4 6] buckets:[2 3 10 15]}}',
    )
    const none = addHistograms(a, h('{{schema:-53 count:3 sum:1 custom_values:[1] buckets:[1 2]}}'))!
    expect(histogramLiteral(none.histogram)).toBe(
      '{{schema:-53 count:18 sum:56 custom_values:[] buckets:[18]}}',
    )
    expect(addHistograms(a, a)!.boundsReconciled).toBe(false)
  })

  it('are not to be had of exponential and custom buckets', () => {
    const exponential = h('{{count:1 buckets:[1]}}')
    const custom = h('{{schema:-53 count:1 custom_values:[1] buckets:[1]}}')
    expect(addHistograms(exponential, custom)).toBeUndefined()
    expect(subtractHistograms(custom, exponential)).toBeUndefined()
    expect(histogramSum(custom).add(exponential)).toBe(false)
  })

  it('know of counter resets what both knew', () => {
    const hints = ['unknown', 'reset', 'not_reset', 'gauge']
    const known = hints.map(a =>
      hints.map(b => {
        const both = addHistograms(h(`{{counter_reset_hint:${a}}}`), h(`{{counter_reset_hint:${b}}}`))!
        return both.histogram.resetHint + (both.counterResetCollision ? '!' : '')
      }),
    )
    expect(known).toEqual([
      ['unknown', 'unknown', 'unknown', 'gauge'],
      ['unknown', 'reset', 'unknown!', 'gauge'],
      ['unknown', 'unknown!', 'no-reset', 'gauge'],
      ['gauge', 'gauge', 'gauge', 'gauge'],
    ])
  })
})

describe('differences', () => {
  it('may be negative', () => {
    expect(difference('{{count:5 sum:3 buckets:[2 3]}}', '{{count:7 sum:4 offset:1 buckets:[1 6]}}')).toBe(
      '{{count:-2 sum:-1 buckets:[2 2 -6]}}',
    )
  })

  it('reconcile schemas and bounds as sums do', () => {
    expect(
      difference('{{count:10 sum:10 buckets:[1 2 3 4]}}', '{{schema:1 count:6 sum:10 buckets:[1 2 3]}}'),
    ).toBe('{{count:4 buckets:[0 -3 3 4]}}'.replace('[0 -3', '[-3').replace('buckets', 'offset:1 buckets'))
    expect(
      difference(
        '{{schema:-53 count:6 custom_values:[5 10] buckets:[1 2 3]}}',
        '{{schema:-53 count:3 custom_values:[10] buckets:[1 2]}}',
      ),
    ).toBe('{{schema:-53 count:3 custom_values:[10] buckets:[2 1]}}')
  })
})

describe('multiples', () => {
  const some = h('{{schema:1 count:6 sum:3 z_bucket:1 z_bucket_w:0.1 buckets:[2] n_buckets:[3]}}')

  it('change all counts and the sum', () => {
    expect(histogramLiteral(scaleHistogram(some, 2))).toBe(
      '{{schema:1 count:12 sum:6 z_bucket:2 z_bucket_w:0.1 buckets:[4] n_buckets:[6]}}',
    )
    expect(histogramLiteral(divideHistogram(some, 2))).toBe(
      '{{schema:1 count:3 sum:1.5 z_bucket:0.5 z_bucket_w:0.1 buckets:[1] n_buckets:[1.5]}}',
    )
  })

  it('are gauges where the factor is negative', () => {
    expect(histogramLiteral(negateHistogram(some))).toBe(
      '{{schema:1 count:-6 sum:-3 z_bucket:-1 z_bucket_w:0.1 counter_reset_hint:gauge buckets:[-2] n_buckets:[-3]}}',
    )
    expect(divideHistogram(some, -1).resetHint).toBe('gauge')
    expect(scaleHistogram(some, 0).resetHint).toBe('unknown')
  })

  it('have no buckets after a division by zero', () => {
    expect(histogramLiteral(divideHistogram(some, 0))).toBe(
      '{{schema:1 count:+Inf sum:+Inf z_bucket:+Inf z_bucket_w:0.1}}',
    )
    expect(histogramLiteral(divideHistogram(h('{{}}'), 0))).toBe('{{count:NaN sum:NaN z_bucket:NaN}}')
  })
})

describe('sums and means of many', () => {
  it('keep what rounding drops', () => {
    const running = histogramSum(h('{{count:1e100 sum:1e100 z_bucket:1e100 buckets:[1e100]}}'))
    running.add(h('{{count:1 sum:1 z_bucket:1 buckets:[1]}}'))
    running.add(h('{{count:-1e100 sum:-1e100 z_bucket:-1e100 buckets:[-1e100]}}'))
    expect(histogramLiteral(running.sum())).toBe('{{count:1 sum:1 z_bucket:1 buckets:[1]}}')
    expect(histogramLiteral(running.mean())).toBe(
      histogramLiteral(divideHistogram(h('{{count:1 sum:1 z_bucket:1 buckets:[1]}}'), 3)),
    )
  })

  it('keep it also across schemas and layouts', () => {
    const running = histogramSum(h('{{schema:1 count:1e100 offset:1 buckets:[1e100 1]}}'))
    running.add(h('{{count:1 buckets:[5]}}'))
    running.add(h('{{count:-1e100 offset:1 buckets:[-1e100]}}'))
    expect(histogramLiteral(running.sum())).toBe('{{count:1 buckets:[5 1]}}')
    const custom = histogramSum(h('{{schema:-53 custom_values:[1 2 3] buckets:[1e100 1 1]}}'))
    custom.add(h('{{schema:-53 custom_values:[2 3] buckets:[-1e100]}}'))
    expect(custom.boundsReconciled).toBe(true)
    expect(histogramLiteral(custom.sum())).toBe('{{schema:-53 custom_values:[2 3] buckets:[1 1]}}')
  })

  it('are those of finite values even where their sum is not', () => {
    const running = histogramSum(h('{{count:1.7e308 sum:1e308 buckets:[1.7e308]}}'))
    running.add(h('{{count:1.7e308 sum:1e308 buckets:[1.7e308]}}'))
    running.add(h('{{count:1.1e308 sum:-2e307 buckets:[1.1e308]}}'))
    const mean = running.mean()
    expect(mean.count / 1.5e308).toBeCloseTo(1, 12)
    expect(mean.sum / 6e307).toBeCloseTo(1, 12)
    expect(mean.positiveCounts[0]! / 1.5e308).toBeCloseTo(1, 12)
    expect(running.sum().count).toBe(Infinity)
  })

  it('count, and notice hints that contradict one another', () => {
    const running = histogramSum(h('{{count:1 counter_reset_hint:reset}}'))
    running.add(h('{{count:1}}'))
    expect(running.counterResetCollision).toBe(false)
    running.add(h('{{count:1 counter_reset_hint:not_reset}}'))
    expect(running.counterResetCollision).toBe(true)
    expect(running.count).toBe(3)
    expect(running.sum().resetHint).toBe('unknown')
  })
})

describe('a copy in a coarser schema', () => {
  it('joins neighbours and forgets what is known of resets', () => {
    const fine = h('{{schema:2 count:15 counter_reset_hint:reset offset:-4 buckets:[1 2 3 4 5]}}')
    // Buckets -4 to 0 at four per doubling: the first ends at 1/2, the others at 1.
    expect(histogramLiteral(copyToSchema(fine, 0))).toBe('{{count:15 offset:-1 buckets:[1 14]}}')
    expect(copyToSchema(fine, 2)).toBe(fine)
    expect(equalHistograms(copyToSchema(copyToSchema(fine, 1), -4), copyToSchema(fine, -4))).toBe(true)
  })
})
