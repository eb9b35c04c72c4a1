/**
 * What can go wrong between us and another server, in words that a person can act on. Callers decide by `kind`, never by text.
 */
import { messageOf } from '../../errors.ts'

export type HttpFailureKind =
  /** Nobody listens, no such name, no route, the connection broke. */
  | 'connect'
  | 'tls'
  | 'timeout'
  /** The caller's own signal. */
  | 'aborted'
  | 'body-too-large'
  | 'redirect'
  /** A secret file, certificate or OAuth2 token could not be had. */
  | 'credentials'
  | 'proxy'
  /** The other side does not speak HTTP as it should. */
  | 'protocol'

export class HttpFailure extends Error {
  override name = 'HttpFailure'
  readonly kind: HttpFailureKind

  constructor(kind: HttpFailureKind, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
  }
}

/** Turns what undici, node:net or node:tls threw into an HttpFailure about `host` (a name with its port). */
export function explainFailure(error: unknown, host: string): HttpFailure {
  if (error instanceof HttpFailure) return error
  for (const cause of causesOf(error)) {
    const known = explainCode(cause, host)
    if (known !== undefined) return new HttpFailure(known[0], known[1], { cause: error })
  }
  return new HttpFailure('connect', `the request to ${host} failed: ${messageOf(error)}`, { cause: error })
}

/** OpenSSL gives its own reason beside a message full of its file names. */
type Cause = Error & { readonly code?: unknown; readonly reason?: string }

/** The error itself, what it wraps, and what node gathered while it tried several addresses. */
function* causesOf(error: unknown, depth = 0): Generator<Cause> {
  if (!(error instanceof Error) || depth > 5) return
  yield error
  if (error instanceof AggregateError) for (const inner of error.errors) yield* causesOf(inner, depth + 1)
  if (error.cause !== undefined) yield* causesOf(error.cause, depth + 1)
}

function explainCode(error: Cause, host: string): [HttpFailureKind, string] | undefined {
  const code = typeof error.code === 'string' ? error.code : ''
  const message = error.message
  if (code === 'UND_ERR_INVALID_ARG' && message.includes('Proxy Authentication Required')) {
    return ['proxy', `the proxy asks for a user name and password (407) before it passes on to ${host}`]
  }
  if (/Proxy response \(\d+\) !== 200/.test(message)) {
    const status = /\((\d+)\)/.exec(message)?.[1]
    const hint = status === '407' ? ': it asks for a user name and password in proxy_url' : ''
    return ['proxy', `the proxy refused to open a tunnel to ${host} with status ${status}${hint}`]
  }
  const simple = BY_CODE[code]
  if (simple !== undefined) return [simple[0], simple[1](host, message)]
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError')
    return ['protocol', `${host} did not answer in HTTP: ${message}`]
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') {
    if (/ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA)$/.test(code)) {
      return ['tls', CLIENT_CERTIFICATE(host)]
    }
    return ['tls', `TLS: the handshake with ${host} failed: ${error.reason ?? message}`]
  }
  return undefined
}

type Words = readonly [HttpFailureKind, (host: string, message: string) => string]

const SELF_SIGNED: Words = [
  'tls',
  host =>
    `TLS: ${host} presented a self-signed certificate; name its authority in tls_config.ca_file or set insecure_skip_verify`,
]
const UNKNOWN_AUTHORITY: Words = [
  'tls',
  host =>
    `TLS: the certificate of ${host} is signed by an unknown authority; name it in tls_config.ca_file or set insecure_skip_verify`,
]
const CLIENT_CERTIFICATE = (host: string): string =>
  `TLS: ${host} asks for a client certificate; give tls_config.cert_file and tls_config.key_file, signed by an authority that it knows`
const NOT_TLS: Words = [
  'tls',
  host => `TLS: ${host} does not speak TLS; is the scheme http rather than https?`,
]
const CLOSED: Words = [
  'connect',
  host => `the connection to ${host} was closed before the answer was complete`,
]
const NO_ROUTE: Words = ['connect', host => `no route to ${host}`]

const BY_CODE: Readonly<Record<string, Words>> = {
  ECONNREFUSED: ['connect', host => `connection refused by ${host}: nothing listens there`],
  ENOTFOUND: ['connect', host => `cannot resolve the name of ${host}: no such host`],
  EAI_AGAIN: ['connect', host => `cannot resolve the name of ${host}: the name server did not answer`],
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  UND_ERR_SOCKET: CLOSED,
  UND_ERR_CLOSED: ['aborted', host => `the client was closed while it asked ${host}`],
  UND_ERR_DESTROYED: ['aborted', host => `the client was closed while it asked ${host}`],
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  ETIMEDOUT: ['timeout', host => `connecting to ${host} timed out`],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', host => `connecting to ${host} timed out`],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', host => `${host} took the request but did not answer in time`],
  UND_ERR_BODY_TIMEOUT: ['timeout', host => `${host} stopped sending in the middle of its answer`],
  UND_ERR_HEADERS_OVERFLOW: ['protocol', host => `${host} answered with more headers than fit into 64 KiB`],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: [
    'protocol',
    host => `${host} sent less or more than the Content-Length that it announced`,
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: ['tls', host => `TLS: the certificate of ${host} has expired`],
  CERT_NOT_YET_VALID: ['tls', host => `TLS: the certificate of ${host} is not valid yet; is a clock wrong?`],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'tls',
    (host, message) =>
      `TLS: the certificate of ${host} is for another name (${message.replace(/^.*altnames: /, '')}); tls_config.server_name says which name to expect`,
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: [
    'tls',
    host =>
      `TLS: ${host} speaks none of the protocol versions between tls_config.min_version and max_version`,
  ],
  ERR_SSL_UNSUPPORTED_PROTOCOL: [
    'tls',
    host => `TLS: ${host} speaks a version of the protocol below tls_config.min_version`,
  ],
  UND_ERR_PRX_TLS: [
    'proxy',
    host => `TLS: the certificate of the proxy on the way to ${host} is for another name`,
  ],
  UND_ERR_PRX_CONN: ['proxy', host => `the proxy closed the connection while it opened a tunnel to ${host}`],
}
