/** What is wrong with a push is told to its sender, in words and with the right status, and harms nobody else. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownMetric } from './answers.ts'
import { exported, valuesOf } from './exported.ts'
import { type GoodTraffic, startGoodTraffic } from './good-traffic.ts'
import { encodeWrite, message, postWrite, snappy, varint, write } from './remote-write.ts'

const MIB = 2 ** 20
const NOW_MS = Date.now()

let traffic: GoodTraffic
let url: string
let otlpUrl: string
// Made beforehand: making it takes this process, in which the good sender runs too, a while.
const A_MILLION_LABELS = snappy(
  rawSeries([
    ['__name__', 'wide'],
    ...Array.from({ length: 1_000_000 }, (_, i) => [`l${i.toString(36)}`, 'v'] as const),
  ]),
)
const BOMB = gzipSync(Buffer.alloc(200 * MIB))

beforeAll(async () => {
  traffic = await startGoodTraffic({
    env: {
      VEDETTE_HTTP_BODY_LIMIT: '16MiB',
      VEDETTE_OTLP_BODY_LIMIT: '4MiB',
      VEDETTE_LIMITS_ACTIVE_SERIES: '20000',
    },
  })
  ;({ url, otlpUrl } = traffic.vedette)
})
afterAll(async () => {
  await traffic[Symbol.asyncDispose]()
})

const sampleOf = (labels: Record<string, string>, timeMs = NOW_MS) => ({
  labels,
  samples: [[timeMs, 1] as const],
})

/** One series, its labels as they are given, unsorted and unchecked. */
function rawSeries(
  labels: readonly (readonly [name: string | Uint8Array, value: string | Uint8Array])[],
): Buffer {
  const pairs = labels.map(([name, value]) =>
    message(1, Buffer.concat([message(1, name), message(2, value)])),
  )
  const sample = Buffer.concat([Buffer.from([0x09]), Buffer.alloc(8), Buffer.from([0x10]), varint(NOW_MS)])
  return message(1, Buffer.concat([...pairs, message(2, sample)]))
}

describe('remote write', () => {
  const good = encodeWrite([sampleOf({ __name__: 'never_stored' })])

  it.each([
    ['snappy that is cut off', snappy(good).subarray(0, -3), 400, /snappy/],
    ['no snappy', Buffer.from('hello, this is no snappy at all'), 400, /snappy/],
    ['nothing', Buffer.alloc(0), 400, /snappy/],
    ['a claim of two gigabytes', Buffer.concat([varint(2 ** 31), snappy(good)]), 413, /http\.body_limit/],
    ['a claim of an exabyte', Buffer.concat([varint(2 ** 60), snappy(good)]), 400, /snappy/],
    ['protobuf garbage', snappy(Buffer.from('ffffffffffff0a', 'hex')), 400, /can't be read/],
    ['protobuf that is cut off', snappy(good.subarray(0, -2)), 400, /can't be read/],
  ])('answers %s', async (_, body, status, words) => {
    const answer = await postWrite(url, body)
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(words)])
  })

  it('answers another content type or encoding with 415', async () => {
    const json = await postWrite(url, snappy(good), { 'content-type': 'application/json' })
    expect([json.status, json.text]).toEqual([415, expect.stringContaining('application/x-protobuf')])
    const gzip = await postWrite(url, gzipSync(good), { 'content-encoding': 'gzip' })
    expect([gzip.status, gzip.text]).toEqual([415, expect.stringContaining('snappy')])
  })

  it('answers a body over the limit with 413, announced or not', async () => {
    const announced = await postWrite(url, Buffer.alloc(17 * MIB))
    expect([announced.status, announced.text]).toEqual([413, expect.stringContaining('http.body_limit')])
    // Still writing when the answer comes.
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(Buffer.alloc(MIB))
        controller.close()
      },
    })
    const unannounced = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body,
      duplex: 'half',
    })
    expect([unannounced.status, await unannounced.text()]).toEqual([
      413,
      expect.stringContaining('http.body_limit'),
    ])
  })

  it('stores what is good of a request and names what is not', async () => {
    const day = 86_400_000
    const answer = await write(url, [
      sampleOf({ __name__: 'partly', i: 'good' }),
      sampleOf({ __name__: 'partly', i: 'old' }, NOW_MS - 400 * day),
      sampleOf({ __name__: 'partly', i: 'first' }, 1),
      sampleOf({ __name__: 'partly', i: 'new' }, NOW_MS + 365 * day),
      sampleOf({ __name__: 'partly', i: 'last' }, 2 ** 53),
      sampleOf({ i: 'nameless' }),
      sampleOf({ __name__: 'partly', i: 'x'.repeat(10_000) }),
    ])
    expect(answer.status).toBe(400)
    for (const words of ['sample_age', 'sample_future', 'no metric name', 'label_value_length']) {
      expect(answer.text).toContain(words)
    }
    expect([...(await exported(url, 'partly')).keys()]).toEqual(['partly{i="good"}'])
  })

  it.each([
    [
      'a value that is no UTF-8',
      rawSeries([
        ['__name__', 'odd'],
        ['a', Buffer.from([0xff, 0xfe])],
      ]),
    ],
    [
      'a name that is no UTF-8',
      rawSeries([
        ['__name__', 'odd'],
        [Buffer.from([0xc3, 0x28]), 'a'],
      ]),
    ],
    [
      'a label twice',
      rawSeries([
        ['__name__', 'odd'],
        ['a', '1'],
        ['a', '2'],
      ]),
    ],
    [
      'an empty label name',
      rawSeries([
        ['__name__', 'odd'],
        ['', '1'],
      ]),
    ],
    ['no labels', rawSeries([])],
  ])('refuses a series with %s', async (_, series) => {
    const answer = await postWrite(url, snappy(series))
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/invalid-labels/)])
    expect(await exported(url, 'odd')).toEqual(new Map())
  })

  it('refuses a million labels', async () => {
    const answer = await postWrite(url, A_MILLION_LABELS)
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('limits.labels_per_series')])
  })

  it('refuses new series over the limit, takes known ones, and leaves other projects alone', async () => {
    const project = { 'x-vedette-project': 'crowded' }
    const many = (from: number) =>
      Array.from({ length: 30_000 }, (_, i) => sampleOf({ __name__: 'crowd', i: String(from + i) }))
    const answer = await write(url, many(0), project)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('20000 samples were stored; 10000 refused as series-limit')
    expect(answer.text).toContain('projects.crowded.limits.active_series')
    for (let i = 1; i < 10; i++) expect((await write(url, many(i * 100_000), project)).status).toBe(400)
    const known = [sampleOf({ __name__: 'crowd', i: '7' }, NOW_MS + 1)]
    expect((await write(url, known, project)).status).toBe(204)
    expect((await write(url, [sampleOf({ __name__: 'elsewhere' })])).status).toBe(204)
    expect(await ownMetric(url, 'vedette_processor_samples_refused_total', 'series-limit')).toBe(280_000)
  })
})

