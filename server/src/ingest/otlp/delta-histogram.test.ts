import type { NativeHistogram } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeltaBench, START_MS, span } from '../../../testing/delta-bench.ts'
import {
  exponential,
  exponentialPoint,
  histogram,
  histogramPoint,
  sum,
} from '../../../testing/otlp-points.ts'
import { exponentialToNative } from './native.ts'
import { addNative } from './native-sum.ts'

function point(fromSec: number, toSec: number, more: object) {
  const { value: _, ...times } = span(fromSec, toSec, 0)
  return { ...times, ...more }
}

describe('deltas of histograms with buckets', () => {
  const latency = (fromSec: number, counts: number[], sum: number | undefined, bounds = [0.1, 1]) =>
    histogram('latency', 's', 'delta', [
      histogramPoint(
        point(fromSec, fromSec + 10, {
          count: counts.reduce((a, b) => a + b, 0),
          sum,
          bucketCounts: counts,
          bounds,
        }),
      ),
    ])
  const lines = (samples: object) =>
    Object.fromEntries(
      Object.entries(samples as Record<string, [number, number][]>).map(([name, entries]) => [
        name.replace(/^latency_seconds_/, '').replace('job="api"', ''),
        entries.map(([timeMs, value]) => [(timeMs - START_MS) / 1000, value]),
      ]),
    )

  it('are counted up bucket by bucket, also across a restart', async () => {
    const bench = createDeltaBench()
    await bench.send(latency(0, [1, 2, 3], 10))
    bench.restart()
    await bench.send(latency(10, [1, 0, 0], 0.05))
    await bench.send(latency(20, [0, 1, 0], Number.NaN))
    expect(lines(bench.store.samples())).toEqual({
      'count{}': [
        [10, 6],
        [20, 7],
        [30, 8],
      ],
      'sum{}': [
        [10, 10],
        [20, 10.05],
        [30, 10.05],
      ],
      'bucket{, le="0.1"}': [
        [10, 1],
        [20, 2],
        [30, 2],
      ],
      'bucket{, le="1"}': [
        [10, 3],
        [20, 4],
        [30, 5],
      ],
      'bucket{, le="+Inf"}': [
        [10, 6],
        [20, 7],
        [30, 8],
      ],
    })
    expect(bench.asked).toEqual([5, 5])
  })

  it('go on where the bounds change or a sum appears', async () => {
    const bench = createDeltaBench()
    await bench.send(latency(0, [1, 2, 3], undefined))
    await bench.send(latency(10, [1, 1, 1, 1], 4, [0.1, 0.5, 1]))
    await bench.send(latency(20, [1, 0, 0], 1))
    expect(lines(bench.store.samples())).toMatchObject({
      'count{}': [
        [10, 6],
        [20, 10],
        [30, 11],
      ],
      'sum{}': [
        [20, 4],
        [30, 5],
      ],
      'bucket{, le="0.1"}': [
        [10, 1],
        [20, 2],
        [30, 3],
      ],
      'bucket{, le="0.5"}': [[20, 2]],
      'bucket{, le="1"}': [
        [10, 3],
        [20, 6],
        [30, 7],
      ],
    })
    expect(bench.asked).toEqual([4, 2])
  })

  it('whose bounds never stay the same hold no more than a few', async () => {
    const bench = createDeltaBench()
    for (let i = 0; i < 12; i++) {
      const bounds = Array.from({ length: 600 }, (_, k) => i * 1000 + k)
      await bench.send(latency(i * 10, [1, ...bounds.map(() => 0)], 1, bounds))
    }
    // Once it has more than 5000 series it is let go, and begins from the store again.
    expect(bench.asked).toEqual([603, 600, 600, 600, 600, 600, 600, 600, 600, 603, 600, 600])
    expect(lines(bench.store.samples())['count{}']).toHaveLength(12)
    expect(lines(bench.store.samples())['count{}']!.at(-1)).toEqual([120, 12])
  })
})

describe('deltas of exponential histograms', () => {
  const latency = (fromSec: number, more: object) =>
    exponential('latency', 'delta', [exponentialPoint(point(fromSec, fromSec + 10, more))])

  it('are counted up, to the coarser scale, also across a restart', async () => {
    const bench = createDeltaBench()
    await bench.send(latency(0, { count: 3, sum: 5, scale: 1, positive: { offset: 0, counts: [1, 2] } }))
    await bench.send(latency(10, { count: 2, sum: 2, scale: 0, positive: { offset: 0, counts: [2] } }))
    bench.restart()
    await bench.send(
      latency(20, { count: 2, sum: 1, scale: 1, zeroCount: 1, negative: { offset: 3, counts: [1] } }),
    )
    const [series] = bench.store.series().values()
    expect(series!.histograms.map(([timeMs, total]) => [(timeMs - START_MS) / 1000, total])).toMatchObject([
      [10, { schema: 1, count: 3, sum: 5, positiveCounts: Float64Array.of(1, 2) }],
      [20, { schema: 0, count: 5, sum: 7, positiveCounts: Float64Array.of(5) }],
      [
        30,
        {
          schema: 0,
          count: 7,
          sum: 8,
          zeroCount: 1,
          positiveCounts: Float64Array.of(5),
          negativeSpans: [{ offset: 2, length: 1 }],
          negativeCounts: Float64Array.of(1),
        },
      ],
    ])
    expect(bench.asked).toEqual([1, 1])
  })

  it('end with a stale marker', async () => {
    const bench = createDeltaBench()
    await bench.send(latency(0, { count: 1, zeroCount: 1 }))
    await bench.send(latency(10, { noRecordedValue: true }))
    await bench.send(latency(20, { count: 1, zeroCount: 1 }))
    const [series] = bench.store.series().values()
    expect(series!.histograms.map(([, total]) => (total === 'stale' ? total : total.count))).toEqual([
      1,
      'stale',
      2,
    ])
  })
})

