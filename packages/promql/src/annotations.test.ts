/** What queries say beside their answers, in Prometheus's words and at its places. */
import { describe, expect, it } from 'vitest'
import { evaluateQuery } from './evaluate/engine.ts'
import { parseHistogramLiteral } from './histogram/index.ts'
import { type MemorySeries, memorySource } from './scripts/index.ts'
import { parseQuery } from './syntax/parse.ts'

const MINUTE_MS = 60_000

const histogram = (minute: number, text: string) => ({
  timeMs: minute * MINUTE_MS,
  histogram: parseHistogramLiteral(text),
})

const SERIES: MemorySeries[] = [
  {
    labels: { __name__: 'm' },
    samples: [
      [0, 1],
      [MINUTE_MS, 2],
    ],
  },
  { labels: { __name__: 'a "b"\u00a0c\n\u{e000}' }, samples: [[0, 1]] },
  {
    labels: { __name__: 'mixed' },
    samples: [[0, 1]],
    histograms: [histogram(1, '{{count:1 sum:1 buckets:[1]}}')],
  },
  ...[
    ['0.1', 2],
    ['1', 1],
    ['10', 5],
    ['+Inf', 4],
  ].map(([le, count]) => ({
    labels: { __name__: 'falling', le: le as string },
    samples: [[MINUTE_MS, count as number]] as [number, number][],
  })),
  { labels: { __name__: 'b', le: 'ÿ\x7f' }, samples: [[MINUTE_MS, 1]] },
]

async function said(query: string): Promise<string[]> {
  const expr = parseQuery(query, { experimental: true })
  const { warnings, infos } = await evaluateQuery(expr, {
    query,
    source: memorySource(SERIES),
    startMs: MINUTE_MS,
  })
  return [...warnings, ...infos].map(text => text.replace(/^PromQL /, ''))
}

describe('annotations', () => {
  it.each([
    ['1000000', '1e+06'],
    ['1e21', '1e+21'],
    ['-0.00000125', '-1.25e-06'],
    ['Inf', '+Inf'],
    ['-Inf', '-Inf'],
    ['NaN', 'NaN'],
    ['2.5', '2.5'],
  ])('say that %s is no quantile, as %s', async (q, shown) => {
    const warning = `warning: quantile value should be between 0 and 1, got ${shown}`
    expect(await said(`quantile(${q}, m)`)).toEqual([`${warning} (1:10)`])
    expect(await said(`quantile_over_time(${q}, m[5m])`)).toEqual([`${warning} (1:20)`])
    expect(await said(`histogram_quantile(${q}, m)`)).toContain(`${warning} (1:20)`)
  })

  it('quote names as Go does', async () => {
    const query = 'rate({__name__=~"a.*"}[5m:30s])'
    expect(await said(query)).toEqual([
      'info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "a \\"b\\"\\u00a0c\\n\\ue000" (1:6)',
    ])
    expect(await said('histogram_quantile(0.5, b)')).toEqual([
      'warning: bucket label "le" is missing or has a malformed value of "ÿ\\x7f" for metric name "b" (1:25)',
    ])
  })

  it('name the metric even where it has no name', async () => {
    const mix = 'warning: encountered a mix of histograms and floats for metric name'
    expect(await said('rate(mixed[5m])')).toEqual([`${mix} "mixed" (1:6)`])
    expect(await said('rate((label_replace(mixed, "__name__", "", "", ""))[5m:30s])')).toEqual([
      `${mix} "" (1:6)`,
    ])
    expect(await said('max_over_time(label_replace(mixed, "__name__", "", "", "")[5m:30s])')).toEqual([
      'info: ignored histograms in a range containing both floats and histograms for metric name "" (1:15)',
    ])
  })

  it('point into parentheses', async () => {
    expect(await said('rate(((m[5m])))')).toEqual([expect.stringMatching(/"m" \(1:8\)$/)])
    expect(await said('histogram_quantile(((2)), (b))')).toEqual([
      expect.stringMatching(/got 2 \(1:22\)$/),
      expect.stringMatching(/"b" \(1:28\)$/),
    ])
  })

  it('are said once, of the last place that they are true of', async () => {
    expect(await said('rate(m[5m]) +\n  rate(m[4m])')).toEqual([expect.stringMatching(/"m" \(2:8\)$/)])
    expect(await said('rate(m[5m]) + rate(m[5m])')).toEqual([expect.stringMatching(/"m" \(1:20\)$/)])
    expect(await said('sum_over_time(rate(m[5m])[1m:30s]) + rate(m[5m])')).toEqual([
      expect.stringMatching(/"m" \(1:43\)$/),
    ])
    const mix = 'sum(sum({__name__=~"m|mixed"}) or mixed or label_replace(m, "x", "y", "", ""))'
    expect(await said(mix)).toEqual([expect.stringMatching(/for aggregation \(1:5\)$/)])
  })

  it('gather what had to be fixed for monotonicity in all places, at the first of them', async () => {
    const about =
      /^info: input to histogram_quantile needed to be fixed for monotonicity \(see \S+\), from buckets 1 to \+Inf, with a max diff of 1, over (\d) samples from 1970-01-01T00:01:00Z to 1970-01-01T00:01:00Z \((\d+:\d+)\)$/
    const countAndPlace = async (query: string) => (await said(query)).map(text => about.exec(text)?.slice(1))
    const half = 'histogram_quantile(0.5, falling)'
    expect(await countAndPlace(half)).toEqual([['1', '1:25']])
    expect(await countAndPlace(`histogram_quantile(0.9, falling) +\n ${half}`)).toEqual([['2', '1:25']])
    expect(await countAndPlace(`${half} + ${half}`)).toEqual([['2', '1:25']])
    expect(await countAndPlace('histogram_quantiles(falling, "q", 0.1, 0.5, 0.9)')).toEqual([['3', '1:21']])
  })
})
