import { formatLabels } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { histogramOf } from '../../../model/testing/histogram.ts'
import { memorySource } from '../scripts/index.ts'
import { parseQuery } from '../syntax/parse.ts'
import { ABSENT, HISTOGRAM as HISTOGRAM_KIND, histogramAt, kindAt } from '../values/column.ts'
import { evaluateQuery, type QueryOptions } from './engine.ts'
import type { ResultSeries } from './result.ts'

const SAMPLES = 2000
const times = Float64Array.from({ length: SAMPLES }, (_, i) => i * 1000)
const HISTOGRAM = histogramOf()

const source = memorySource([
  { labels: { __name__: 'wave', i: '1' }, timesMs: times, values: times.map(t => Math.sin(t / 5e4)) },
  { labels: { __name__: 'wave', i: '2' }, timesMs: times, values: times.map(t => t % 7) },
  {
    labels: { __name__: 'took' },
    samples: [],
    histograms: Array.from({ length: 400 }, (_, i) => ({
      timeMs: i * 5000,
      histogram: { ...HISTOGRAM, count: i, positiveCounts: Float64Array.of(i) },
    })),
  },
])

async function ask(query: string, options: Partial<QueryOptions> = {}) {
  const expr = parseQuery(query, { experimental: true })
  return evaluateQuery(expr, {
    query,
    source,
    startMs: 1_000_000,
    endMs: 2_000_000,
    stepMs: 1000,
    ...options,
  })
}

interface Point {
  readonly labels: string
  readonly value: unknown
}

function pointsAt(series: readonly ResultSeries[], step: number): Point[] {
  return series
    .filter(({ column }) => kindAt(column, step) !== ABSENT)
    .map(({ labels, column }) => ({
      labels: formatLabels(labels),
      value: kindAt(column, step) === HISTOGRAM_KIND ? histogramAt(column, step) : column.values[step],
    }))
}

async function alone(query: string, startMs: number): Promise<Point[]> {
  const { value } = await evaluateQuery(parseQuery(query, { experimental: true }), { query, source, startMs })
  if (value.kind !== 'vector') throw new TypeError(value.kind)
  return pointsAt(value.series, 0)
}

describe('a series that takes long', () => {
  it.each([
    'quantile_over_time(0.3, wave[20m])',
    'sum_over_time(wave[20m])',
    'predict_linear(wave[15m], 60)',
    'quantile_over_time(scalar(wave{i="2"}) / 10, wave[20m])',
    'avg_over_time((wave * 2)[20m:1s])',
    'rate(took[30m])',
    'stddev_over_time(wave[20m] offset 1m)',
    'count_over_time(wave[15m] @ 1500)',
  ])('is answered at each step as that step alone: %s', async query => {
    const pauses = { count: 0 }
    const { value } = await ask(query, { sliceMs: 0, pause: async () => void pauses.count++ })
    if (value.kind !== 'matrix') throw new TypeError(value.kind)
    for (const step of [0, 1, 255, 500, 777, 1000]) {
      expect(pointsAt(value.series, step)).toEqual(await alone(query, 1_000_000 + step * 1000))
    }
    if (!query.includes('@')) expect(pauses.count).toBeGreaterThan(2)
  })

  it('ends in the middle when nobody waits any more', async () => {
    const gone = new AbortController()
    let pauses = 0
    const asking = ask('quantile_over_time(0.3, wave{i="1"}[20m])', {
      signal: gone.signal,
      sliceMs: 0,
      pause: async () => {
        if (++pauses === 2) gone.abort()
      },
    })
    await expect(asking).rejects.toThrow('query was canceled')
    expect(pauses).toBe(2)
  })

  it('is refused before its steps alone would fill the memory', async () => {
    await expect(ask('count_over_time(vector(1)[10y:1ms])')).rejects.toThrow('too many samples')
  })
})
