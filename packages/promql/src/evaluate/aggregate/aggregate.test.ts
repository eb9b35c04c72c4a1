import { formatLabels } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregated } from '../../../testing/reference/aggregate.ts'
import { answersOf, type Row, row, streamOfRows, testContext } from '../../../testing/stream-fixture.ts'
import { histogramLiteral } from '../../histogram/index.ts'
import type { Aggregation, AggregationName } from '../../syntax/tree.ts'
import { gather, type VectorStream } from '../../values/vector.ts'
import { aggregate } from './index.ts'

const PLACE = { from: 0, to: 0 }
const EXPR = {
  kind: 'vector',
  name: 'm',
  matchers: [],
  offset: undefined,
  at: undefined,
  edges: undefined,
  place: PLACE,
} as const

function node(
  name: AggregationName,
  grouping: readonly string[] = [],
  without = false,
  param = false,
): Aggregation {
  const number = { kind: 'number', value: 0, isDuration: false, place: PLACE } as const
  return {
    kind: 'aggregation',
    name,
    expr: EXPR,
    param: param ? number : undefined,
    grouping,
    without,
    place: PLACE,
  }
}

function stepsOf(rows: readonly Row[]): number {
  return rows[0]!.values.length
}

async function run(
  aggregation: Aggregation,
  rows: readonly Row[],
  param?: number | readonly number[] | string,
  delayedNames = false,
) {
  const context = testContext(stepsOf(rows), delayedNames)
  const given =
    typeof param === 'number'
      ? new Float64Array(stepsOf(rows)).fill(param)
      : typeof param === 'object'
        ? Float64Array.from(param)
        : param
  const answers = await answersOf(await aggregate(aggregation, streamOfRows(rows), given, context))
  return { answers, warnings: context.annotations.warnings, infos: context.annotations.infos }
}

const REQUESTS = [
  row('requests', { job: 'api', code: '200' }, [1, 2, 3]),
  row('requests', { job: 'api', code: '500' }, [10, undefined, 30]),
  row('requests', { job: 'web', code: '200' }, [undefined, undefined, 100]),
]

describe('groups', () => {
  it('are made by labels, by the absence of labels and of everything', async () => {
    expect((await run(node('sum', ['job']), REQUESTS)).answers).toEqual({
      '{job="api"}': [11, 2, 33],
      '{job="web"}': [undefined, undefined, 100],
    })
    expect((await run(node('sum', ['job'], true), REQUESTS)).answers).toEqual({
      '{code="200"}': [1, 2, 103],
      '{code="500"}': [10, undefined, 30],
    })
    expect((await run(node('sum'), REQUESTS)).answers).toEqual({ '{}': [11, 2, 133] })
    expect((await run(node('sum', ['__name__', 'nothing']), REQUESTS)).answers).toEqual({
      requests: [11, 2, 133],
    })
  })

  it('keep apart what a careless key would mix up', async () => {
    const rows = [row('m', { a: 'a', b: 'abb' }, [1]), row('m', { a: 'aa', b: 'bb' }, [2])]
    expect(Object.keys((await run(node('sum', ['a', 'b']), rows)).answers)).toHaveLength(2)
  })

  it('lose their name at the end when one of their series does', async () => {
    const rows = [row('m', { a: '1' }, [1]), { ...row('m', { a: '2' }, [2]), dropName: true }]
    const context = testContext(1, true)
    const { series } = await aggregate(node('sum', ['__name__']), streamOfRows(rows), undefined, context)
    expect(series.dropName).toEqual(Uint8Array.of(1))
  })
})

