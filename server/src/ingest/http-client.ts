/**
 * The client for everything that Vedette asks of other servers because a `prometheus.yml` says so: targets, discovery, remote
 * write. It does what `HttpClientConfig` says (who we are, whom we trust, which way we go) and bounds every answer in time and size.
 *
 * Secrets go to the host that was asked and to no other: a redirect elsewhere is followed without them.
 */
import { type Dispatcher, errors } from 'undici'
import manifest from '../../package.json' with { type: 'json' }
import type { HttpClientConfig } from '../config/prometheus/types.ts'
import { basicAuthorization } from './http-client/basic-auth.ts'
import { readBody } from './http-client/body.ts'
import { createCredentials } from './http-client/credentials.ts'
import { type Deadline, startDeadline } from './http-client/deadline.ts'
import { createDispatchers } from './http-client/dispatchers.ts'
import { explainFailure, HttpFailure } from './http-client/failure.ts'
import { createTokenSource, type TokenSource } from './http-client/oauth2.ts'
import { NO_PROXY_ENVIRONMENT, type ProxyEnvironment } from './http-client/proxy.ts'
import { MAX_REDIRECTS, mayKnowSecrets, redirectOf, redirectTarget } from './http-client/redirect.ts'

export { HttpFailure, type HttpFailureKind } from './http-client/failure.ts'
export { type ProxyEnvironment, readProxyEnvironment } from './http-client/proxy.ts'

export type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>

export interface HttpRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  /** For the whole exchange, the token of OAuth2 and all redirects included. 0: no limit. */
  readonly timeoutMs: number
  /** Of the answer, after unpacking. */
  readonly maxBodyBytes: number
  readonly signal?: AbortSignal | undefined
}

export interface HttpAnswer {
  readonly status: number
  /** Names in small letters. */
  readonly headers: HttpHeaders
  /** Unpacked. */
  readonly body: Buffer
}

export interface HttpStream {
  readonly status: number
  readonly headers: HttpHeaders
  /** Fails with an HttpFailure when the connection breaks or the signal is aborted. Not reading to the end needs an abort. */
  readonly body: AsyncIterable<Uint8Array>
}

export interface HttpClient {
  /** Resolves with whatever the server said, errors included; rejects with an HttpFailure where nothing was said. */
  fetch(request: HttpRequest): Promise<HttpAnswer>
  /** For answers without an end. `timeoutMs` runs until the headers are there, `signal` for as long as the body is read. */
  stream(request: Omit<HttpRequest, 'maxBodyBytes'>): Promise<HttpStream>
  /** Closes all connections; requests under way are rejected. */
  close(): Promise<void>
}

export interface HttpClientOptions {
  readonly userAgent?: string
  /** What `proxy_from_environment` finds; nothing unless given. */
  readonly proxyEnvironment?: ProxyEnvironment
  /** Each new connection goes to one of the name's addresses by chance. */
  readonly roundRobinDns?: boolean
  readonly nowMs?: () => number
}

const MAX_TOKEN_BYTES = 1024 * 1024
const TOKEN_TIMEOUT_MS = 30_000

