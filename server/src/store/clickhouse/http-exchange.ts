/**
 * One statement as one HTTP request to a ClickHouse server, or to the first of several that can be reached. A request is repeated only
 * where no server can have seen it, when no connection came about; and a question also where the connection had been kept too long.
 */
import { Agent, type Dispatcher, errors, request } from 'undici'
import { messageOf } from '../../errors.ts'
import { engineError, numberedError, SOCKET_TIMEOUT } from './failure.ts'
import { ClickHouseError } from './port.ts'

export interface ExchangeOptions {
  readonly urls: readonly string[]
  readonly user: string
  readonly password: string
  readonly connections: number
  readonly connectTimeoutMs: number
}

export interface Exchange {
  readonly parameters: Readonly<Record<string, string | number>>
  readonly body: string | Uint8Array
  /** Without an answer, or without the answer going on, for so long, the server counts as hung. */
  readonly silenceMs: number
  readonly signal?: AbortSignal
  /** Changes nothing, so it may be asked twice. */
  readonly asks?: boolean
}

export class HttpExchanges {
  readonly #servers: readonly URL[]
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent: Agent
  readonly #connections: number
  /** The last server that could be reached. */
  #preferred = 0

  constructor(options: ExchangeOptions) {
    const urls = options.urls.map(url => new URL(url))
    const named = urls.find(url => url.username !== '')
    this.#headers = {
      'X-ClickHouse-User': decodeURIComponent(named?.username ?? '') || options.user,
      'X-ClickHouse-Key': decodeURIComponent(named?.password ?? '') || options.password,
    }
    for (const url of urls) {
      url.username = ''
      url.password = ''
    }
    this.#servers = urls
    this.#connections = options.connections
    this.#agent = new Agent({
      connections: options.connections,
      connect: { timeout: options.connectTimeoutMs },
      pipelining: 1,
    })
  }

  /** The body of an answer of status 200; everything else rejects as a ClickHouseError, an abort with the signal's reason. */
  async send(exchange: Exchange): Promise<AsyncIterable<Uint8Array>> {
    const unreachable: string[] = []
    for (let i = 0; i < this.#servers.length; i++) {
      const server = this.#servers[this.#preferred]!
      try {
        return await this.#sendOnKept(server, exchange)
      } catch (error) {
        if (!neverConnected(error)) throw error
        unreachable.push(`${server.origin} (${messageOf(error) || codeOf(error)})`)
        this.#preferred = (this.#preferred + 1) % this.#servers.length
      }
    }
    throw numberedError(0, `ClickHouse can't be reached: ${unreachable.join(', ')}`)
  }

  /** The same to every server, as far as they can be reached; for what concerns a statement of which the server is not known. */
  async sendToAll(exchange: Exchange): Promise<Uint8Array[]> {
    const answers = this.#servers.map(async server => {
      const pieces: Uint8Array[] = []
      for await (const piece of await this.#sendTo(server, exchange)) pieces.push(piece)
      return Buffer.concat(pieces)
    })
    const settled = await Promise.allSettled(answers)
    return settled.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
  }

  /** Breaks off what is still under way. */
  async destroy(): Promise<void> {
    await this.#agent.destroy()
  }

  /**
   * A server closes a connection that nothing was asked on for a while. What is asked at that moment gets no answer, which says nothing about
   * the server; each such connection is gone then, so the next is another one or new.
   */
  async #sendOnKept(server: URL, exchange: Exchange): Promise<AsyncIterable<Uint8Array>> {
    for (let kept = this.#connections; ; kept--) {
      try {
        return await this.#sendTo(server, exchange)
      } catch (error) {
        if (exchange.asks !== true || kept === 0 || !keptTooLong(error)) throw error
      }
    }
  }

  async #sendTo(server: URL, exchange: Exchange): Promise<AsyncIterable<Uint8Array>> {
    const url = new URL(server)
    for (const [name, value] of Object.entries(exchange.parameters)) url.searchParams.set(name, String(value))
    try {
      const response = await request(url, {
        method: 'POST',
        headers: this.#headers,
        body: exchange.body,
        signal: exchange.signal ?? null,
        dispatcher: this.#agent,
        headersTimeout: exchange.silenceMs,
        bodyTimeout: exchange.silenceMs,
      })
      if (response.statusCode !== 200 || response.headers['x-clickhouse-exception-code'] !== undefined) {
        throw await refusal(server, response)
      }
      return withConnectionErrors(server, exchange, response.body)
    } catch (error) {
      exchange.signal?.throwIfAborted()
      throw neverConnected(error) ? error : connectionError(server, exchange, error)
    }
  }
}

async function* withConnectionErrors(
  server: URL,
  exchange: Exchange,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body
  } catch (error) {
    exchange.signal?.throwIfAborted()
    throw connectionError(server, exchange, error)
  }
}

const REFUSAL_BYTES = 64 * 1024

async function refusal(server: URL, response: Dispatcher.ResponseData): Promise<ClickHouseError> {
  const pieces: Uint8Array[] = []
  let sizeBytes = 0
  for await (const piece of response.body) {
    pieces.push(piece)
    sizeBytes += piece.length
    if (sizeBytes > REFUSAL_BYTES) break
  }
  const text = Buffer.concat(pieces).toString('utf8', 0, REFUSAL_BYTES)
  const number = Number(response.headers['x-clickhouse-exception-code'] ?? Number.NaN)
  if (!Number.isNaN(number)) return numberedError(number, text)
  if (/^Code: \d+\./.test(text)) return engineError(text)
  // Not ClickHouse's own words: a proxy in between, or something else altogether.
  const busy = [429, 502, 503, 504].includes(response.statusCode)
  const what = `${server.origin} answered ${response.statusCode}: ${text.slice(0, 200)}`
  return numberedError(busy ? 0 : -1, what)
}

/** It had answered before, and was closed instead of an answer. */
function keptTooLong(error: unknown): boolean {
  const cause = error instanceof ClickHouseError ? error.cause : undefined
  return cause instanceof errors.SocketError && (cause.socket?.bytesRead ?? 0) > 0
}

/** No connection came about, so no server has seen the request. */
function neverConnected(error: unknown): boolean {
  if (error instanceof errors.ConnectTimeoutError) return true
  return CONNECT_FAILURES.has(codeOf(error))
}

const CONNECT_FAILURES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function connectionError(server: URL, exchange: Exchange, error: unknown): Error {
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    const silence = `has said nothing for ${exchange.silenceMs / 1000} seconds`
    return numberedError(SOCKET_TIMEOUT, `ClickHouse at ${server.origin} ${silence}`, error)
  }
  if (error instanceof ClickHouseError) return error
  return numberedError(0, `the connection to ${server.origin} broke: ${messageOf(error)}`, error)
}
