/** Requests to the gateway as the visitors send them: each from its own address and browser. Never throws: a failure is an outcome. */
import { Pool } from 'undici'
import type { Origin } from './people.ts'

export const OUTCOMES = ['ok', 'refused', 'limited', 'failed', 'timeout', 'unreachable', 'dropped'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface WebRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** From /api on. */
  readonly path: string
  readonly body?: object
  readonly token?: string | undefined
  readonly idempotencyKey?: string
}

export interface WebAnswer {
  readonly outcome: Outcome
  /** 0 when there was no answer. */
  readonly status: number
  /** Undefined unless asked for, and when it was no JSON. */
  readonly body: unknown
}

export interface GatewayClient {
  /** `wanted`: read the answer's body; else it is thrown away. */
  send(origin: Origin, request: WebRequest, wanted?: boolean): Promise<WebAnswer>
  close(): Promise<void>
}

export interface GatewayClientOptions {
  readonly timeoutMs?: number
  readonly connections?: number
}

/** What people wait for a page. */
const TIMEOUT_MS = 10_000
/** Opened as they are needed. */
const CONNECTIONS = 64
const LARGEST_BODY = 1_048_576

export function createGatewayClient(gatewayUrl: string, options: GatewayClientOptions = {}): GatewayClient {
  const { timeoutMs = TIMEOUT_MS, connections = CONNECTIONS } = options
  const { origin: base, pathname } = new URL(gatewayUrl)
  const prefix = pathname.replace(/\/$/, '')
  const pool = new Pool(base, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: 3_000 },
  })
  return {
    async send({ address, userAgent }, { method, path, body, token, idempotencyKey }, wanted = false) {
      const headers: Record<string, string> = { 'user-agent': userAgent, 'x-forwarded-for': address }
      if (token !== undefined) headers.authorization = `Bearer ${token}`
      if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
      if (body !== undefined) headers['content-type'] = 'application/json'
      try {
        const answer = await pool.request({
          method,
          path: prefix + path,
          headers,
          body: body === undefined ? null : JSON.stringify(body),
        })
        const read = wanted
          ? await jsonOf(answer.body)
          : await answer.body.dump({ limit: LARGEST_BODY }).then(() => undefined)
        return { outcome: outcomeOf(answer.statusCode), status: answer.statusCode, body: read }
      } catch (error) {
        const late = /TIMEOUT/.test(String((error as { code?: unknown }).code))
        return { outcome: late ? 'timeout' : 'unreachable', status: 0, body: undefined }
      }
    },
    close: () => pool.destroy(),
  }
}

function outcomeOf(status: number): Outcome {
  if (status < 400) return 'ok'
  if (status === 429) return 'limited'
  return status < 500 ? 'refused' : 'failed'
}

async function jsonOf(body: AsyncIterable<Buffer>): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}
