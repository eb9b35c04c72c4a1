/** Asking another service over HTTP: with the trace's context, within a time, on connections that stay open. */
import { context, propagation, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { Agent, request } from 'undici'
import type { ServiceName } from '../contracts/services.ts'

export interface CallRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Sent as JSON; a Buffer as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Not traced: what is asked every few seconds. */
  readonly quiet?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  json<T>(): T
}

/** No answer: nobody listens there, or the connection broke. The request may have been carried out. */
export class Unreachable extends Error {
  readonly service: ServiceName
  constructor(service: ServiceName, cause: Error) {
    super(`${service} can't be reached: ${cause.message}`, { cause })
    this.name = 'Unreachable'
    this.service = service
  }
}

/** No answer in time. The request may have been carried out. */
export class TimedOut extends Error {
  readonly service: ServiceName
  constructor(service: ServiceName, timeoutMs: number) {
    super(`${service} did not answer within ${timeoutMs} ms`)
    this.name = 'TimedOut'
    this.service = service
  }
}

export type Call = (service: ServiceName, request: CallRequest) => Promise<Answer>

export interface CallOptions {
  readonly urlOf: (service: ServiceName) => string
  readonly tracer: Tracer
  readonly internalToken: string
  /** Whoever is asked may take so many times as long: for machines that do other things beside. */
  readonly patience?: number
}

export const INTERNAL_HEADER = 'x-internal-token'
const TIMEOUT_MS = 5_000
const CONNECT_MS = 2_000
const LARGEST_ANSWER = 8 * 1_048_576

export function createCall({ urlOf, tracer, internalToken, patience = 1 }: CallOptions): {
  call: Call
  close(): Promise<void>
} {
  const agent = new Agent({
    connections: 64,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connectTimeout: CONNECT_MS * patience,
  })

  const send = async (
    service: ServiceName,
    asked: CallRequest,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const timeoutMs = (asked.timeoutMs ?? TIMEOUT_MS) * patience
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = asked.signal === undefined ? timeout : AbortSignal.any([timeout, asked.signal])
    if (asked.path.startsWith('/internal/')) headers[INTERNAL_HEADER] = internalToken
    const raw = asked.body instanceof Uint8Array
    if (asked.body !== undefined && !raw) headers['content-type'] = 'application/json'
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await request(new URL(asked.path, urlOf(service)), {
        method: asked.method,
        headers: { ...headers, ...asked.headers },
        body: asked.body === undefined ? null : raw ? (asked.body as Uint8Array) : JSON.stringify(asked.body),
        dispatcher: agent,
        signal,
      })
      const bytes = await bytesOf(body)
      return { status: statusCode, headers: answered, bytes, json: () => JSON.parse(bytes.toString('utf8')) }
    } catch (error) {
      if (asked.signal?.aborted === true) throw asked.signal.reason
      if (timeout.aborted) throw new TimedOut(service, timeoutMs)
      throw new Unreachable(service, error as Error)
    }
  }

  const call: Call = (service, asked) => {
    const headers: Record<string, string> = {}
    if (asked.quiet === true) return send(service, asked, headers)
    const route = asked.path.replace(/\?.*$/s, '')
    const span = tracer.startSpan(`${asked.method} ${service}`, {
      kind: SpanKind.CLIENT,
      attributes: {
        'http.method': asked.method,
        'http.request.method': asked.method,
        'http.url': `${urlOf(service)}${route}`,
        'peer.service': service,
        'server.address': service,
      },
    })
    return context.with(trace.setSpan(context.active(), span), async () => {
      propagation.inject(context.active(), headers)
      try {
        const answer = await send(service, asked, headers)
        span.setAttributes({ 'http.status_code': answer.status, 'http.response.status_code': answer.status })
        if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        return answer
      } catch (error) {
        span.recordException(error as Error)
        span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message })
        throw error
      } finally {
        span.end()
      }
    })
  }
  return { call, close: () => agent.destroy() }
}

async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > LARGEST_ANSWER) throw new Error(`its answer is larger than ${LARGEST_ANSWER} bytes`)
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}