describe('sum and avg', () => {
  const column = (values: readonly number[]) => values.map((value, i) => row('m', { i: String(i) }, [value]))

  it.each([
    ['sum', [2, 8, 1e100, -1e100], 10],
    ['sum', [Infinity, 2], Infinity],
    ['sum', [2, -Infinity], -Infinity],
    ['sum', [Infinity, -Infinity], NaN],
    ['sum', [1e308, 1e308, -1e308], Infinity],
    ['sum', [-0], 0],
    ['avg', [2, 8, 1e100, -1e100], 2.5],
    ['avg', [8e307, 8e307, 8e307, 8e307], 8e307],
    [
      'avg',
      [-9.988465674311579e307, -9.988465674311579e307, 9.988465674311579e307, 9.988465674311579e307],
      0,
    ],
    ['avg', [0, Infinity, Infinity, 0], Infinity],
    ['avg', [-Infinity, 0, -Infinity], -Infinity],
    ['avg', [-Infinity, 0, Infinity], NaN],
    ['avg', [Infinity, Infinity, -Infinity], NaN],
    ['avg', [NaN, 2], NaN],
    ['avg', new Array(12).fill(52), 52],
  ] as const)('%s of %j is %d', async (name, values, expected) => {
    expect((await run(node(name), column(values))).answers).toEqual({ '{}': [expected] })
    // And so beside gaps, which go another way through the code.
    const sparse = column(values).map(each => ({ ...each, values: [undefined, ...each.values] }))
    expect((await run(node(name), sparse)).answers).toEqual({ '{}': [undefined, expected] })
  })

  it('adds native histograms, and gives up where floats are among them', async () => {
    const rows = [
      row('m', { i: '1' }, ['{{schema:0 count:2 sum:3 buckets:[1 1]}}', '{{count:1 sum:1 buckets:[1]}}', 7]),
      row('m', { i: '2' }, ['{{schema:0 count:4 sum:5 buckets:[2 2]}}', 1, 8]),
    ]
    const { answers, warnings } = await run(node('sum'), rows)
    const [histogram, ...rest] = answers['{}']!
    expect(typeof histogram === 'object' && histogramLiteral(histogram)).toBe(
      '{{count:6 sum:8 buckets:[3 3]}}',
    )
    expect(rest).toEqual([undefined, 15])
    expect(warnings).toEqual([
      'PromQL warning: encountered a mix of histograms and floats for aggregation (1:1)',
    ])
    const mean = (await run(node('avg'), rows)).answers['{}']![0]
    expect(typeof mean === 'object' && histogramLiteral(mean)).toBe('{{count:3 sum:4 buckets:[1.5 1.5]}}')
  })

  it('gives up where buckets of two kinds meet', async () => {
    const rows = [
      row('m', { i: '1' }, ['{{schema:0 count:2 sum:3 buckets:[1 1]}}']),
      row('m', { i: '2' }, ['{{schema:-53 count:2 sum:3 custom_values:[5] buckets:[1 1]}}']),
      row('m', { i: '3' }, [1]),
    ]
    const { answers, warnings } = await run(node('sum'), rows)
    expect(answers).toEqual({})
    expect(warnings).toEqual([
      'PromQL warning: vector contains a mix of histograms with exponential and custom buckets schemas for metric name "m" (1:1)',
    ])
  })

  it('warns where histograms disagree about resets', async () => {
    const rows = ['reset', 'not_reset'].map((hint, i) =>
      row('m', { i: String(i) }, [`{{count:1 sum:1 counter_reset_hint:${hint} buckets:[1]}}`]),
    )
    expect((await run(node('sum'), rows)).warnings).toEqual([
      'PromQL warning: conflicting counter resets during histogram aggregation (1:1)',
    ])
  })
})

describe('the others that take numbers one by one', () => {
  const rows = [
    row('m', { i: '1' }, [1, NaN, NaN]),
    row('m', { i: '2' }, [4, 2, undefined]),
    row('m', { i: '3' }, ['{{count:1 sum:1 buckets:[1]}}', undefined, undefined]),
  ]

  it.each([
    ['min', [1, 2, NaN]],
    ['max', [4, 2, NaN]],
    ['stdvar', [2.25, NaN, NaN]],
    ['stddev', [1.5, NaN, NaN]],
  ] as const)('%s leaves histograms out and says so', async (name, expected) => {
    const { answers, infos } = await run(node(name), rows)
    expect(answers).toEqual({ '{}': expected })
    expect(infos).toEqual([`PromQL info: ignored histogram in ${name} aggregation (1:1)`])
    expect((await run(node(name, ['i']), rows)).answers).not.toHaveProperty('{i="3"}')
  })

  it('count and group take histograms as they take floats', async () => {
    expect((await run(node('count'), rows)).answers).toEqual({ '{}': [3, 2, 1] })
    expect((await run(node('group'), rows)).answers).toEqual({ '{}': [1, 1, 1] })
  })
})

