import type { NativeHistogram } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addHistograms,
  almostEqualHistograms,
  bucketFraction,
  bucketQuantile,
  bucketsAscending,
  compactHistogram,
  copyToSchema,
  detectReset,
  equalHistograms,
  histogramFraction,
  histogramLiteral,
  histogramQuantile,
  histogramSum,
  noForcedMonotonicity,
  parseHistogramLiteral,
  scaleHistogram,
  subtractHistograms,
  trimLower,
  trimUpper,
  withResetHint,
} from './index.ts'
import { spansOf } from './layout.ts'

const side = fc
  .dictionary(fc.integer({ min: -30, max: 30 }).map(String), fc.integer({ min: 0, max: 50 }), { maxKeys: 12 })
  .map(buckets => {
    const indexes = Object.keys(buckets)
      .map(Number)
      .sort((a, b) => a - b)
    return {
      spans: spansOf(indexes),
      counts: Float64Array.from(indexes, index => buckets[String(index)]!),
    }
  })

/** As a client would make it: no bucket lies within the zero bucket, the count is that of all buckets. */
const exponential: fc.Arbitrary<NativeHistogram> = fc
  .record({
    schema: fc.integer({ min: -2, max: 4 }),
    zeroCount: fc.integer({ min: 0, max: 20 }),
    sum: fc.integer({ min: -1000, max: 1000 }),
    positive: side,
    negative: side,
    narrow: fc.boolean(),
  })
  .map(({ schema, zeroCount, sum, positive, negative, narrow }) => ({
    integer: true,
    resetHint: 'unknown' as const,
    schema,
    zeroThreshold: narrow ? 2 ** -200 : 2 ** -128,
    zeroCount,
    count: zeroCount + total(positive.counts) + total(negative.counts),
    sum,
    positiveSpans: positive.spans,
    positiveCounts: positive.counts,
    negativeSpans: negative.spans,
    negativeCounts: negative.counts,
    customValues: new Float64Array(0),
  }))

const custom: fc.Arbitrary<NativeHistogram> = fc
  .uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 6 })
  .chain(bounds =>
    fc
      .array(fc.integer({ min: 0, max: 50 }), { minLength: bounds.length + 1, maxLength: bounds.length + 1 })
      .map(counts => ({
        integer: true,
        resetHint: 'unknown' as const,
        schema: -53,
        zeroThreshold: 0,
        zeroCount: 0,
        count: counts.reduce((sum, count) => sum + count, 0),
        sum: 0,
        positiveSpans: [{ offset: 0, length: counts.length }],
        positiveCounts: Float64Array.from(counts),
        negativeSpans: [],
        negativeCounts: new Float64Array(0),
        customValues: Float64Array.from(bounds).sort(),
      })),
  )

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function inBuckets(h: NativeHistogram): number {
  return h.zeroCount + total(h.positiveCounts) + total(h.negativeCounts)
}

const pairs = fc.oneof(fc.tuple(exponential, exponential), fc.tuple(custom, custom))
const anyHistogram = fc.oneof(exponential, custom)

describe('sums of histograms', () => {
  it('lose no observation', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { histogram } = addHistograms(a, b)!
        expect(inBuckets(histogram)).toBe(histogram.count)
        expect(histogram.count).toBe(a.count + b.count)
        expect(histogram.sum).toBe(a.sum + b.sum)
      }),
    )
  })

  it('do not depend on the order', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const ab = compactHistogram(addHistograms(a, b)!.histogram)
        expect(equalHistograms(ab, compactHistogram(addHistograms(b, a)!.histogram))).toBe(true)
      }),
    )
  })

  it('give back what was added when that is taken away', () => {
    fc.assert(
      fc.property(exponential, exponential, (a, b) => {
        const sum = addHistograms(a, b)!.histogram
        const back = compactHistogram(subtractHistograms(sum, b)!.histogram)
        const expected = addHistograms(a, scaleHistogram(b, 0))!.histogram
        expect(almostEqualHistograms(back, expected, 1e-12)).toBe(true)
      }),
    )
  })

  it('leave what is added as it was', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const before = [structuredClone(a), structuredClone(b)]
        const sum = histogramSum(a)
        sum.add(b)
        sum.add(a)
        addHistograms(a, b)
        subtractHistograms(a, b)
        expect([a, b]).toEqual(before)
      }),
    )
  })

  it('are the same one by one and compensated', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(exponential, { minLength: 1 }), fc.array(custom, { minLength: 1 })),
        all => {
          const running = histogramSum(all[0]!)
          let plain = all[0]!
          for (const h of all.slice(1)) {
            expect(running.add(h)).toBe(true)
            plain = addHistograms(plain, h)!.histogram
          }
          expect(almostEqualHistograms(running.sum(), plain, 1e-12)).toBe(true)
          const mean = scaleHistogram(plain, 1 / all.length)
          expect(almostEqualHistograms(running.mean(), mean, 1e-9)).toBe(true)
        },
      ),
    )
  })

  it('are not seen as resets, unlike differences', () => {
    fc.assert(
      fc.property(exponential, side, (a, more) => {
        const grown = {
          ...a,
          zeroCount: 0,
          positiveSpans: more.spans,
          positiveCounts: more.counts,
          count: total(more.counts) + total(a.negativeCounts),
        }
        const after = withResetHint(addHistograms(a, grown)!.histogram, 'unknown')
        expect(detectReset(a, after)).toBe(false)
        if (grown.count > 0) expect(detectReset(after, a)).toBe(true)
      }),
    )
  })
})

