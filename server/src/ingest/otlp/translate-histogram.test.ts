import { describe, expect, it } from 'vitest'
import {
  exponential,
  exponentialPoint,
  head,
  histogram,
  histogramPoint,
  resource,
  T,
} from '../../../testing/otlp-points.ts'
import { translated } from '../../../testing/translated.ts'

describe('histograms', () => {
  const latency = (name: string, point: object) =>
    histogram(name, 's', 'cumulative', [
      histogramPoint({
        ...head({ route: '/' }),
        count: 6,
        sum: 12.5,
        bounds: [0.005, 1, 1e21],
        bucketCounts: [1, 2, 0, 3],
        ...point,
      }),
    ])

  it('become buckets, sum and count', async () => {
    const exemplars = [0.2, 7, 1e300].map(value => ({
      timeMs: T,
      value,
      traceId: 'ab',
      spanId: '',
      attributes: [],
    }))
    const { sink } = await translated(resource({}, latency('latency', { exemplars })))
    expect(sink.samples()).toEqual({
      'latency_seconds_count{route="/"}': [[T, 6]],
      'latency_seconds_sum{route="/"}': [[T, 12.5]],
      'latency_seconds_bucket{le="0.005", route="/"}': [[T, 1]],
      'latency_seconds_bucket{le="1", route="/"}': [[T, 3]],
      'latency_seconds_bucket{le="1000000000000000000000", route="/"}': [[T, 3]],
      'latency_seconds_bucket{le="+Inf", route="/"}': [[T, 6]],
    })
    expect(sink.metadata).toEqual([
      { family: 'latency_seconds', type: 'histogram', unit: 'seconds', help: '' },
    ])
    const withExemplars = [...sink.series()].filter(([, series]) => series.exemplars.length > 0)
    expect(withExemplars.map(([name, { exemplars }]) => [name, exemplars[0]!.value])).toEqual([
      ['latency_seconds_bucket{le="1", route="/"}', 0.2],
      ['latency_seconds_bucket{le="1000000000000000000000", route="/"}', 7],
      ['latency_seconds_bucket{le="+Inf", route="/"}', 1e300],
    ])
  })

  it('do without a sum or without buckets', async () => {
    const { sink } = await translated(
      resource({}, latency('bare', { sum: undefined, bounds: [], bucketCounts: [] })),
    )
    expect(sink.samples()).toEqual({
      'bare_seconds_count{route="/"}': [[T, 6]],
      'bare_seconds_bucket{le="+Inf", route="/"}': [[T, 6]],
    })
  })

  it('write the stale marker to every series', async () => {
    const { sink } = await translated(resource({}, latency('gone', { noRecordedValue: true, sum: 0 })))
    expect(Object.values(sink.samples())).toEqual(Array.from({ length: 6 }, () => [[T, 'stale']]))
  })

  it('become native histograms with custom buckets where that is set', async () => {
    const { sink } = await translated(resource({}, latency('latency', {})), {
      convertHistogramsToNhcb: true,
    })
    const series = sink.series().get('latency_seconds{route="/"}')!
    expect(sink.series().size).toBe(1)
    expect(series.histograms).toMatchObject([
      [
        T,
        {
          schema: -53,
          count: 6,
          sum: 12.5,
          positiveSpans: [{ offset: 0, length: 4 }],
          positiveCounts: Float64Array.of(1, 2, 0, 3),
          customValues: Float64Array.of(0.005, 1, 1e21),
        },
      ],
    ])
  })
})

describe('exponential histograms', () => {
  const native = async (point: object) => {
    const { sink, draft } = await translated(
      resource({}, exponential('latency', 'cumulative', [exponentialPoint({ sum: 1, ...point })])),
    )
    return { histogram: [...sink.series().values()][0]?.histograms[0]?.[1], refused: draft.refusals.list() }
  }

  it('become native histograms, a bucket further and with empty ones left out', async () => {
    const { histogram } = await native({
      count: 13,
      zeroCount: 2,
      positive: { offset: -3, counts: [0, 1, 0, 2, 0, 0, 0, 4] },
      negative: { offset: 1, counts: [4] },
    })
    expect(histogram).toMatchObject({
      integer: true,
      resetHint: 'unknown',
      schema: 0,
      zeroThreshold: 1e-128,
      zeroCount: 2,
      count: 13,
      sum: 1,
      positiveSpans: [
        { offset: -1, length: 3 },
        { offset: 3, length: 1 },
      ],
      positiveCounts: Float64Array.of(1, 0, 2, 4),
      negativeSpans: [{ offset: 2, length: 1 }],
      negativeCounts: Float64Array.of(4),
    })
  })

  it('are merged down to the finest resolution that native histograms have', async () => {
    const { histogram } = await native({
      count: 21,
      scale: 10,
      zeroThreshold: 0.5,
      positive: { offset: -5, counts: [1, 2, 3, 4, 5, 6] },
    })
    // Four buckets become one: -5 | -4 -3 -2 -1 | 0.
    expect(histogram).toMatchObject({
      schema: 8,
      zeroThreshold: 0.5,
      positiveSpans: [{ offset: -1, length: 3 }],
      positiveCounts: Float64Array.of(1, 14, 6),
    })
  })

  it('are refused where no native histogram can hold them', async () => {
    const refusal = async (point: object) => (await native(point)).refused[0]
    expect(await refusal({ scale: -5 })).toEqual({
      reason: 'invalid-histogram',
      count: 1,
      detail: 'latency: an exponential histogram of scale -5, which is not between -4 and 52',
    })
    expect(await refusal({ count: 3, positive: { offset: 2 ** 30, counts: [3] } })).toMatchObject({
      detail: expect.stringContaining('beyond what a number can be'),
    })
    expect(await refusal({ count: 3, positive: { offset: 0, counts: [2] } })).toMatchObject({
      detail: 'latency: a histogram that counts 3 observations and has 2 in its buckets',
    })
    expect(await refusal({ count: 3, sum: Number.NaN, positive: { offset: 0, counts: [2] } })).toBeUndefined()
  })

  it('end with a stale marker', async () => {
    expect((await native({ noRecordedValue: true })).histogram).toBe('stale')
  })
})