it('answers the groups of an instant query in the order of those that have a value', async () => {
  const rows = [
    row('m', { g: 'a', i: '1' }, [undefined]),
    row('m', { g: 'b', i: '2' }, [2]),
    row('m', { g: 'a', i: '3' }, [3]),
  ]
  expect(Object.keys((await run(node('sum', ['g']), rows)).answers)).toEqual(['{g="b"}', '{g="a"}'])
})

describe('topk and bottomk', () => {
  const rows = [
    row('m', { g: 'a', i: '1' }, [1, 5, NaN]),
    row('m', { g: 'a', i: '2' }, [2, 4, 1]),
    row('m', { g: 'b', i: '3' }, [3, undefined, 2]),
    row('m', { g: 'b', i: '4' }, [NaN, 1, 3]),
  ]
  const instant = rows.map(each => ({ ...each, values: each.values.slice(0, 1) }))
  const param = (name: AggregationName, grouping: readonly string[] = []) => node(name, grouping, false, true)

  it('answers in order at a single step, group by group', async () => {
    expect(Object.entries((await run(param('topk'), instant, 9)).answers)).toEqual([
      ['m{g="b", i="3"}', [3]],
      ['m{g="a", i="2"}', [2]],
      ['m{g="a", i="1"}', [1]],
      ['m{g="b", i="4"}', [NaN]],
    ])
    expect(Object.keys((await run(param('bottomk', ['g']), instant, 1)).answers)).toEqual([
      'm{g="a", i="1"}',
      'm{g="b", i="3"}',
    ])
  })

  /** As a Prometheus answered, of series with equal values that it, too, had not written in the order of their labels. */
  it('keeps the same ones among equals, however the series come by', async () => {
    const names = [0, 12, 15, 18, 3, 6, 9, 1, 10, 13, 16, 19, 4, 7, 11, 14, 17, 2, 5, 8]
    const many = names.map(n => row('m', { n: String(n) }, [(n * 7) % 5]))
    const backwards = {
      ...streamOfRows(many),
      each: async (visit: Parameters<VectorStream['each']>[0]) => {
        const { columns } = await gather(streamOfRows(many), testContext(1))
        for (const [index, column] of [...columns.entries()].reverse()) visit(index, column!)
      },
    }
    const top = async (k: number) =>
      Object.keys(
        await answersOf(aggregate(param('topk'), backwards, Float64Array.of(k), testContext(1))),
      ).map(key => Number(/"(\d+)"/.exec(key)![1]))
    expect(await top(20)).toEqual([2, 17, 12, 7, 19, 9, 4, 14, 6, 16, 11, 1, 13, 18, 3, 8, 0, 5, 15, 10])
    expect(await top(5)).toEqual([17, 2, 12, 7, 4])
  })

  it('takes another number at each step', async () => {
    expect((await run(param('topk'), rows, [1, 0, 2])).answers).toEqual({
      'm{g="b", i="3"}': [3, undefined, 2],
      'm{g="b", i="4"}': [undefined, undefined, 3],
    })
    expect((await run(param('bottomk', ['g']), rows, [1, 1, 1])).answers).toEqual({
      'm{g="a", i="1"}': [1, undefined, undefined],
      'm{g="a", i="2"}': [undefined, 4, 1],
      'm{g="b", i="3"}': [3, undefined, 2],
      'm{g="b", i="4"}': [undefined, 1, undefined],
    })
  })

  it('sorts many as it sorts few', async () => {
    const values = Array.from({ length: 40 }, (_, i) => (i * 17) % 40)
    const many = values.map((value, i) => row('m', { i: String(i) }, [value === 7 ? NaN : value]))
    const sorted = Object.values((await run(param('topk'), many, 40)).answers).map(([value]) => value)
    expect(sorted).toEqual([...Array.from({ length: 40 }, (_, i) => 39 - i).filter(i => i !== 7), NaN])
  })

  it('says what is wrong with the number', async () => {
    const failing = (k: number) => run(param('topk'), rows, k)
    await expect(failing(NaN)).rejects.toThrow(/^Parameter value is NaN$/)
    await expect(failing(1e300)).rejects.toThrow(/^Scalar value 1e\+300 overflows int64$/)
    await expect(run(param('topk'), rows, [1, -1e300, 1])).rejects.toThrow(
      /^Scalar value -1e\+300 underflows int64$/,
    )
    expect((await failing(-1e300)).answers).toEqual({})
    expect((await failing(0.9)).answers).toEqual({})
    expect((await failing(9e18)).answers).toHaveProperty('m{g="b", i="4"}')
  })

  it('leaves histograms out', async () => {
    const histograms = [row('m', {}, ['{{count:1 sum:1 buckets:[1]}}'])]
    const { answers, infos } = await run(param('bottomk'), histograms, 1)
    expect(answers).toEqual({})
    expect(infos).toEqual(['PromQL info: ignored histogram in bottomk aggregation (1:1)'])
  })
})