describe('a coarser schema', () => {
  it('keeps all observations and the bounds around them', () => {
    fc.assert(
      fc.property(exponential, fc.integer({ min: 0, max: 3 }), (h, steps) => {
        const coarse = copyToSchema(h, Math.max(-4, h.schema - steps))
        expect(inBuckets(coarse)).toBe(inBuckets(h))
        const buckets = bucketsAscending(coarse)
        for (const { lower, upper, count } of bucketsAscending(h)) {
          const around = buckets.find(bucket => bucket.lower <= lower && bucket.upper >= upper)
          expect(around?.count).toBeGreaterThanOrEqual(count)
        }
      }),
    )
  })
})

describe('quantiles of histograms', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })

  it('grow with q', () => {
    fc.assert(
      fc.property(anyHistogram, share, share, (h, a, b) => {
        fc.pre(h.count > 0)
        const low = histogramQuantile(Math.min(a, b), h).value
        const high = histogramQuantile(Math.max(a, b), h).value
        expect(high - low).toBeGreaterThanOrEqual(-1e-9 * Math.abs(low))
      }),
    )
  })

  it('are turned back by fractions', () => {
    fc.assert(
      fc.property(exponential, share, (h, q) => {
        fc.pre(h.count > 0)
        const { value } = histogramQuantile(q, h)
        const fraction = histogramFraction(-Infinity, value, h).value
        // At a gap between buckets any value of the gap would do.
        const next = histogramFraction(-Infinity, value * (1 + Math.sign(value) * 1e-9), h).value
        expect(Math.min(Math.abs(fraction - q), Math.abs(next - q))).toBeLessThan(1e-6)
      }),
    )
  })

  it('are parted by trimming', () => {
    fc.assert(
      fc.property(exponential, fc.integer({ min: -40, max: 40 }), (h, bound) => {
        const below = trimUpper(h, bound)
        const above = trimLower(h, bound)
        expect(below.count + above.count).toBeCloseTo(h.count, 6)
        expect(inBuckets(below)).toBeCloseTo(below.count, 6)
        if (h.count > 0) {
          expect(below.count / h.count).toBeCloseTo(histogramFraction(-Infinity, bound, h).value, 6)
        }
      }),
    )
  })
})

describe('quantiles of classic histograms', () => {
  const buckets = fc
    .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 })
    .chain(bounds =>
      fc.tuple(
        fc.constant([...bounds].sort((a, b) => a - b)),
        fc.array(fc.nat(9), { minLength: 11, maxLength: 11 }),
      ),
    )
    .map(([bounds, counts]) => {
      let sum = 0
      return { bounds: [...bounds, Infinity], counts: [...bounds, 0].map((_, i) => (sum += counts[i]!)) }
    })

  it('lie between the lowest and the highest finite bound, grow with q and are turned back by fractions', () => {
    fc.assert(
      fc.property(buckets, fc.double({ min: 0, max: 1, noNaN: true }), ({ bounds, counts }, q) => {
        // None of nothing is NaN, in Prometheus too.
        fc.pre(counts.at(-1)! > 0 && (q > 0 || counts[0]! > 0))
        const fix = noForcedMonotonicity()
        const quantile = (share: number) =>
          bucketQuantile(share, Float64Array.from(bounds), Float64Array.from(counts), bounds.length, fix)
        const value = quantile(q)
        expect(fix.forced).toBe(false)
        expect(value).toBeLessThanOrEqual(bounds.at(-2)!)
        expect(quantile(Math.min(1, q + 0.1))).toBeGreaterThanOrEqual(value - 1e-9)
        if (value > 0 && value < bounds.at(-2)!) {
          const [b, c] = [Float64Array.from(bounds), Float64Array.from(counts)]
          expect(bucketFraction(-Infinity, value, b, c, bounds.length)).toBeCloseTo(q, 6)
        }
      }),
    )
  })
})

describe('histograms as literals', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(anyHistogram, fc.constantFrom('unknown', 'reset', 'no-reset', 'gauge'), (h, hint) => {
        const read = parseHistogramLiteral(histogramLiteral(withResetHint(h, hint)))
        expect(read.resetHint).toBe(hint)
        expect(equalHistograms(compactHistogram(read), compactHistogram(h))).toBe(true)
      }),
    )
  })

  it('are refused or read, but never crash', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      'schema:',
      'buckets:',
      '[',
      ']',
      '1',
      '-2.5e3',
      ' ',
      'Inf',
      'x',
      ':',
      'sum:',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map(all => all.join('')),
        ),
        text => {
          try {
            parseHistogramLiteral(text)
          } catch (error) {
            expect((error as Error).message).toMatch(/histogram/)
          }
        },
      ),
    )
  })
})
