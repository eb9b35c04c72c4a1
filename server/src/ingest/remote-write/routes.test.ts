import type { BatchReceipt, MetricBatch } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { buildTestApp } from '../../../testing/app.ts'
import { VedetteError } from '../../errors.ts'
import { ProtobufWriter } from '../../wire/protobuf-writer.ts'
import { SnappyEncoder } from '../../wire/snappy-encode.ts'
import { createRemoteWriteReceiver } from './receive.ts'
import { remoteWriteRoutes } from './routes.ts'

const encodeSnappy = (bytes: Uint8Array): Uint8Array => new SnappyEncoder().encode(bytes)

const V1 = 'application/x-protobuf'
const V2 = 'application/x-protobuf;proto=io.prometheus.write.v2.Request'
const RECEIPT: BatchReceipt = { samples: 1, histograms: 0, exemplars: 0, refused: [] }

function body(): Buffer {
  const writer = new ProtobufWriter()
  writer.message(1, series => {
    series.message(1, label => {
      label.string(1, '__name__')
      label.string(2, 'up')
    })
    series.message(2, sample => {
      sample.double(1, 1)
      sample.int(2, 1000)
    })
  })
  return Buffer.from(encodeSnappy(writer.finish()))
}

async function post(
  options: {
    payload?: Buffer
    headers?: Record<string, string>
    answer?: BatchReceipt | Error
    limit?: number
  } = {},
) {
  const batches: Pick<MetricBatch, 'project' | 'sampleCount' | 'seriesCount'>[] = []
  const receiver = createRemoteWriteReceiver({
    sink: async ({ project, sampleCount, seriesCount }) => {
      batches.push({ project, sampleCount, seriesCount })
      if (options.answer instanceof Error) throw options.answer
      return options.answer ?? RECEIPT
    },
    decodedBytesLimit: options.limit ?? 1_000_000,
  })
  const routes = remoteWriteRoutes({ receiver, projectOf: () => 'shop' })
  const app = await buildTestApp({ plugins: [{ routes, scope: 'ingest', errors: 'prometheus' }] })
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/write',
    payload: options.payload ?? body(),
    headers: { 'content-type': V1, 'content-encoding': 'snappy', ...options.headers },
  })
  await app.close()
  return { batches, status: reply.statusCode, headers: reply.headers, text: reply.body }
}

describe('POST /api/v1/write', () => {
  it('takes a request and says what was written', async () => {
    const { status, batches, headers } = await post()
    expect([status, batches]).toEqual([204, [{ project: 'shop', sampleCount: 1, seriesCount: 1 }]])
    expect(headers['x-prometheus-remote-write-samples-written']).toBe('1')
  })

  it('takes version 2.0 by its content type', async () => {
    const empty = Buffer.from(encodeSnappy(new Uint8Array(0)))
    const { status, batches } = await post({ payload: empty, headers: { 'content-type': V2 } })
    expect([status, batches[0]!.seriesCount]).toEqual([204, 0])
  })

  it('tells the sender not to send again what can never be stored', async () => {
    const refused = [{ reason: 'too-old', count: 2, detail: 'a sample is too old' }]
    const { status, text } = await post({ answer: { ...RECEIPT, refused } })
    expect([status, text]).toEqual([
      400,
      '1 samples were stored; 2 refused as too-old: a sample is too old\n',
    ])
  })

  it('tells the sender to wait when nothing is promised', async () => {
    const busy = new VedetteError('overloaded', 'too much is pending', { retryAfterSec: 2 })
    const { status, headers } = await post({ answer: busy })
    expect([status, headers['retry-after']]).toEqual([429, '2'])
  })

  it.each([
    ['no snappy', { payload: Buffer.from('hello') }, 400, /the body can't be read: snappy: /],
    [
      'a truncated body',
      { payload: body().subarray(0, 10) },
      400,
      /the body can't be read: snappy: the body is cut off/,
    ],
    [
      'garbage under the snappy',
      { payload: Buffer.from(encodeSnappy(Buffer.from('garbage'))) },
      400,
      /the body can't be read: protobuf: /,
    ],
    ['more than may be unpacked', { limit: 5 }, 413, /more than the limit of 5 \(http\.body_limit\)/],
    [
      'JSON',
      { headers: { 'content-type': 'application/json' } },
      415,
      /remote write is application\/x-protobuf, not \\"application\/json\\"/,
    ],
    [
      'another message',
      { headers: { 'content-type': `${V1};proto=some.Thing` } },
      415,
      /not \\"some\.Thing\\"/,
    ],
    ['gzip', { headers: { 'content-encoding': 'gzip' } }, 415, /compressed with snappy, not with \\"gzip\\"/],
  ])('refuses %s in words', async (_, options, status, words) => {
    const answer = await post(options as Parameters<typeof post>[0])
    expect([answer.status, answer.batches]).toEqual([status, []])
    expect(answer.text).toMatch(words)
  })
})