describe('quantile', () => {
  const rows = [0, 1, NaN].map((value, i) => row('m', { i: String(i) }, [value, value, value]))

  it('takes NaN for the smallest', async () => {
    expect((await run(node('quantile', [], false, true), rows, [0.8, 0.2, 1])).answers).toEqual({
      '{}': [expect.closeTo(0.6, 12), NaN, 1],
    })
  })

  it('warns of quantiles that are none', async () => {
    const { answers, warnings } = await run(node('quantile', [], false, true), rows, [2, -1, NaN])
    expect(answers).toEqual({ '{}': [Infinity, -Infinity, NaN] })
    expect(warnings).toContain('PromQL warning: quantile value should be between 0 and 1, got NaN (1:1)')
    const above = await run(node('quantile', [], false, true), rows, [1.5, 0, 1])
    expect(above.warnings).toEqual([
      'PromQL warning: quantile value should be between 0 and 1, got 1.5 (1:1)',
    ])
  })
})

describe('count_values', () => {
  const rows = [
    row('version', { job: 'api', i: '1' }, [6, 1e21]),
    row('version', { job: 'api', i: '2' }, [6, 0.0000001]),
    row('version', { job: 'web', i: '3' }, [8, -0]),
    row('version', { job: 'web', i: '4' }, [undefined, 0]),
  ]

  it('makes a series for each value', async () => {
    expect((await run(node('count_values'), rows, 'v')).answers).toEqual({
      '{v="6"}': [2, undefined],
      '{v="8"}': [1, undefined],
      '{v="1000000000000000000000"}': [undefined, 1],
      '{v="0.0000001"}': [undefined, 1],
      '{v="-0"}': [undefined, 1],
      '{v="0"}': [undefined, 1],
    })
  })

  it('puts the value in the place of a label of that name', async () => {
    const values = rows.map(each => ({ ...each, values: each.values.slice(0, 1) }))
    expect((await run(node('count_values', ['job']), values, 'job')).answers).toEqual({
      '{job="6"}': [2],
      '{job="8"}': [1],
    })
    expect((await run(node('count_values', ['i'], true), values, 'job')).answers).toEqual({
      '{job="6"}': [2],
      '{job="8"}': [1],
    })
    expect((await run(node('count_values', ['v', 'i'], true), values, 'v')).answers).toEqual({
      '{job="api"}': [2],
      '{job="web"}': [1],
    })
  })

  it('wants a label name', async () => {
    await expect(run(node('count_values'), rows, '')).rejects.toThrow('invalid label name ""')
    await expect(run(node('count_values'), rows, 'a\udcc5z')).rejects.toThrow('invalid label name "a\\xc5z"')
  })
})

