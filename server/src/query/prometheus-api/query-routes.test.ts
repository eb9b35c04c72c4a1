import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryMetrics, type MemorySeries } from '../../../testing/memory-metrics.ts'
import { prometheusApiApp, queriesOver } from '../../../testing/prometheus-api.ts'

const MINUTE = 60_000

function ramp(labels: Readonly<Record<string, string>>, perMinute: number): MemorySeries {
  return { labels, samples: Array.from({ length: 61 }, (_, i) => [i * MINUTE, i * perMinute] as const) }
}

const store = createMemoryMetrics([
  ramp({ __name__: 'http_requests_total', job: 'api' }, 60),
  ramp({ __name__: 'http_requests_total', job: 'web' }, 120),
  ramp({ __name__: 'temperature' }, 1),
])

let app: Awaited<ReturnType<typeof prometheusApiApp>>

beforeAll(async () => {
  app = await prometheusApiApp({ store, queries: queriesOver(store), nowMs: () => 3_600_000 })
})

afterAll(() => app.close())

async function ask(path: string, params: Readonly<Record<string, string>> = {}) {
  const reply = await app.inject(`/api/v1/${path}?${new URLSearchParams(params)}`)
  return { status: reply.statusCode, body: reply.json() }
}

describe('an instant query', () => {
  it('answers a vector', async () => {
    const { status, body } = await ask('query', { query: 'sum(rate(http_requests_total[5m]))', time: '1800' })
    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, value: [1800, '3'] }] },
    })
  })

  it('answers for now without a time, and takes a form', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/query',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ query: 'temperature' }).toString(),
    })
    expect(reply.json().data.result).toEqual([{ metric: { __name__: 'temperature' }, value: [3600, '60'] }])
  })

  it('answers scalars, strings and ranges', async () => {
    expect((await ask('query', { query: '1e-7 * 1.5', time: '10.5' })).body.data).toEqual({
      resultType: 'scalar',
      result: [10.5, '1.5e-07'],
    })
    expect((await ask('query', { query: '"text"', time: '0' })).body.data).toEqual({
      resultType: 'string',
      result: [0, 'text'],
    })
    expect((await ask('query', { query: 'temperature[2m]', time: '600' })).body.data).toEqual({
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'temperature' },
          values: [
            [540, '9'],
            [600, '10'],
          ],
        },
      ],
    })
  })

  it('says what it would rather have been asked', async () => {
    const { body } = await ask('query', { query: 'rate(temperature[5m])', time: '1800' })
    expect(body.infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "temperature" (1:6)',
    ])
  })

  it('cuts at a limit and says so', async () => {
    const { body } = await ask('query', { query: 'http_requests_total', limit: '1' })
    expect(body.data.result).toHaveLength(1)
    expect(body.warnings).toEqual(['results truncated due to limit'])
  })

  it('tells its cost when asked', async () => {
    const { body } = await ask('query', { query: 'rate(http_requests_total[5m])', stats: 'all' })
    expect(body.data.stats.timings.execTotalTime).toBeGreaterThan(0)
    expect(body.data.stats.vedette).toMatchObject({ way: 'head', series: 2 })
    expect(body.data.stats.samples).toEqual({
      totalQueryableSamples: 10,
      samplesRead: 10,
      peakSamples: expect.any(Number),
    })
  })
})

describe('a range query', () => {
  it.each([
    // Whole steps count: the eleven thousandth and a half is none.
    [{ start: '0', end: '11000.5', step: '1' }, 200],
    [{ start: '0', end: '11001', step: '1' }, 400],
    [{ start: '0', end: '10', step: '0.0001' }, 400],
  ])('of %o', async (times, expected) => {
    expect((await ask('query_range', { query: '1', ...times })).status).toBe(expected)
  })

  it('has no series where its end lies beyond the range of times', async () => {
    const { body } = await ask('query_range', { query: '1', start: '0', end: '1e18', step: '1e9' })
    expect(body.data.result).toEqual([])
  })

  it('answers a matrix, sorted by labels', async () => {
    const { body } = await ask('query_range', {
      query: 'rate(http_requests_total[5m])',
      start: '1800',
      end: '1920',
      step: '1m',
    })
    expect(body.data).toEqual({
      resultType: 'matrix',
      result: [
        { metric: { job: 'api' }, values: [1800, 1860, 1920].map(time => [time, '1']) },
        { metric: { job: 'web' }, values: [1800, 1860, 1920].map(time => [time, '2']) },
      ],
    })
  })

  it('leaves out steps without a value', async () => {
    const { body } = await ask('query_range', {
      query: 'temperature > 59',
      start: '3480',
      end: '3600',
      step: '60',
    })
    expect(body.data.result).toEqual([{ metric: { __name__: 'temperature' }, values: [[3600, '60']] }])
  })

  it('answers a scalar as a series without labels', async () => {
    const { body } = await ask('query_range', { query: 'time()', start: '0', end: '1', step: '0.5' })
    expect(body.data.result).toEqual([
      {
        metric: {},
        values: [
          [0, '0'],
          [0.5, '0.5'],
          [1, '1'],
        ],
      },
    ])
  })

  it.each([
    [
      { start: '0', end: '1', step: '1' },
      'invalid parameter "query": 1:1: parse error: no expression found in input',
    ],
    [{ query: 'x', end: '1', step: '1' }, 'invalid parameter "start": cannot parse "" to a valid timestamp'],
    [
      { query: 'x', start: '1', end: '0', step: '1' },
      'invalid parameter "end": end timestamp must not be before start time',
    ],
    [
      { query: 'x', start: '0', end: '1', step: '0' },
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      { query: 'x', start: '0', end: '1', step: 'no' },
      'invalid parameter "step": cannot parse "no" to a valid duration',
    ],
    [
      { query: 'x', start: '0', end: '11001', step: '1' },
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    ],
    [
      { query: 'x[5m]', start: '0', end: '1', step: '1' },
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    ],
    [
      { query: 'sum(', start: '0', end: '1', step: '1' },
      'invalid parameter "query": 1:5: parse error: unclosed left parenthesis',
    ],
    [
      { query: 'x', start: '0', end: '1', step: '1', timeout: '?' },
      'invalid parameter "timeout": cannot parse "?" to a valid duration',
    ],
    [
      { query: 'x', start: '0', end: '1', step: '1', lookback_delta: '?' },
      'error parsing lookback delta duration: cannot parse "?" to a valid duration',
    ],
  ])('refuses %o', async (params, error) => {
    const { status, body } = await ask('query_range', params as Record<string, string>)
    expect([status, body]).toEqual([400, { status: 'error', errorType: 'bad_data', error }])
  })

  it('refuses with 422 what only fails while it runs', async () => {
    const { status, body } = await ask('query', { query: 'label_replace(temperature, "a", "b", "c", "(")' })
    expect([status, body.errorType]).toEqual([422, 'execution'])
    expect(body.error).toBe('invalid regular expression in label_replace(): (')
  })
})

