/** How many samples queries look at, as a Prometheus counted them. */
import { describe, expect, it } from 'vitest'
import { memorySource } from '../scripts/index.ts'
import { parseQuery } from '../syntax/parse.ts'
import { evaluateQuery } from './engine.ts'
import { sizeOf } from './sample-count.ts'

const HISTOGRAM = {
  integer: true,
  resetHint: 'unknown',
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 3,
  sum: 4,
  positiveSpans: [{ offset: 0, length: 2 }],
  positiveCounts: Float64Array.of(1, 2),
  negativeSpans: [],
  negativeCounts: new Float64Array(0),
  customValues: new Float64Array(0),
} as const

const source = memorySource([
  ...['a', 'b'].map(job => ({
    labels: { __name__: 'x', job },
    samples: Array.from({ length: 41 }, (_, i) => [i * 15_000, i] as [number, number]),
  })),
  {
    labels: { __name__: 'h' },
    samples: [],
    histograms: Array.from({ length: 41 }, (_, i) => ({ timeMs: i * 15_000, histogram: HISTOGRAM })),
  },
])

async function counted(query: string, steps: number) {
  const { cost } = await evaluateQuery(parseQuery(query), {
    query,
    source,
    startMs: 300_000,
    ...(steps === 1 ? {} : { endMs: 300_000 + (steps - 1) * 30_000, stepMs: 30_000 }),
  })
  return [cost.queryableSamples, cost.newSamples]
}

describe('samples that a query looks at', () => {
  it.each([
    ['x', 1, 2, 2],
    ['x', 5, 10, 10],
    ['x > 1e9', 5, 10, 10],
    ['timestamp(x)', 5, 10, 10],
    ['x[1m]', 1, 8, 8],
    ['rate(x[1m])', 1, 8, 8],
    // Windows of four samples that share two.
    ['rate(x[1m])', 5, 40, 24],
    ['rate(x[1m]) + rate(x[1m])', 5, 80, 48],
    ['x @ 60', 5, 10, 2],
    ['rate(x[1m] @ 60)', 5, 40, 8],
    ['predict_linear(x[1m] @ 60, 5)', 5, 40, 8],
    // What the function looks at counts, of whatever it was made.
    ['max_over_time(x[1m:30s])', 1, 4, 4],
    ['max_over_time(x[1m:30s])', 5, 20, 12],
    ['max_over_time(rate(x[1m])[1m:30s])', 1, 4, 12],
    ['x[1m:30s]', 1, 4, 4],
    ['1 + time()', 5, 0, 0],
    ['h', 1, 12, 12],
    ['rate(h[1m])', 1, 48, 48],
    ['rate(h[1m])', 5, 240, 144],
  ])('%s at %i steps', async (query, steps, queryable, read) => {
    expect(await counted(query, steps)).toEqual([queryable, read])
  })

  it('count a histogram by its size', () => {
    expect(sizeOf(HISTOGRAM)).toBe(12)
    expect(sizeOf({ ...HISTOGRAM, positiveSpans: [], positiveCounts: new Float64Array(0) })).toBe(11)
  })
})
