import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type OtlpDoors, openOtlpDoors } from '../../../testing/otlp-doors.ts'
import { gauge, number, resource, SERVICE, T } from '../../../testing/otlp-points.ts'
import { otlpJson, otlpProtobuf } from '../../../testing/otlp-requests.ts'
import { VedetteError } from '../../errors.ts'
import { LEN, ProtobufReader, tag, VARINT } from '../../wire/protobuf.ts'

const REQUEST = [resource(SERVICE, gauge('x', '', number(1)))]
const SAMPLES = { 'x{instance="c-1", job="shop/checkout"}': [[T, 1]] }

async function post(
  doors: OtlpDoors,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
  path = '/v1/metrics',
): Promise<{
  status: number
  type: string | null
  retryAfter: string | null
  bytes: Uint8Array
  json: unknown
}> {
  const response = await fetch(`${doors.httpUrl}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : Uint8Array.from(body),
    headers: { 'content-type': 'application/x-protobuf', ...headers },
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const type = response.headers.get('content-type')
  return {
    status: response.status,
    type,
    retryAfter: response.headers.get('retry-after'),
    bytes,
    json: type?.startsWith('application/json') ? JSON.parse(Buffer.from(bytes).toString()) : undefined,
  }
}

/** Field 1 and 2, which is all that a status and a partial success have besides details. */
function numberAndText(bytes: Uint8Array): { number: number; text: string } {
  const reader = new ProtobufReader(bytes)
  const found = { number: 0, text: '' }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === tag(1, VARINT)) found.number = reader.uint64()
    else if (t === tag(2, LEN)) found.text = reader.string()
    else reader.skip()
  }
  return found
}

describe('OTLP over HTTP', () => {
  it('takes protobuf and JSON, on both paths, and answers in kind', async () => {
    await using doors = await openOtlpDoors()
    expect(await post(doors, otlpProtobuf(REQUEST))).toMatchObject({
      status: 200,
      type: 'application/x-protobuf',
      bytes: new Uint8Array(0),
    })
    expect(doors.store.samples()).toEqual(SAMPLES)
    expect(doors.store.batches).toEqual([{ project: 'default', door: 'otlp', origin: '127.0.0.1' }])
    const json = { 'content-type': 'application/json; charset=utf-8' }
    expect(await post(doors, otlpJson(REQUEST), json, '/api/v1/otlp/v1/metrics')).toMatchObject({
      status: 200,
      json: {},
    })
    expect(doors.store.batches).toHaveLength(2)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ] as const)('takes bodies compressed with %s', async (encoding, compress) => {
    await using doors = await openOtlpDoors()
    const headers = { 'content-encoding': encoding }
    expect(await post(doors, compress(otlpProtobuf(REQUEST)), headers)).toMatchObject({ status: 200 })
    expect(doors.store.samples()).toEqual(SAMPLES)
  })

  it('takes requests without anything in them', async () => {
    await using doors = await openOtlpDoors()
    expect(await post(doors, otlpProtobuf([]))).toMatchObject({ status: 200, bytes: new Uint8Array(0) })
    expect(await post(doors, '{}', { 'content-type': 'application/json' })).toMatchObject({ status: 200 })
    expect(await post(doors, otlpProtobuf([resource(SERVICE)]))).toMatchObject({ status: 200 })
    expect(doors.store.batches).toEqual([])
  })

  it('says how many points it did not take, and why', async () => {
    await using doors = await openOtlpDoors()
    const body = [resource(SERVICE, gauge('x', '', number(1), number(undefined)))]
    const words = '1 x no-value: a point of x has no value'
    const inProtobuf = await post(doors, otlpProtobuf(body))
    const reader = new ProtobufReader(inProtobuf.bytes)
    expect(reader.next()).toBe(tag(1, LEN))
    expect(numberAndText(reader.subarray().slice())).toEqual({ number: 1, text: words })
    expect(await post(doors, otlpJson(body), { 'content-type': 'application/json' })).toMatchObject({
      status: 200,
      json: { partialSuccess: { rejectedDataPoints: '1', errorMessage: words } },
    })
    doors.store.refused = [{ reason: 'series-limit', count: 1, detail: 'there are too many' }]
    expect(await post(doors, otlpJson(REQUEST), { 'content-type': 'application/json' })).toMatchObject({
      json: {
        partialSuccess: { rejectedDataPoints: '1', errorMessage: '1 x series-limit: there are too many' },
      },
    })
  })

  it('answers errors with a status in the encoding of the request', async () => {
    await using doors = await openOtlpDoors()
    const garbage = await post(doors, Uint8Array.of(0x0a, 0x7f, 0x01))
    expect(garbage).toMatchObject({ status: 400, type: 'application/x-protobuf' })
    expect(numberAndText(garbage.bytes)).toEqual({
      number: 3,
      text: "The request can't be read: protobuf: the message is cut off",
    })
    expect(
      await post(doors, '{"resourceMetrics":[{"scopeMetrics":1}]}', { 'content-type': 'application/json' }),
    ).toMatchObject({
      status: 400,
      json: {
        code: 3,
        message: "The request can't be read: otlp json: scopeMetrics should be an array, not 1",
      },
    })
    expect(await post(doors, 'x', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      json: { code: 3, message: 'OTLP is application/x-protobuf or application/json, not "text/plain".' },
    })
    expect(await post(doors, 'x', { 'content-encoding': 'br' })).toMatchObject({ status: 415 })
    const notGzip = await post(doors, 'x', { 'content-encoding': 'gzip' })
    expect(notGzip.status).toBe(400)
    expect(numberAndText(notGzip.bytes).text).toContain('The body is not gzip, as its Content-Encoding says')
  })

  it('refuses bodies over the limit, before and after decompression', async () => {
    await using doors = await openOtlpDoors()
    const long = await post(doors, new Uint8Array(200_001))
    expect(long.status).toBe(413)
    expect(numberAndText(long.bytes)).toEqual({
      number: 8,
      text: 'The body is larger than 200000 bytes; otlp.body_limit moves this limit.',
    })
    const bomb = await post(doors, gzipSync(new Uint8Array(50_000_000)), { 'content-encoding': 'gzip' })
    expect(bomb.status).toBe(413)
    expect(numberAndText(bomb.bytes).text).toBe(
      'The body is larger than 200000 bytes once it is decompressed; otlp.body_limit moves this limit.',
    )
    const many = await post(
      doors,
      JSON.stringify({ resourceMetrics: Array.from({ length: 20_000 }, () => ({})) }),
      {
        'content-type': 'application/json',
      },
    )
    expect(many).toMatchObject({
      status: 413,
      json: {
        message: expect.stringContaining('more than 12500 points, attributes, buckets and exemplars in all'),
      },
    })
    expect(doors.store.batches).toEqual([])
  })

  it.each([
    ['overloaded', 429, '7'],
    ['store-unavailable', 503, '7'],
    ['shutting-down', 503, '7'],
  ] as const)('asks to come again when the sink is %s', async (code, status, retryAfter) => {
    await using doors = await openOtlpDoors()
    doors.store.before = () => Promise.reject(new VedetteError(code, 'Not now.', { retryAfterSec: 6.5 }))
    expect(await post(doors, otlpJson(REQUEST), { 'content-type': 'application/json' })).toMatchObject({
      status,
      retryAfter,
      json: {
        code: 14,
        message: 'Not now.',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '6.5s' }],
      },
    })
  })

  it('bounds what requests under way hold together', async () => {
    await using doors = await openOtlpDoors({ pendingBytes: 2000 })
    const held = Promise.withResolvers<void>()
    doors.store.before = () => held.promise
    const padded = [resource({ ...SERVICE, note: 'x'.repeat(1500) }, gauge('x', '', number(1)))]
    const first = post(doors, otlpProtobuf(padded))
    const second = post(doors, otlpProtobuf(padded))
    const refused = await Promise.race([first, second])
    expect(refused).toMatchObject({ status: 429, retryAfter: '1' })
    held.resolve()
    expect((await Promise.all([first, second])).map(({ status }) => status).sort()).toEqual([200, 429])
  })

  it('stops waiting when the client is gone', async () => {
    await using doors = await openOtlpDoors()
    const gone = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    doors.store.before = (_batch, signal) => {
      signal!.addEventListener('abort', () => gone.resolve())
      asked.resolve()
      return gone.promise
    }
    const leaving = new AbortController()
    const request = fetch(`${doors.httpUrl}/v1/metrics`, {
      method: 'POST',
      body: Uint8Array.from(otlpProtobuf(REQUEST)),
      headers: { 'content-type': 'application/x-protobuf' },
      signal: leaving.signal,
    })
    await asked.promise
    leaving.abort()
    await expect(request).rejects.toThrow()
    await gone.promise
  })

  it('says in words, and without making senders try again, that it takes no traces and logs', async () => {
    await using doors = await openOtlpDoors()
    for (const signal of ['traces', 'logs']) {
      const reply = await post(doors, new Uint8Array(0), {}, `/v1/${signal}`)
      expect(reply).toMatchObject({ status: 404, type: 'application/x-protobuf' })
      expect(numberAndText(reply.bytes).text).toBe(
        `Vedette takes metrics only, no ${signal}. Switch them off at the sender ` +
          `(OTEL_${signal.toUpperCase()}_EXPORTER=none) or send them elsewhere.`,
      )
    }
  })

  it('follows a change of the settings with the next request', async () => {
    let translationStrategy: 'NoTranslation' | 'UnderscoreEscapingWithSuffixes' =
      'UnderscoreEscapingWithSuffixes'
    const { DEFAULT_TRANSLATION } = await import('./translation.ts')
    await using doors = await openOtlpDoors({
      translation: () => ({ ...DEFAULT_TRANSLATION, translationStrategy }),
    })
    const body = otlpProtobuf([resource({}, gauge('a.b', 's', number(1)))])
    await post(doors, body)
    translationStrategy = 'NoTranslation'
    await post(doors, body)
    expect(Object.keys(doors.store.samples())).toEqual(['a_b_seconds', '{"a.b"}'])
  })
})
