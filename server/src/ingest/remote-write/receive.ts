/** One remote-write request: which version it speaks, its body taken apart, handed on, and what the sender is told. */
import type { BatchReceipt, MetricSink } from '@vedette/model'
import { VedetteError } from '../../errors.ts'
import { RemoteWriteDecoder } from '../../wire/remote-write.ts'
import { RemoteWrite2Decoder } from '../../wire/remote-write-2.ts'
import { SnappyDecoder } from '../../wire/snappy.ts'
import { WireError } from '../../wire/wire-error.ts'

export interface WriteRequest {
  readonly body: Uint8Array
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly project: string
  readonly origin: string
}

export interface RemoteWriteReceiver {
  receive(request: WriteRequest, signal: AbortSignal): Promise<BatchReceipt>
}

const V1 = 'prometheus.WriteRequest'
const V2 = 'io.prometheus.write.v2.Request'

/**
 * The decoders' memory is used again for each request: decoding and handing on happen in one turn of the event loop, only the waiting
 * for durability is asynchronous.
 */
export function createRemoteWriteReceiver(options: {
  readonly sink: MetricSink
  /** Of the body after decompression. */
  readonly decodedBytesLimit: number
}): RemoteWriteReceiver {
  const snappy = new SnappyDecoder()
  const version1 = new RemoteWriteDecoder()
  const version2 = new RemoteWrite2Decoder()
  return {
    receive(request, signal) {
      const message = messageOfContentType(request.contentType)
      const encoding = request.contentEncoding ?? 'snappy'
      if (encoding !== 'snappy') {
        throw new VedetteError(
          'unsupported-media-type',
          `remote write comes compressed with snappy, not with ${JSON.stringify(encoding)}`,
        )
      }
      const source = { project: request.project, origin: request.origin }
      try {
        const bytes = snappy.decode(request.body, options.decodedBytesLimit)
        const batch = message === V1 ? version1.decode(bytes, source) : version2.decode(bytes, source)
        return options.sink(batch, signal)
      } catch (error) {
        if (!(error instanceof WireError)) throw error
        if (error.kind === 'limit') {
          throw new VedetteError('body-too-large', `${error.message} (http.body_limit)`, {
            cause: error,
          })
        }
        throw new VedetteError('bad-request', `the body can't be read: ${error.message}`, { cause: error })
      }
    },
  }
}

function messageOfContentType(contentType: string | undefined): typeof V1 | typeof V2 {
  const [type, ...parameters] = (contentType ?? 'application/x-protobuf').split(';').map(part => part.trim())
  if (type?.toLowerCase() !== 'application/x-protobuf') {
    throw new VedetteError(
      'unsupported-media-type',
      `remote write is application/x-protobuf, not ${JSON.stringify(type)}`,
    )
  }
  const proto = parameters.find(parameter => parameter.startsWith('proto='))?.slice('proto='.length) ?? V1
  if (proto !== V1 && proto !== V2) {
    throw new VedetteError(
      'unsupported-media-type',
      `remote write's message is ${V1} or ${V2}, not ${JSON.stringify(proto)}`,
    )
  }
  return proto
}