export function createHttpClient(config: HttpClientConfig, options: HttpClientOptions = {}): HttpClient {
  const userAgent = options.userAgent ?? `Vedette/${manifest.version}`
  const dispatchers = createDispatchers(
    config,
    options.proxyEnvironment ?? NO_PROXY_ENVIRONMENT,
    options.roundRobinDns ?? false,
  )
  const tokenClient = tokenClientOf(config, options)
  const credentials = createCredentials(config, tokenClient?.tokens)

  /** Sends, follows redirects, and leaves the body to the caller. */
  async function send(
    request: Omit<HttpRequest, 'maxBodyBytes'>,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const first = parseUrl(request.url)
    const secrets = await credentials.headers(signal)
    if (first.username !== '' && secrets.authorization === undefined) {
      secrets.authorization = basicAuthorization(
        decodeURIComponent(first.username),
        decodeURIComponent(first.password),
      )
    }
    let url = first
    for (let hop = 0; ; hop++) {
      const headers = {
        'user-agent': userAgent,
        ...request.headers,
        ...(mayKnowSecrets(first, url) ? secrets : {}),
      }
      const answer = await sendOnce(url, request, headers, signal)
      const location = config.followRedirects ? redirectOf(answer, request.method ?? 'GET') : undefined
      if (location === undefined) {
        if (answer.statusCode === 401) credentials.refused()
        return answer
      }
      await answer.body.dump()
      if (hop === MAX_REDIRECTS) {
        throw new HttpFailure(
          'redirect',
          `${first.host} redirects in circles: stopped after ${MAX_REDIRECTS} redirects`,
        )
      }
      url = redirectTarget(location, url)
    }
  }

  async function sendOnce(
    url: URL,
    request: Omit<HttpRequest, 'maxBodyBytes'>,
    headers: Record<string, string | string[]>,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const method = request.method ?? 'GET'
    const { dispatcher, proxyHost } = await dispatchers.for(url)
    const send = (): Promise<Dispatcher.ResponseData> =>
      dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        body: request.body ?? null,
        signal,
      })
    try {
      return await send().catch(error => {
        // The server may have closed a kept connection just when it was used again; a fresh one tells more.
        if (method === 'GET' && !signal.aborted && wasKeptConnection(error)) return send()
        throw error
      })
    } catch (error) {
      const failure = explainFailure(error, url.host)
      // Whoever asks through a proxy connects to the proxy.
      if (proxyHost === undefined || failure.kind !== 'connect') throw failure
      throw explainFailure(error, `the proxy ${proxyHost}`)
    }
  }

  return {
    async fetch(request) {
      const deadline = startDeadline(hostOf(request.url), request.timeoutMs, request.signal)
      try {
        const answer = await send(request, deadline.signal)
        const body = await readBody(
          answer.body,
          headerText(answer.headers, 'content-encoding'),
          numberOf(headerText(answer.headers, 'content-length')),
          request.maxBodyBytes,
        ).catch(error => {
          answer.body.on('error', () => {}).destroy()
          throw error
        })
        return { status: answer.statusCode, headers: answer.headers, body }
      } catch (error) {
        throw explainFailure(deadline.signal.aborted ? deadline.signal.reason : error, hostOf(request.url))
      } finally {
        deadline.clear()
      }
    },
    async stream(request) {
      const deadline = startDeadline(hostOf(request.url), request.timeoutMs, request.signal)
      try {
        const answer = await send(request, deadline.signal)
        deadline.stopClock()
        return {
          status: answer.statusCode,
          headers: answer.headers,
          body: explained(answer.body, hostOf(request.url), deadline),
        }
      } catch (error) {
        deadline.clear()
        throw explainFailure(deadline.signal.aborted ? deadline.signal.reason : error, hostOf(request.url))
      }
    },
    async close() {
      await Promise.all([dispatchers.destroy(), tokenClient?.close()])
    },
  }
}

/** OAuth2's token server is another server with its own TLS and proxy, so it gets a client of its own. */
function tokenClientOf(
  config: HttpClientConfig,
  options: HttpClientOptions,
): { tokens: TokenSource; close: () => Promise<void> } | undefined {
  const oauth2 = config.oauth2
  if (oauth2 === undefined) return undefined
  const client = createHttpClient(
    {
      basicAuth: undefined,
      authorization: undefined,
      oauth2: undefined,
      tls: oauth2.tls,
      proxy: oauth2.proxy,
      followRedirects: false,
      enableHttp2: config.enableHttp2,
      headers: {},
    },
    options,
  )
  const tokens = createTokenSource(
    oauth2,
    (url, form, authorization) =>
      client.fetch({
        url,
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          ...(authorization === undefined ? {} : { authorization }),
        },
        body: form.toString(),
        timeoutMs: TOKEN_TIMEOUT_MS,
        maxBodyBytes: MAX_TOKEN_BYTES,
      }),
    options.nowMs ?? Date.now,
  )
  return { tokens, close: () => client.close() }
}

async function* explained(
  body: AsyncIterable<Uint8Array>,
  host: string,
  deadline: Deadline,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body
  } catch (error) {
    throw explainFailure(deadline.signal.aborted ? deadline.signal.reason : error, host)
  } finally {
    deadline.clear()
  }
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new HttpFailure('protocol', `${JSON.stringify(text)} is not a URL`)
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new HttpFailure(
      'protocol',
      `the scheme of ${url.host} is ${url.protocol.slice(0, -1)}, not http or https`,
    )
  }
  return url
}

function wasKeptConnection(error: unknown): boolean {
  if (error instanceof errors.SocketError) return (error.socket?.bytesRead ?? 0) > 0
  return (error as NodeJS.ErrnoException).code === 'ECONNRESET'
}

function headerText(headers: HttpHeaders, name: string): string {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? '')
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
