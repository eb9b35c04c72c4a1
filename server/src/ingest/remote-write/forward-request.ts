/** One request to a receiver: encoded, sent, and its answer judged. */
import { STATUS_CODES } from 'node:http'
import type { MetricMetadata } from '@vedette/model'
import type { RemoteWriteConfig } from '../../config/prometheus/types.ts'
import { messageOf } from '../../errors.ts'
import type { MetadataOf, OutgoingWrite, Written } from '../../wire/outgoing-write.ts'
import { ProtobufWriter } from '../../wire/protobuf-writer.ts'
import { RemoteWrite2Encoder } from '../../wire/remote-write-2-encode.ts'
import { encodeMetadataRequest, encodeWriteRequest } from '../../wire/remote-write-encode.ts'
import { SnappyEncoder } from '../../wire/snappy-encode.ts'
import type { HttpAnswer, HttpClient } from '../http-client.ts'

export interface EncodedWrite {
  readonly body: Uint8Array
  readonly written: Written
}

export type SendOutcome =
  | { readonly kind: 'sent' }
  /** It may work later: the receiver is not there, overloaded or broken. */
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs: number | undefined }
  /** Sending the same once more would change nothing. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface ForwardRequests {
  encode(write: OutgoingWrite, oldestMs: number, metadataOf: MetadataOf): EncodedWrite
  encodeMetadata(metadata: readonly MetricMetadata[]): Uint8Array
  send(body: Uint8Array, attempt: number, signal: AbortSignal): Promise<SendOutcome>
}

const MAX_ANSWER_BYTES = 1024 * 1024
const MAX_REASON_CHARS = 300

export function createForwardRequests(
  config: RemoteWriteConfig,
  client: HttpClient,
  nowMs: () => number,
): ForwardRequests {
  const writer = new ProtobufWriter()
  const snappy = new SnappyEncoder()
  const version2 = config.protobufMessage === 'io.prometheus.write.v2.Request'
  const encoder2 = new RemoteWrite2Encoder()
  const headers = {
    ...config.headers,
    'content-encoding': 'snappy',
    'content-type': version2
      ? 'application/x-protobuf;proto=io.prometheus.write.v2.Request'
      : 'application/x-protobuf',
    'x-prometheus-remote-write-version': version2 ? '2.0.0' : '0.1.0',
  }
  /** A copy: the encoder's memory serves the next request while this one is under way. */
  const packed = (): Uint8Array => snappy.encode(writer.finish()).slice()

  return {
    encode(write, oldestMs, metadataOf) {
      writer.clear()
      const written = version2
        ? encoder2.encode(writer, write, oldestMs, metadataOf)
        : encodeWriteRequest(writer, write, oldestMs)
      return { body: packed(), written }
    },
    encodeMetadata(metadata) {
      writer.clear()
      encodeMetadataRequest(writer, metadata)
      return packed()
    },
    async send(body, attempt, signal) {
      try {
        const answer = await client.fetch({
          url: config.url,
          method: 'POST',
          headers: attempt === 0 ? headers : { ...headers, 'retry-attempt': String(attempt) },
          body,
          timeoutMs: config.remoteTimeoutMs,
          maxBodyBytes: MAX_ANSWER_BYTES,
          signal,
        })
        return judge(answer, config.queue.retryOnRateLimit, nowMs())
      } catch (error) {
        return { kind: 'again', reason: messageOf(error), afterMs: undefined }
      }
    },
  }
}

function judge(answer: HttpAnswer, retryOnRateLimit: boolean, nowMs: number): SendOutcome {
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const words = answer.body.toString('utf8').trim().split('\n', 1)[0]!.slice(0, MAX_REASON_CHARS)
  const name = `status ${status} ${STATUS_CODES[status] ?? ''}`.trim()
  const reason = words === '' ? name : `${name}: ${words}`
  if (status >= 500 || (status === 429 && retryOnRateLimit)) {
    return { kind: 'again', reason, afterMs: retryAfterMs(answer.headers['retry-after'], nowMs) }
  }
  return { kind: 'refused', reason }
}

/** `Retry-After` in seconds or as a date. */
function retryAfterMs(value: string | string[] | undefined, nowMs: number): number | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const dateMs = Date.parse(value)
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs)
}