it('streams an answer of many pieces', async () => {
  const { body } = await ask('query_range', {
    query: 'label_replace(vector(1 / 3), "a", "b", "", "") or http_requests_total',
    start: '0',
    end: '3600',
    step: '0.5',
  })
  expect(body.data.result).toHaveLength(3)
  expect(body.data.result[0].values).toHaveLength(7201)
})

it('formats and parses queries', async () => {
  expect((await ask('format_query', { query: 'sum(x)by(job)' })).body.data).toBe('sum by (job) (x)')
  expect((await ask('parse_query', { query: 'x' })).body.data).toMatchObject({
    type: 'vectorSelector',
    name: 'x',
  })
  expect((await ask('parse_query', { query: 'x[' })).status).toBe(400)
})

describe('limits', () => {
  it('end a query with a message that names them', async () => {
    const small = await prometheusApiApp({
      store,
      queries: queriesOver(store, { maxSeries: 1, memoryBytes: 2 ** 20 }),
    })
    const reply = await small.inject('/api/v1/query?query=http_requests_total&time=60')
    expect([reply.statusCode, reply.json().error]).toEqual([
      422,
      'the query selects 2 series, more than the limit of 1: narrow its selectors',
    ])
    await small.close()
  })

  it('end a query that takes too long', async () => {
    const slow = await prometheusApiApp({
      store,
      queries: queriesOver({
        openSelection: (_project, _request, signal) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      }),
    })
    const reply = await slow.inject('/api/v1/query?query=x&timeout=10ms')
    expect([reply.statusCode, reply.json()]).toEqual([
      503,
      { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' },
    ])
    await slow.close()
  })
})

describe('exemplars', () => {
  it('are none, and nothing is said, where the query selects nothing', async () => {
    const reply = await app.inject('/api/v1/query_exemplars?query=1')
    expect([reply.statusCode, reply.body]).toEqual([204, ''])
  })

  it('are told to be some of more', async () => {
    const exemplars = [{ timeMs: 1_000, value: 0.5, labels: [] }]
    const some = await prometheusApiApp({
      store: {
        ...store,
        exemplars: async () => ({ series: [{ labels: [], exemplars }], cutAt: 1 }),
      },
      queries: queriesOver(store),
    })
    const warnings = [
      'there are more than 1 exemplars, of which the answer has the first 1: ask for a shorter range or for fewer series',
    ]
    const alone = await some.inject('/api/v1/query_exemplars?query=temperature')
    expect(alone.json()).toMatchObject({
      status: 'success',
      data: [{ exemplars: [{ value: '0.5' }] }],
      warnings,
    })
    const question = { kind: 'range', query: 'temperature', start: 0, end: 60, step: 60, exemplars: true }
    const batch = await some.inject({
      method: 'POST',
      url: '/api/v1/query_batch',
      payload: { queries: [{ id: 'a', ...question }] },
    })
    expect(batch.json()).toMatchObject({ status: 'success', exemplars: [{}], warnings })
    await some.close()
  })

  it('say what is wrong with the query, without naming the parameter', async () => {
    const { status, body } = await ask('query_exemplars', { query: 'sum(' })
    expect([status, body.error]).toEqual([400, '1:5: parse error: unclosed left parenthesis'])
  })
})

it('names no charset', async () => {
  const reply = await app.inject('/api/v1/query?query=1')
  expect(reply.headers['content-type']).toBe('application/json')
  expect((await app.inject('/api/v1/query?query=(')).headers['content-type']).toBe('application/json')
})
