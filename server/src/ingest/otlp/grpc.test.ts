import { once } from 'node:events'
import { connect } from 'node:net'
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'
import { describe, expect, it } from 'vitest'
import { createCollectingSink } from '../../../testing/collecting-sink.ts'
import { openOtlpDoors } from '../../../testing/otlp-doors.ts'
import { gauge, number, resource, SERVICE, T } from '../../../testing/otlp-points.ts'
import { otlpProtobuf } from '../../../testing/otlp-requests.ts'
import { VedetteError } from '../../errors.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { createOtlpMetricsDoor } from './door.ts'
import { startOtlpGrpc } from './grpc.ts'
import { DEFAULT_TRANSLATION } from './translation.ts'

const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'
const BODY = otlpProtobuf([resource(SERVICE, gauge('x', '', number(1)))])
const asIs = (bytes: Buffer): Buffer => bytes

function call(
  grpcUrl: string,
  body: Uint8Array,
  options: { path?: string; headers?: Record<string, string>; gzip?: boolean } = {},
): Promise<Buffer> & { cancel(): void } {
  const client = new Client(grpcUrl.replace('http://', ''), credentials.createInsecure(), {
    'grpc.default_compression_algorithm': options.gzip ? 2 : 0,
    'grpc.max_send_message_length': -1,
  })
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(options.headers ?? {})) metadata.set(name, value)
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const sent = client.makeUnaryRequest(
    options.path ?? METRICS,
    asIs,
    asIs,
    Buffer.from(body),
    metadata,
    (error, response) => {
      client.close()
      if (error === null) resolve(response!)
      else reject(error)
    },
  )
  return Object.assign(promise, { cancel: () => sent.cancel() })
}