describe('OTLP', () => {
  const post = async (body: Uint8Array | string, headers: Record<string, string>) => {
    const response = await fetch(`${otlpUrl}/v1/metrics`, {
      method: 'POST',
      headers,
      body: Buffer.from(body),
    })
    return [response.status, await response.text()]
  }
  const PROTOBUF = { 'content-type': 'application/x-protobuf' }
  const JSON_TYPE = { 'content-type': 'application/json' }

  it('ends a gzip bomb at the limit', async () => {
    expect(BOMB.length).toBeLessThan(MIB)
    for (const type of [PROTOBUF, JSON_TYPE]) {
      const answer = await post(BOMB, { ...type, 'content-encoding': 'gzip' })
      expect(answer).toEqual([413, expect.stringContaining('otlp.body_limit')])
    }
  })

  it.each([
    ['protobuf garbage', Buffer.from('ffffffffffff0a', 'hex'), PROTOBUF, 400],
    ['gzip that is none', Buffer.from('hello'), { ...PROTOBUF, 'content-encoding': 'gzip' }, 400],
    ['JSON that is none', '{"resourceMetrics": [', JSON_TYPE, 400],
    ['JSON of another shape', '{"resourceMetrics": 5}', JSON_TYPE, 400],
    ['JSON in a million brackets', '['.repeat(1_000_000), JSON_TYPE, 400],
    ['a body over the limit', Buffer.alloc(5 * MIB), PROTOBUF, 413],
    ['another type', 'a,b', { 'content-type': 'text/csv' }, 415],
  ])('answers %s', async (_, body, headers, status) => {
    const [answered, text] = await post(body, headers)
    expect([answered, text]).toEqual([status, expect.stringMatching(/\w+ \w+/)])
  })

  it('takes the good points of a request and counts the others', async () => {
    const point = (timeMs: number) => ({ timeUnixNano: String(BigInt(timeMs) * 1_000_000n), asDouble: 5 })
    const request = {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                { name: 'mixed', gauge: { dataPoints: [point(NOW_MS), point(1), point(NOW_MS * 2)] } },
              ],
            },
          ],
        },
      ],
    }
    const [status, text] = await post(JSON.stringify(request), JSON_TYPE)
    expect(status).toBe(200)
    expect(JSON.parse(String(text))).toMatchObject({ partialSuccess: { rejectedDataPoints: '2' } })
    expect(await valuesOf(url, 'mixed')).toEqual([5])
  })
})

it('has harmed nothing', async () => {
  await traffic.expectUnharmed()
})
