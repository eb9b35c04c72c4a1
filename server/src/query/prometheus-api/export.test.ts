import { type NativeHistogram, STALE } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { createMemoryMetrics, type MemorySeries, type MetricReader } from '../../../testing/memory-metrics.ts'
import { prometheusApiApp } from '../../../testing/prometheus-api.ts'
import { VedetteError } from '../../errors.ts'

const T = Date.UTC(2026, 10, 21)

interface Line {
  metric: Record<string, string>
  values?: (number | string | null)[]
  histograms?: unknown[]
  timestamps: number[]
}

async function exported(series: readonly MemorySeries[], query = 'match[]={__name__!=""}'): Promise<Line[]> {
  const app = await prometheusApiApp({ store: createMemoryMetrics(series) })
  const reply = await app.inject(`/api/v1/export?${query}`)
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toBe('application/stream+json; charset=utf-8')
  return reply.body
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

describe('an export', () => {
  it('gives each series with its samples, special numbers in words', async () => {
    const values = [1.5, -0, Number.NaN, STALE[0]!, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300]
    const lines = await exported([
      { labels: { __name__: 'm', q: '"\n' }, samples: values.map((value, i) => [T + i, value] as const) },
    ])
    expect(lines).toEqual([
      {
        metric: { __name__: 'm', q: '"\n' },
        values: [1.5, -0, null, null, 'Infinity', '-Infinity', 1e300],
        timestamps: values.map((_, i) => T + i),
      },
    ])
  })

  it('keeps to the range and to the matchers, and gives a series once however many match it', async () => {
    const series = [
      {
        labels: { __name__: 'a' },
        samples: [
          [T, 1],
          [T + 1000, 2],
          [T + 2000, 3],
        ] as const,
      },
      { labels: { __name__: 'b' }, samples: [[T, 1]] as const },
    ]
    expect(
      await exported(series, `match[]=a&match[]={__name__=~"a|c"}&start=${T / 1000 + 1}&end=${T / 1000 + 1}`),
    ).toEqual([{ metric: { __name__: 'a' }, values: [2], timestamps: [T + 1000] }])
    expect(await exported(series, 'match[]=nothing')).toEqual([])
  })

  it('reaches over years of nothing, in the order of time, without asking for each day', async () => {
    const far = [0, T - 400 * 86_400_000, T]
    const store = createMemoryMetrics([
      { labels: { __name__: 'a' }, samples: far.map(at => [at, at] as const) },
    ])
    let asked = 0
    const counting: MetricReader = {
      ...store,
      series: (...rest) => {
        asked++
        return store.series(...rest)
      },
    }
    const app = await prometheusApiApp({ store: counting })
    const reply = await app.inject('/api/v1/export?match[]=a')
    const lines: Line[] = reply.body
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.flatMap(line => line.timestamps)).toEqual(far)
    expect(asked).toBeLessThan(200)
  })

  it('makes great strides where many series have nothing', async () => {
    const series = Array.from({ length: 2000 }, (_, i) => ({
      labels: { __name__: 'a', i: String(i) },
      samples: [
        [T, i],
        [T + 20 * 3_600_000, i],
      ] as const,
    }))
    const store = createMemoryMetrics(series)
    let selected = 0
    const counting: MetricReader = {
      ...store,
      select: (...rest) => {
        selected++
        return store.select(...rest)
      },
    }
    const app = await prometheusApiApp({ store: counting })
    const range = `start=${T / 1000}&end=${T / 1000 + 86_000}`
    const reply = await app.inject(`/api/v1/export?match[]=a&${range}`)
    expect(reply.body.trim().split('\n')).toHaveLength(4000)
    // One by one, windows of the 21 minutes that suit so many series would be 68.
    expect(selected).toBeLessThan(20)
  })

  it('cuts long series into several lines and loses nothing', async () => {
    const samples = Array.from({ length: 25_000 }, (_, i) => [T + i * 15_000, i] as const)
    const lines = await exported([{ labels: { __name__: 'a' }, samples }])
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.flatMap(line => line.values)).toEqual(samples.map(([, value]) => value))
    expect(lines.flatMap(line => line.timestamps)).toEqual(samples.map(([at]) => at))
  })

  it('gives native histograms on lines of their own', async () => {
    const histogram: NativeHistogram = {
      integer: true,
      resetHint: 'unknown',
      schema: 1,
      zeroThreshold: 0.001,
      zeroCount: 1,
      count: 4,
      sum: Number.POSITIVE_INFINITY,
      positiveSpans: [{ offset: 0, length: 2 }],
      positiveCounts: Float64Array.of(1, 2),
      negativeSpans: [],
      negativeCounts: new Float64Array(),
      customValues: new Float64Array(),
    }
    const lines = await exported([
      {
        labels: { __name__: 'h' },
        histograms: [
          [T, histogram],
          [T + 1, 'stale'],
        ],
      },
    ])
    expect(lines).toEqual([
      {
        metric: { __name__: 'h' },
        histograms: [
          {
            schema: 1,
            count: 4,
            sum: 'Infinity',
            zeroThreshold: 0.001,
            zeroCount: 1,
            positiveSpans: [{ offset: 0, length: 2 }],
            positiveCounts: [1, 2],
            negativeSpans: [],
            negativeCounts: [],
            customValues: [],
            resetHint: 'unknown',
          },
          null,
        ],
        timestamps: [T, T + 1],
      },
    ])
  })

  it('is an error and not an empty answer where the store fails', async () => {
    const store = createMemoryMetrics([{ labels: { __name__: 'a' }, samples: [[T, 1]] }])
    const app = await prometheusApiApp({
      store: {
        ...store,
        select: () => Promise.reject(new VedetteError('store-unavailable', 'The store is away.')),
      },
    })
    const reply = await app.inject('/api/v1/export?match[]=a')
    expect([reply.statusCode, reply.json().error]).toEqual([503, 'The store is away.'])
    expect((await app.inject('/api/v1/export')).json().error).toBe('no match[] parameter provided')
    expect((await app.inject('/api/v1/export?match[]=a{')).json().error).toBe(
      'invalid parameter "match[]": 1:3: parse error: unexpected end of input inside braces',
    )
    expect((await app.inject('/api/v1/export?match[]=a&start=%ZZ')).json()).toMatchObject({
      status: 'error',
      error: 'error parsing form values: invalid URL escape "%ZZ"',
    })
  })

  it('breaks off where the store fails midway, so that nobody takes a part for the whole', async () => {
    const samples = Array.from({ length: 20_000 }, (_, i) => [T + i * 15_000, i] as const)
    const store = createMemoryMetrics([{ labels: { __name__: 'a' }, samples }])
    let calls = 0
    const app = await prometheusApiApp({
      store: {
        ...store,
        select: (...rest) =>
          ++calls > 2 ? Promise.reject(new VedetteError('store-unavailable', 'away')) : store.select(...rest),
      },
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as { port: number }
    const reply = await fetch(`http://127.0.0.1:${port}/api/v1/export?match[]=a`)
    await expect(reply.text()).rejects.toThrow('terminated')
    await app.close()
  })

  it('waits for a client that reads slowly, and stops when it goes', async () => {
    const samples = Array.from({ length: 400_000 }, (_, i) => [T + i * 1000, i] as const)
    const store = createMemoryMetrics([{ labels: { __name__: 'a' }, samples }])
    let windows = 0
    const signals: AbortSignal[] = []
    const app = await prometheusApiApp({
      store: {
        ...store,
        select: (project, matchers, range, signal) => {
          windows++
          signals.push(signal!)
          // Each window is made large, so that a few of them fill every buffer between us and the client.
          return store
            .select(project, matchers, range, signal)
            .then(found => found.flatMap(one => Array.from({ length: 20 }, () => one)))
        },
      },
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as { port: number }
    const controller = new AbortController()
    const reply = await fetch(`http://127.0.0.1:${port}/api/v1/export?match[]=a`, {
      signal: controller.signal,
    })
    const reader = reply.body!.getReader()
    await reader.read()
    for (let still = 0, before = -1; still < 50; before = windows) {
      await new Promise(resolve => setImmediate(resolve))
      still = windows === before ? still + 1 : 0
    }
    expect(windows).toBeLessThan(5)
    controller.abort()
    while (!signals[0]!.aborted) await new Promise(resolve => setImmediate(resolve))
    await app.close()
  })
})