describe('limitk and limit_ratio', () => {
  const rows = Array.from({ length: 20 }, (_, i) =>
    row('m', { g: String(i % 2), i: String(i) }, [i < 4 ? undefined : i, '{{count:1 sum:1 buckets:[1]}}', i]),
  )

  it('takes the first of each group at each step', async () => {
    const { answers } = await run(node('limitk', ['g'], false, true), rows, [2, 1, 0])
    expect(Object.keys(answers)).toEqual([0, 1, 4, 5, 6, 7].map(i => `m{g="${i % 2}", i="${i}"}`))
    expect(answers['m{g="0", i="6"}']).toEqual([6, undefined, undefined])
    await expect(run(node('limitk', [], false, true), rows, NaN)).rejects.toThrow('Parameter value is NaN')
  })

  it('answers an instant query as heaps have it', async () => {
    const instant = [5, 3, 1, 4].map((value, i) => row('m', { i: String(i) }, [value]))
    const kept = async (k: number) =>
      Object.values((await run(node('limitk', [], false, true), instant, k)).answers).map(([value]) => value)
    expect(await kept(2)).toEqual([3, 5])
    expect(await kept(3)).toEqual([1, 5, 3])
    expect(await kept(9)).toEqual([1, 4, 3, 5])
  })

  it('splits a vector in two', async () => {
    const share = async (ratio: number) =>
      Object.keys((await run(node('limit_ratio', [], false, true), rows, ratio)).answers)
    const some = await share(0.4)
    expect(some.length).toBeGreaterThan(0)
    expect(some.length).toBeLessThan(20)
    const others = await share(-0.6)
    expect([...some, ...others].sort()).toEqual((await share(1)).sort())
    expect(await share(0)).toEqual([])
    await expect(share(NaN)).rejects.toThrow('Ratio value is NaN')
  })

  it('warns of ratios that are none', async () => {
    const { answers, warnings } = await run(node('limit_ratio', [], false, true), rows, [1.1, -2, 0])
    expect(Object.keys(answers)).toHaveLength(20)
    expect(warnings).toEqual([
      'PromQL warning: ratio value should be between -1 and 1, got 1.1, capping to 1 (1:1)',
      'PromQL warning: ratio value should be between -1 and 1, got -2, capping to -1 (1:1)',
    ])
  })
})

describe('any aggregation', () => {
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -1e6, max: 1e6 }).map(number => number / 1024) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, 1, 1, 2) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
  const NAMES = [
    'sum',
    'avg',
    'min',
    'max',
    'count',
    'group',
    'stddev',
    'stdvar',
    'quantile',
    'count_values',
  ] as const

  it('says at each step what the reference says of that step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.subarray(['a', 'b', '__name__']),
        fc.boolean(),
        async (name, columns, grouping, without) => {
          const rows = columns.map((values, i) =>
            row(i % 4 === 3 ? 'other' : 'm', { a: String(i % 2), b: String(i % 3), i: String(i) }, values),
          )
          const param = name === 'quantile' ? 0.3 : name === 'count_values' ? 'v' : undefined
          const aggregation = node(name, grouping, without, param !== undefined)
          const { answers } = await run(aggregation, rows, param)
          for (let step = 0; step < 5; step++) {
            const samples = rows.flatMap(({ labels, values }) => {
              const sample = values[step]
              return typeof sample === 'number' ? [{ labels, dropName: false, value: sample }] : []
            })
            const expected = aggregated(aggregation, samples, param)
            const found = Object.entries(answers).filter(([, values]) => values[step] !== undefined)
            expect(
              Object.fromEntries(found.map(([labels, values]) => [labels, close(values[step])])),
            ).toEqual(
              Object.fromEntries(expected.map(({ labels, value }) => [formatLabels(labels), close(value)])),
            )
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** To nine digits: the reference adds in another way. */
function close(value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(9)) + 0 : value
}
