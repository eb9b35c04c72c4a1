import { labelsOf, STALE } from '@vedette/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { histogramOf } from '../../../../packages/model/testing/histogram.ts'
import { createMemoryMetrics } from '../../../testing/memory-metrics.ts'
import { prometheusApiApp, queriesOver } from '../../../testing/prometheus-api.ts'
import { type AskedSeries, readRequestBody, streamedSeries } from '../../../testing/remote-read.ts'
import { ProtobufReader } from '../../wire/protobuf.ts'
import { RemoteWriteDecoder } from '../../wire/remote-write.ts'
import { SnappyDecoder } from '../../wire/snappy.ts'

const HISTOGRAM = histogramOf()

const minutely = Array.from({ length: 300 }, (_, i) => [i * 60_000, i * 1.5] as const)
const store = createMemoryMetrics([
  { labels: { __name__: 'up', job: 'web' }, samples: [...minutely, [300 * 60_000, STALE[0]!]] },
  { labels: { __name__: 'up', job: 'api' }, samples: minutely },
  {
    labels: { __name__: 'took', job: 'api' },
    samples: [[90_000, 7]],
    histograms: [
      [60_000, HISTOGRAM],
      [120_000, { ...HISTOGRAM, count: 4, positiveCounts: Float64Array.of(4) }],
      [180_000, 'stale'],
    ],
  },
])

const UP: AskedSeries = { fromMs: 60_000, toMs: 180_000, matchers: [['__name__', '=', 'up']] }
const ALL = { fromMs: 0, toMs: 10 ** 12 }

const queries = queriesOver(store, { maxSamplesRead: 2000 })
let app: Awaited<ReturnType<typeof prometheusApiApp>>
beforeAll(async () => {
  app = await prometheusApiApp({
    store,
    queries,
    externalLabels: () => labelsOf({ region: 'eu', job: 'nobody' }),
  })
})
afterAll(() => app.close())

async function read(asked: readonly AskedSeries[], accepted?: readonly number[]) {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/read',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
    payload: readRequestBody(asked, accepted),
  })
  return { status: reply.statusCode, headers: reply.headers, body: reply.rawPayload }
}

/** The results of an answer in samples, each read as remote write reads the same messages. */
function sampledResults(body: Uint8Array) {
  const reader = new ProtobufReader(new SnappyDecoder().decode(body, 2 ** 24).slice())
  const results = []
  while (reader.next() !== 0) {
    const batch = new RemoteWriteDecoder().decode(reader.subarray().slice(), { project: '', origin: '' })
    results.push(batch)
  }
  return results
}

describe('a read of samples', () => {
  it('answers each query, in one compressed message', async () => {
    const { status, headers, body } = await read([UP, { ...UP, matchers: [['job', '=~', 'w.*']] }])
    expect([status, headers['content-type'], headers['content-encoding']]).toEqual([
      200,
      'application/x-protobuf',
      'snappy',
    ])
    expect(sampledResults(body).map(batch => [batch.seriesCount, batch.sampleCount])).toEqual([
      [2, 6],
      [1, 3],
    ])
  })
})

describe('a streamed read', () => {
  it('comes in frames of one series, sorted, in chunks of 120 samples', async () => {
    const { status, headers, body } = await read([{ ...ALL, matchers: [['__name__', '=', 'up']] }], [1, 0])
    expect([status, headers['content-type']]).toEqual([
      200,
      'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse',
    ])
    const series = streamedSeries(body)
    expect(series.map(({ labels }) => labels)).toEqual([
      '__name__=up,job=api,region=eu',
      '__name__=up,job=web,region=eu',
    ])
    expect(series[0]!.chunks).toEqual([
      { minMs: 0, maxMs: 119 * 60_000 },
      { minMs: 120 * 60_000, maxMs: 239 * 60_000 },
      { minMs: 240 * 60_000, maxMs: 299 * 60_000 },
    ])
    expect(series[0]!.samples.map(([timeMs]) => timeMs)).toEqual(minutely.map(([timeMs]) => timeMs))
    expect(series[1]!.samples.at(-1)).toEqual([300 * 60_000, 0x7ff0000000000002n])
  })

  it('holds histograms, in the order of time among the floats', async () => {
    const { body } = await read([{ ...ALL, matchers: [['__name__', '=', 'took']] }], [1])
    const [took] = streamedSeries(body)
    expect(took!.chunks).toEqual([
      { minMs: 60_000, maxMs: 60_000 },
      { minMs: 90_000, maxMs: 90_000 },
      { minMs: 120_000, maxMs: 120_000 },
      { minMs: 180_000, maxMs: 180_000 },
    ])
    expect(took!.histograms.map(({ numbers }) => Number(numbers.length))).toEqual([4, 4, 3])
  })

  it('says which query a series belongs to', async () => {
    const { body } = await read([UP, { ...UP, matchers: [['job', '!=', 'api']] }], [1])
    expect(streamedSeries(body).map(({ queryIndex }) => queryIndex)).toEqual([0, 0, 1])
  })

  it('takes matchers of external labels for what all series bear', async () => {
    const external: AskedSeries = { ...UP, matchers: [...UP.matchers, ['region', '=', 'eu']] }
    expect(streamedSeries((await read([external], [1])).body)).toHaveLength(2)
    const other: AskedSeries = { ...UP, matchers: [...UP.matchers, ['region', '=', 'us']] }
    expect(streamedSeries((await read([other], [1])).body)).toHaveLength(0)
  })
})

describe('a read is refused', () => {
  const refused = async (...request: Parameters<typeof read>) => {
    const { status, body } = await read(...request)
    return [status, JSON.parse(body.toString()).error]
  }

  it('that wants the answer in no shape we have', async () => {
    expect(await refused([UP], [7])).toEqual([
      400,
      'server does not support any of the requested response types: [7]; supported: SAMPLES, STREAMED_XOR_CHUNKS',
    ])
  })

  it('that would read too much', async () => {
    const many = Array.from({ length: 4 }, () => ({ ...ALL, matchers: UP.matchers }))
    expect(await refused(many, [1])).toEqual([
      422,
      'query processing would load too many samples into memory in query execution',
    ])
    expect(queries.running()).toEqual([])
  })

  it('with a pattern that is none', async () => {
    const [status, error] = await refused([{ ...UP, matchers: [['job', '=~', '(']] }])
    expect([status, error]).toEqual([400, expect.stringContaining('missing')])
  })

  it('that is not compressed, or no message at all', async () => {
    const post = (headers: Record<string, string>, payload: Buffer) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/read',
        headers: { 'content-type': 'application/x-protobuf', ...headers },
        payload,
      })
    expect((await post({}, Buffer.of(1))).json().error).toBe(
      'A remote read request comes compressed with snappy.',
    )
    for (const bytes of [[], [255, 255, 255, 255, 255], [4, 12, 1, 2, 3, 4]]) {
      const reply = await post({ 'content-encoding': 'snappy' }, Buffer.from(bytes))
      expect(reply.statusCode).toBe(400)
    }
  })
})
