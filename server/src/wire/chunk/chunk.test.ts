import { type NativeHistogram, STALE } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramOf } from '../../../../packages/model/testing/histogram.ts'
import { readFloatHistogramChunk, readXorChunk } from '../../../testing/chunk-reader.ts'
import { floatHistogramChunk, mayShareChunk } from './float-histogram-chunk.ts'
import { xorChunk } from './xor-chunk.ts'

function bitsOf(values: ArrayLike<number>): bigint[] {
  return [...new BigUint64Array(Float64Array.from(values).buffer)]
}

const anyDouble = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1, 1.5, 2 ** 52 + 1, Number.MIN_VALUE),
)

describe('a chunk of floats', () => {
  it('reads back bit by bit', () => {
    const sample = fc.tuple(
      fc.oneof(
        fc.constant(15_000),
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 1, max: 2 ** 45 }),
      ),
      anyDouble,
    )
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
        fc.array(sample, { minLength: 1, maxLength: 120 }),
        (startMs, samples) => {
          let timeMs = startMs
          const times = samples.map(([gap]) => (timeMs += gap))
          const values = Float64Array.from(samples, ([, value]) => value)
          const read = readXorChunk(xorChunk(times, 0, values, 0, times.length))
          expect(read.map(([each]) => each)).toEqual(times)
          expect(read.map(([, bits]) => bits)).toEqual(bitsOf(values))
        },
      ),
    )
  })

  it('keeps stale markers, and takes a part of columns', () => {
    const values = new Float64Array([9, 9, 1, 2, 0, 3])
    values.set(STALE, 4)
    const read = readXorChunk(xorChunk([0, 10, 20, 30], 1, values, 3, 3))
    expect(read.map(([timeMs]) => timeMs)).toEqual([10, 20, 30])
    expect(read[1]![1]).toBe(0x7ff0000000000002n)
  })

  it('costs some two bytes for a sample of a counter that is scraped steadily', () => {
    const times = Array.from({ length: 120 }, (_, i) => 1_795_000_000_000 + i * 15_000)
    const values = times.map((_, i) => i * 30)
    expect(xorChunk(times, 0, values, 0, 120).length).toBeLessThan(300)
  })
})

const HISTOGRAM = histogramOf({
  schema: 3,
  zeroThreshold: 2 ** -128,
  zeroCount: 2,
  count: 11,
  sum: 18.4,
  positiveSpans: [
    { offset: -4, length: 2 },
    { offset: 700, length: 1 },
  ],
  positiveCounts: Float64Array.of(1, 3, 2),
  negativeSpans: [{ offset: 0, length: 1 }],
  negativeCounts: Float64Array.of(3),
})

describe('a chunk of native histograms', () => {
  it('reads back: layout once, numbers bit by bit', () => {
    const later = { ...HISTOGRAM, count: 13, sum: 20.25, positiveCounts: Float64Array.of(2, 4, 2) }
    const read = readFloatHistogramChunk(
      floatHistogramChunk([
        { timeMs: 1_795_000_000_000, histogram: HISTOGRAM },
        { timeMs: 1_795_000_015_000, histogram: later },
        { timeMs: 1_795_000_030_001, histogram: later },
      ]),
    )
    expect(read.map(({ timeMs }) => timeMs)).toEqual([
      1_795_000_000_000, 1_795_000_015_000, 1_795_000_030_001,
    ])
    expect(read[0]).toMatchObject({
      header: 0,
      schema: 3,
      zeroThreshold: 2 ** -128,
      positiveSpans: HISTOGRAM.positiveSpans,
      negativeSpans: HISTOGRAM.negativeSpans,
      numbers: bitsOf([11, 2, 18.4, 1, 3, 2, 3]),
    })
    expect(read[2]!.numbers).toEqual(bitsOf([13, 2, 20.25, 2, 4, 2, 3]))
  })

  it('holds custom bounds, thresholds of any size, gauges and resets', () => {
    const custom = { ...HISTOGRAM, schema: -53, customValues: Float64Array.of(0.1, 2.5) }
    expect(readFloatHistogramChunk(floatHistogramChunk([{ timeMs: 1, histogram: custom }]))[0]).toMatchObject(
      {
        schema: -53,
        customValues: [0.1, 2.5],
      },
    )
    for (const zeroThreshold of [0, 0.001, 2 ** -243, 2 ** -244, 1024, 2048, 5e-324]) {
      const chunk = floatHistogramChunk([{ timeMs: -5, histogram: { ...HISTOGRAM, zeroThreshold } }])
      expect(readFloatHistogramChunk(chunk)[0]).toMatchObject({ timeMs: -5, zeroThreshold })
    }
    for (const [resetHint, header] of [
      ['gauge', 0xc0],
      ['reset', 0x80],
      ['no-reset', 0],
    ] as const) {
      const chunk = floatHistogramChunk([{ timeMs: 1, histogram: { ...HISTOGRAM, resetHint } }])
      expect(readFloatHistogramChunk(chunk)[0]!.header).toBe(header)
    }
  })

  it('holds stale markers apart', () => {
    const read = readFloatHistogramChunk(
      floatHistogramChunk([
        { timeMs: 1, histogram: 'stale' },
        { timeMs: 2, histogram: 'stale' },
      ]),
    )
    expect(read.map(({ numbers }) => numbers)).toEqual([
      [0n, 0n, 0x7ff0000000000002n],
      [0n, 0n, 0x7ff0000000000002n],
    ])
    expect(mayShareChunk('stale', HISTOGRAM)).toBe(false)
    expect(mayShareChunk(HISTOGRAM, 'stale')).toBe(false)
  })

  it('ends where the layout changes or a count falls', () => {
    const next = (change: Partial<NativeHistogram>) => mayShareChunk(HISTOGRAM, { ...HISTOGRAM, ...change })
    expect(next({})).toBe(true)
    expect(next({ count: 12 })).toBe(true)
    expect(next({ count: 10 })).toBe(false)
    expect(next({ zeroCount: 1 })).toBe(false)
    expect(next({ positiveCounts: Float64Array.of(1, 2, 3) })).toBe(false)
    expect(next({ negativeCounts: Float64Array.of(2) })).toBe(false)
    expect(next({ schema: 2 })).toBe(false)
    expect(next({ zeroThreshold: 1 })).toBe(false)
    expect(next({ positiveSpans: [{ offset: -4, length: 3 }] })).toBe(false)
    expect(next({ resetHint: 'reset' })).toBe(false)
    expect(next({ resetHint: 'gauge' })).toBe(false)
    expect(
      mayShareChunk({ ...HISTOGRAM, resetHint: 'gauge' }, { ...HISTOGRAM, resetHint: 'gauge', count: 1 }),
    ).toBe(true)
  })
})
