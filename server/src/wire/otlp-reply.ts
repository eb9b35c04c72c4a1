/** What an OTLP door answers: the export responses and google.rpc.Status, in protobuf and in JSON. */
import { ProtobufWriter } from './protobuf-writer.ts'

/** The codes of google.rpc that the doors use. */
export const RPC = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const

export interface RpcStatus {
  readonly code: number
  readonly message: string
  /** Becomes a google.rpc.RetryInfo. */
  readonly retryAfterSec?: number | undefined
}

/** `rejected` of 0 with an empty message is full success: an empty response. */
export interface PartialSuccess {
  readonly rejected: number
  readonly message: string
}

/** ExportMetricsServiceResponse; those of traces and logs have the same form. */
export function encodeExportResponse(partial: PartialSuccess): Uint8Array {
  const writer = new ProtobufWriter()
  if (partial.rejected > 0 || partial.message !== '') {
    writer.message(1, w => {
      if (partial.rejected > 0) w.int(1, partial.rejected)
      if (partial.message !== '') w.string(2, partial.message)
    })
  }
  return writer.finish()
}

export function metricsResponseJson(partial: PartialSuccess): object {
  if (partial.rejected === 0 && partial.message === '') return {}
  return {
    partialSuccess: {
      ...(partial.rejected > 0 && { rejectedDataPoints: String(partial.rejected) }),
      ...(partial.message !== '' && { errorMessage: partial.message }),
    },
  }
}

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo'

export function encodeStatus({ code, message, retryAfterSec }: RpcStatus): Uint8Array {
  const writer = new ProtobufWriter()
  writer.int(1, code)
  writer.string(2, message)
  if (retryAfterSec !== undefined) {
    writer.message(3, detail => {
      detail.string(1, RETRY_INFO)
      detail.message(2, info =>
        info.message(1, duration => {
          duration.int(1, Math.floor(retryAfterSec))
          duration.int(2, Math.round((retryAfterSec % 1) * 1e9))
        }),
      )
    })
  }
  return writer.finish()
}

export function statusJson({ code, message, retryAfterSec }: RpcStatus): object {
  return {
    code,
    message,
    ...(retryAfterSec !== undefined && {
      details: [{ '@type': RETRY_INFO, retryDelay: `${retryAfterSec}s` }],
    }),
  }
}