it('deltas of every kind are known by their own labels, whatever is translated after them', async () => {
  const bench = createDeltaBench({ resource: { 'host.name': 'a-rather-long-name-of-a-host' } })
  const point = span(0, 10, 1)
  const { value: _, ...times } = point
  await bench.send(
    sum('hits', 'delta', [point]),
    histogram('latency', '', 'delta', [
      histogramPoint({ ...times, count: 1, bucketCounts: [1], bounds: [] }),
    ]),
    exponential('size', 'delta', [exponentialPoint({ ...times, count: 1, zeroCount: 1 })]),
  )
  expect([...bench.store.series().keys()].sort()).toEqual([
    'hits_total{job="api"}',
    'latency_bucket{job="api", le="+Inf"}',
    'latency_count{job="api"}',
    'size{job="api"}',
    'target_info{host_name="a-rather-long-name-of-a-host", job="api"}',
  ])
})

describe('the sum of two native histograms', () => {
  const buckets = fc.record({
    offset: fc.integer({ min: -300, max: 300 }),
    counts: fc.array(fc.nat(9), { maxLength: 60 }),
  })
  const native = fc
    .record({
      scale: fc.integer({ min: -4, max: 9 }),
      zeroCount: fc.nat(5),
      zeroThreshold: fc.constantFrom(0, 0, 0.01, 3),
      positive: buckets,
      negative: buckets,
    })
    .map(more => {
      const all = [more.zeroCount, ...more.positive.counts, ...more.negative.counts]
      return exponentialToNative(exponentialPoint({ ...more, count: all.reduce((a, b) => a + b), sum: 1 }))
    })
    .filter((histogram): histogram is NativeHistogram => typeof histogram !== 'string')

  function observed({ zeroCount, positiveCounts, negativeCounts }: NativeHistogram): number {
    return [...positiveCounts, ...negativeCounts].reduce((a, b) => a + b, zeroCount)
  }

  it('holds every observation of both, in buckets that contain theirs', () => {
    fc.assert(
      fc.property(native, native, (a, b) => {
        const sum = addNative(a, b)!
        expect(observed(sum)).toBe(observed(a) + observed(b))
        expect(sum.count).toBe(a.count + b.count)
        expect(sum.schema).toBeLessThanOrEqual(Math.min(a.schema, b.schema))
        expect(sum.zeroThreshold).toBeGreaterThanOrEqual(Math.max(a.zeroThreshold, b.zeroThreshold))
        for (const bound of [0.001, 0.5, 1, 2, 1000]) {
          const known = Math.max(sum.zeroThreshold, 2 ** (Math.ceil(Math.log2(bound) * 2 ** -4) * 2 ** 4))
          expect(atMost(sum, known)).toBeGreaterThanOrEqual(atMost(a, bound) + atMost(b, bound))
        }
        expect(sum).toEqual(addNative(b, a))
      }),
      { numRuns: 200 },
    )
  })

  it('becomes coarser rather than endlessly long', () => {
    const at = (offset: number) =>
      exponentialToNative(
        exponentialPoint({ count: 1, sum: 1, scale: 8, positive: { offset, counts: [1] } }),
      ) as NativeHistogram
    let total = at(0)
    for (let i = 1; i < 2000; i++) total = addNative(total, at(i * 7))!
    expect(total.count).toBe(2000)
    expect(total.positiveCounts.filter(count => count > 0).length).toBeLessThanOrEqual(640)
    expect(total.schema).toBeLessThan(8)
  })

  it('of custom buckets needs the same bounds', () => {
    const custom = (bounds: number[], counts: number[]): NativeHistogram => ({
      integer: true,
      resetHint: 'unknown',
      schema: -53,
      zeroThreshold: 0,
      zeroCount: 0,
      count: counts.reduce((a, b) => a + b),
      sum: 1,
      positiveSpans: [{ offset: 0, length: counts.length }],
      positiveCounts: Float64Array.from(counts),
      negativeSpans: [],
      negativeCounts: new Float64Array(0),
      customValues: Float64Array.from(bounds),
    })
    expect(addNative(custom([1, 2], [1, 2, 3]), custom([1, 2], [1, 0, 1]))).toMatchObject({
      schema: -53,
      count: 8,
      sum: 2,
      positiveCounts: Float64Array.of(2, 2, 4),
    })
    expect(addNative(custom([1, 2], [1, 2, 3]), custom([1, 3], [1, 0, 1]))).toBeUndefined()
  })
})

/** How many observations are certainly at or below a bound that is a power of two: whole buckets, negative ones and the zero bucket. */
function atMost(histogram: NativeHistogram, bound: number): number {
  let count = histogram.negativeCounts.reduce((a, b) => a + b, 0)
  if (histogram.zeroThreshold <= bound) count += histogram.zeroCount
  let index = 0
  let at = 0
  for (const span of histogram.positiveSpans) {
    index += span.offset
    for (let i = 0; i < span.length; i++, index++, at++) {
      if (2 ** (index * 2 ** -histogram.schema) <= bound) count += histogram.positiveCounts[at]!
    }
  }
  return count
}