describe('OTLP over gRPC', () => {
  it('takes metrics, compressed or not', async () => {
    await using doors = await openOtlpDoors()
    expect(await call(doors.grpcUrl, BODY)).toHaveLength(0)
    expect(await call(doors.grpcUrl, BODY, { gzip: true })).toHaveLength(0)
    expect(doors.store.samples()).toEqual({ 'x{instance="c-1", job="shop/checkout"}': [[T, 1]] })
    expect(doors.store.batches[0]).toEqual({ project: 'default', door: 'otlp', origin: '127.0.0.1' })
  })

  it('says how many points it did not take, and why', async () => {
    await using doors = await openOtlpDoors()
    const body = otlpProtobuf([resource(SERVICE, gauge('x', '', number(undefined)))])
    expect((await call(doors.grpcUrl, body)).toString()).toContain('1 x no-value: a point of x has no value')
  })

  it('asks who is there, with the headers of the call', async () => {
    const asked: unknown[] = []
    await using doors = await openOtlpDoors({
      grpc: {
        authorize: async (headers, scope, from) => {
          asked.push([headers.authorization, scope, from])
          if (headers.authorization !== 'Bearer vdt_1')
            throw new VedetteError('unauthenticated', 'This needs a token.')
          return { project: 'team-a' }
        },
      },
    })
    await expect(call(doors.grpcUrl, BODY)).rejects.toMatchObject({
      code: 16,
      details: 'This needs a token.',
    })
    await call(doors.grpcUrl, BODY, { headers: { Authorization: 'Bearer vdt_1' } })
    expect(Object.keys(doors.store.samples('team-a'))).toHaveLength(1)
    expect(asked).toEqual([
      [undefined, 'ingest', '127.0.0.1'],
      ['Bearer vdt_1', 'ingest', '127.0.0.1'],
    ])
  })

  it('answers bad bytes with INVALID_ARGUMENT and goes on', async () => {
    await using doors = await openOtlpDoors()
    await expect(call(doors.grpcUrl, Uint8Array.of(0x0a, 0x7f))).rejects.toMatchObject({
      code: 3,
      details: "The request can't be read: protobuf: the message is cut off",
    })
    expect(await call(doors.grpcUrl, BODY)).toHaveLength(0)
  })

  it('refuses messages over the limit, before and after decompression, for good', async () => {
    await using doors = await openOtlpDoors()
    for (const gzip of [false, true]) {
      const error: ServiceError = await call(doors.grpcUrl, new Uint8Array(300_000), { gzip }).then(
        () => expect.unreachable(),
        thrown => thrown,
      )
      expect(error.code).toBe(8)
      expect(error.metadata.get('grpc-status-details-bin')).toEqual([])
    }
  })

  it('asks to come again, and after how long, when the sink can not take more', async () => {
    await using doors = await openOtlpDoors()
    doors.store.before = () =>
      Promise.reject(new VedetteError('overloaded', 'Not now.', { retryAfterSec: 6.5 }))
    const error: ServiceError = await call(doors.grpcUrl, BODY).then(
      () => expect.unreachable(),
      thrown => thrown,
    )
    expect(error).toMatchObject({ code: 14, details: 'Not now.' })
    const [details] = error.metadata.get('grpc-status-details-bin') as [Buffer]
    expect(details.toString('latin1')).toContain('type.googleapis.com/google.rpc.RetryInfo')
    // Duration: 6 seconds and 500,000,000 nanoseconds.
    expect(details.toString('hex')).toMatch(/080610 ?80cab5ee01$/)
  })

  it('says that it takes no traces, no logs, and nothing that it does not know', async () => {
    await using doors = await openOtlpDoors()
    const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
    await expect(call(doors.grpcUrl, BODY, { path })).rejects.toMatchObject({
      code: 12,
      details: expect.stringContaining('Vedette takes metrics only, no traces.'),
    })
    await expect(
      call(doors.grpcUrl, BODY, { path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export' }),
    ).rejects.toMatchObject({ code: 12, details: expect.stringContaining('OTEL_LOGS_EXPORTER=none') })
    await expect(call(doors.grpcUrl, BODY, { path: '/some.Service/Method' })).rejects.toMatchObject({
      code: 12,
    })
  })

  it('stops waiting when the client cancels', async () => {
    await using doors = await openOtlpDoors()
    const asked = Promise.withResolvers<void>()
    const gone = Promise.withResolvers<void>()
    doors.store.before = (_batch, signal) => {
      signal!.addEventListener('abort', () => gone.resolve())
      asked.resolve()
      return gone.promise
    }
    const leaving = call(doors.grpcUrl, BODY)
    leaving.catch(() => {})
    await asked.promise
    leaving.cancel()
    await expect(leaving).rejects.toMatchObject({ code: 1 })
    await gone.promise
  })

  it('refuses everything until the process is ready', async () => {
    let ready = false
    await using doors = await openOtlpDoors({
      grpc: {
        checkReady: () => {
          if (!ready) throw new VedetteError('not-ready', 'Vedette is starting.', { retryAfterSec: 1 })
        },
      },
    })
    await expect(call(doors.grpcUrl, BODY)).rejects.toMatchObject({
      code: 14,
      details: 'Vedette is starting.',
    })
    ready = true
    expect(await call(doors.grpcUrl, BODY)).toHaveLength(0)
  })

  it('lets calls under way end when it stops, and cuts them off when that takes too long', async () => {
    const store = createCollectingSink()
    const server = () =>
      startOtlpGrpc({
        door: createOtlpMetricsDoor({
          sink: store.sink,
          lastValues: store.lastValues,
          translation: () => DEFAULT_TRANSLATION,
          bodyLimitBytes: 10_000,
        }),
        authorize: async () => ({ project: 'default' }),
        host: '127.0.0.1',
        port: 0,
        log: SILENT_LOG,
      })
    for (const patience of [true, false]) {
      const running = await server()
      const asked = Promise.withResolvers<void>()
      const held = Promise.withResolvers<void>()
      store.before = () => {
        asked.resolve()
        return held.promise
      }
      const answer = call(`http://127.0.0.1:${running.port}`, BODY)
      const outcome = answer.then(
        () => 'taken',
        (error: ServiceError) => error.code,
      )
      await asked.promise
      const deadline = new AbortController()
      const stopped = running.stop(deadline.signal)
      if (patience) held.resolve()
      else deadline.abort()
      expect(await outcome).toBe(patience ? 'taken' : 1)
      held.resolve()
      await stopped
    }
  })

  it('closes connections on which nobody answers', async () => {
    await using doors = await openOtlpDoors({ grpc: { silenceMs: 100 } })
    const { hostname, port } = new URL(doors.grpcUrl)
    const silent = connect(Number(port), hostname)
    silent.resume()
    await once(silent, 'close')
  })
})
