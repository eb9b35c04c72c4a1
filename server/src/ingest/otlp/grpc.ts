/** OTLP over gRPC. The messages stay bytes until the door takes them apart, so no .proto file is needed. */
import {
  type status as grpcStatus,
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
} from '@grpc/grpc-js'
import type { VedetteError } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { encodeExportResponse, encodeStatus, RPC } from '../../wire/otlp-reply.ts'
import type { OtlpMetricsDoor } from './door.ts'
import { inCatalogue, notTaken, OTHER_SIGNALS, rpcStatusOf } from './rpc-status.ts'

export interface OtlpGrpcOptions {
  readonly door: OtlpMetricsDoor
  /** Throws an error of the catalogue. Header names are in lower case. */
  readonly authorize: (
    headers: Readonly<Record<string, string>>,
    scope: 'ingest',
    from: string,
  ) => Promise<{ readonly project: string }>
  /** Throws an error of the catalogue while Vedette can't take anything. */
  readonly checkReady?: () => void
  readonly host: string
  /** 0: any. */
  readonly port: number
  readonly credentials?: ServerCredentials
  /** A connection is asked for a sign of life so often, and may take so long to give one; else it is closed. */
  readonly silenceMs?: number
  readonly log: Log
}

export interface OtlpGrpcServer {
  readonly port: number
  /** Takes nothing new, lets calls under way end, and cuts them off when `signal` aborts. */
  stop(signal: AbortSignal): Promise<void>
}

const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'

const MAX_STREAMS_PER_CONNECTION = 100
const SILENCE_MS = 30_000

export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<OtlpGrpcServer> {
  const { door, log } = options
  const server = new Server({
    'grpc.max_receive_message_length': door.bodyLimitBytes,
    'grpc.max_concurrent_streams': MAX_STREAMS_PER_CONNECTION,
    'grpc.keepalive_time_ms': options.silenceMs ?? SILENCE_MS,
    'grpc.keepalive_timeout_ms': options.silenceMs ?? SILENCE_MS,
  })
  server.addService(unary(METRICS), {
    Export: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      exported(call, options).then(
        response => done(null, Buffer.from(response)),
        error => {
          const known = inCatalogue(error)
          if (known.code === 'internal') log.error('An OTLP call failed unexpectedly', { reason: error })
          done(serviceError(known))
        },
      )
    },
  })
  for (const signal of OTHER_SIGNALS) {
    server.addService(unary(otherPath(signal)), {
      Export: (_call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) =>
        done({ code: RPC.unimplemented, details: notTaken(signal) }),
    })
  }
  const port = await new Promise<number>((resolve, reject) => {
    const address = options.host.includes(':') ? `[${options.host}]` : options.host
    const credentials = options.credentials ?? ServerCredentials.createInsecure()
    server.bindAsync(`${address}:${options.port}`, credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return {
    port,
    async stop(signal) {
      const force = () => server.forceShutdown()
      if (signal.aborted) force()
      signal.addEventListener('abort', force, { once: true })
      await new Promise<void>(resolve => server.tryShutdown(() => resolve()))
      signal.removeEventListener('abort', force)
    },
  }
}

async function exported(
  call: ServerUnaryCall<Buffer, Buffer>,
  { authorize, checkReady, door }: OtlpGrpcOptions,
): Promise<Uint8Array> {
  const gone = new AbortController()
  call.once('cancelled', () => gone.abort())
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(call.metadata.getMap())) headers[name] = String(value)
  const origin = hostOf(call.getPeer())
  const { project } = await authorize(headers, 'ingest', origin)
  checkReady?.()
  const request = {
    body: call.request,
    contentEncoding: undefined,
    encoding: 'protobuf',
    project,
    origin,
  } as const
  return encodeExportResponse(await door.take(request, gone.signal))
}

/** Details travel as a whole google.rpc.Status in a trailer. */
function serviceError(error: VedetteError) {
  const status = rpcStatusOf(error)
  const metadata = new Metadata()
  metadata.set('grpc-status-details-bin', Buffer.from(encodeStatus(status)))
  return { code: status.code as grpcStatus, details: status.message, metadata }
}

/** One service with one method that takes bytes and gives bytes. */
function unary(path: string): ServiceDefinition {
  const asIs = (bytes: Buffer): Buffer => bytes
  return {
    Export: {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  }
}

function otherPath(signal: (typeof OTHER_SIGNALS)[number]): string {
  const service = signal === 'traces' ? 'trace.v1.TraceService' : 'logs.v1.LogsService'
  return `/opentelemetry.proto.collector.${service}/Export`
}

/** A peer is `127.0.0.1:53204` or `[::1]:53204`. */
function hostOf(peer: string): string {
  return peer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
}
