/** The fields by which every section that talks HTTP says who it is, whom it trusts and which way it goes. */
import { bool, type Decode, list, mapOf, oneOf, secretText, section, someText, text } from './decode.ts'
import { NO_TLS } from './defaults.ts'
import { pathIn, type Reader, somePathIn } from './reader.ts'
import type {
  Authorization,
  BasicAuth,
  HttpClientConfig,
  HttpHeader,
  OAuth2,
  ProxyConfig,
  TlsConfig,
  TlsVersion,
} from './types.ts'
import type { YamlValue } from './yaml-value.ts'

/** Headers that belong to the protocol, or that a section sets by other means. */
const RESERVED_HEADERS = new Set([
  'authorization',
  'host',
  'content-encoding',
  'content-length',
  'content-type',
  'user-agent',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'www-authenticate',
  'accept-encoding',
  'x-prometheus-remote-write-version',
  'x-prometheus-remote-read-version',
  'x-prometheus-scrape-timeout-seconds',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
])

export function isReservedHeader(name: string): boolean {
  return RESERVED_HEADERS.has(name.toLowerCase())
}

const TLS_VERSIONS: readonly TlsVersion[] = ['TLS10', 'TLS11', 'TLS12', 'TLS13']

/** Vedette has no secret manager, and Prometheus's own binary has none either. */
const noSecretManager: Decode<undefined> = value => {
  if (value.content.kind !== 'null') value.problems.add(value.line, 'there is no secret manager to ask')
  return undefined
}

const PROXY_FIELDS = {
  proxy_url: (value: YamlValue) => {
    const url = someText(value)
    if (url === undefined || URL.canParse(url)) return url
    value.problems.add(value.line, `parse ${JSON.stringify(redacted(url))}: not a valid URL`)
    return undefined
  },
  no_proxy: text,
  proxy_from_environment: bool,
  proxy_connect_header: mapOf(list(secretText, 'config.Secret'), '[]config.Secret'),
}

/** Where nothing was set, the section's own defaults hold. */
export interface HttpClientDefaults {
  readonly enableHttp2: boolean
}

export function httpClientFields(reader: Reader) {
  return {
    basic_auth: optional(value => readBasicAuth(value, reader)),
    authorization: optional(value => readAuthorization(value, reader)),
    oauth2: optional(value => readOAuth2(value, reader)),
    bearer_token: secretText,
    bearer_token_file: someText,
    tls_config: (value: YamlValue) => readTls(value, reader),
    follow_redirects: bool,
    enable_http2: bool,
    ...PROXY_FIELDS,
    http_headers: (value: YamlValue) => readHeaders(value, reader),
  }
}

export type HttpClientFields = {
  readonly [K in keyof ReturnType<typeof httpClientFields>]: ReturnType<
    ReturnType<typeof httpClientFields>[K]
  >
}

/** A section with nothing in it is no section. */
function optional<T>(decode: Decode<T>): Decode<T> {
  return value => (value.content.kind === 'null' ? undefined : decode(value))
}

export function httpClientOf(
  fields: HttpClientFields,
  refuse: (message: string) => void,
  reader: Reader,
  defaults: HttpClientDefaults = { enableHttp2: true },
): HttpClientConfig {
  const { basic_auth: basicAuth, oauth2, bearer_token: token, bearer_token_file: tokenFile } = fields
  const given = fields.authorization
  if (token && tokenFile) refuse('at most one of bearer_token & bearer_token_file must be configured')
  if ((basicAuth || oauth2) && (token || tokenFile)) {
    refuse('at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured')
  }
  if (given && (token || tokenFile)) {
    refuse('authorization is not compatible with bearer_token & bearer_token_file')
  }
  if (given && (basicAuth || oauth2)) {
    refuse('at most one of basic_auth, oauth2 & authorization must be configured')
  }
  if (basicAuth && oauth2) refuse('at most one of basic_auth, oauth2 & authorization must be configured')
  const bearer: Authorization | undefined =
    token || tokenFile
      ? { type: 'Bearer', credentials: token, credentialsFile: somePathIn(reader.folder, tokenFile) }
      : undefined
  return {
    basicAuth,
    authorization: given ?? bearer,
    oauth2,
    tls: fields.tls_config ?? NO_TLS,
    proxy: proxyOf(fields, refuse),
    followRedirects: fields.follow_redirects ?? true,
    enableHttp2: fields.enable_http2 ?? defaults.enableHttp2,
    headers: fields.http_headers ?? {},
  }
}

function readBasicAuth(value: YamlValue, { folder }: Reader): BasicAuth | undefined {
  const read = section(value, 'config.BasicAuth', {
    username: text,
    username_file: someText,
    username_ref: noSecretManager,
    password: secretText,
    password_file: someText,
    password_ref: noSecretManager,
  })
  if (!read) return undefined
  const { username = '', username_file, password, password_file } = read.fields
  if (username && username_file) {
    read.refuse('at most one of basic_auth username, username_file & username_ref must be configured')
  }
  if (password && password_file) {
    read.refuse('at most one of basic_auth password, password_file & password_ref must be configured')
  }
  return {
    username,
    usernameFile: somePathIn(folder, username_file),
    password,
    passwordFile: somePathIn(folder, password_file),
  }
}

function readAuthorization(value: YamlValue, { folder }: Reader): Authorization | undefined {
  const read = section(value, 'config.Authorization', {
    type: text,
    credentials: secretText,
    credentials_file: someText,
    credentials_ref: noSecretManager,
  })
  if (!read) return undefined
  const { credentials, credentials_file } = read.fields
  const type = read.fields.type?.trim() || 'Bearer'
  if (credentials && credentials_file) {
    read.refuse('at most one of authorization credentials & credentials_file must be configured')
  }
  if (type.toLowerCase() === 'basic') {
    read.refuse('authorization type cannot be set to "basic", use "basic_auth" instead', 'type')
  }
  return { type, credentials, credentialsFile: somePathIn(folder, credentials_file) }
}

function readOAuth2(value: YamlValue, reader: Reader): OAuth2 | undefined {
  const read = section(value, 'config.OAuth2', {
    client_id: text,
    client_secret: secretText,
    client_secret_file: someText,
    client_secret_ref: noSecretManager,
    scopes: list(text, 'string'),
    token_url: text,
    endpoint_params: mapOf(text, 'string'),
    tls_config: (below: YamlValue) => readTls(below, reader),
    ...PROXY_FIELDS,
  })
  if (!read) return undefined
  const { fields, refuse, sound } = read
  if (sound && !fields.client_id) refuse('oauth2 client_id must be configured')
  if (sound && !fields.token_url) refuse('oauth2 token_url must be configured')
  if (fields.client_secret && fields.client_secret_file) {
    refuse('at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured')
  }
  return {
    clientId: fields.client_id ?? '',
    clientSecret: fields.client_secret,
    clientSecretFile: somePathIn(reader.folder, fields.client_secret_file),
    scopes: fields.scopes ?? [],
    tokenUrl: fields.token_url ?? '',
    endpointParams: fields.endpoint_params ?? {},
    tls: fields.tls_config ?? NO_TLS,
    proxy: proxyOf(fields, refuse),
  }
}

export function readTls(value: YamlValue, { folder }: Reader): TlsConfig | undefined {
  const version = oneOf(TLS_VERSIONS, written => `unknown TLS version: ${written}`)
  const read = section(value, 'config.TLSConfig', {
    ca: someText,
    cert: someText,
    key: secretText,
    ca_file: someText,
    cert_file: someText,
    key_file: someText,
    ca_ref: noSecretManager,
    cert_ref: noSecretManager,
    key_ref: noSecretManager,
    server_name: text,
    insecure_skip_verify: bool,
    min_version: optional(version),
    max_version: optional(version),
  })
  if (!read) return undefined
  const { fields, refuse } = read
  const { ca, cert, key, ca_file, cert_file, key_file, min_version, max_version } = fields
  if (ca && ca_file) refuse('at most one of ca, ca_file & ca_ref must be configured')
  if (cert && cert_file) refuse('at most one of cert, cert_file & cert_ref must be configured')
  if (key && key_file) refuse('at most one of key and key_file must be configured')
  if ((cert || cert_file) && !key && !key_file) {
    refuse('exactly one of key or key_file must be configured when a client certificate is configured')
  }
  if ((key || key_file) && !cert && !cert_file) {
    refuse('exactly one of cert or cert_file must be configured when a client key is configured')
  }
  if (min_version && max_version && TLS_VERSIONS.indexOf(max_version) < TLS_VERSIONS.indexOf(min_version)) {
    refuse(
      'tls_config.max_version must be greater than or equal to tls_config.min_version if both are specified',
      'max_version',
    )
  }
  return {
    ca,
    caFile: somePathIn(folder, ca_file),
    cert,
    certFile: somePathIn(folder, cert_file),
    key,
    keyFile: somePathIn(folder, key_file),
    serverName: fields.server_name ?? '',
    insecureSkipVerify: fields.insecure_skip_verify ?? false,
    minVersion: min_version,
    maxVersion: max_version,
  }
}

function proxyOf(
  fields: Pick<HttpClientFields, keyof typeof PROXY_FIELDS>,
  refuse: (message: string) => void,
): ProxyConfig {
  const proxyUrl = fields.proxy_url
  const noProxy = fields.no_proxy ?? ''
  const proxyFromEnvironment = fields.proxy_from_environment ?? false
  const proxyConnectHeaders = fields.proxy_connect_header ?? {}
  if (Object.keys(proxyConnectHeaders).length > 0 && !proxyFromEnvironment && !proxyUrl) {
    refuse(
      'if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured',
    )
  }
  if (proxyFromEnvironment && proxyUrl) {
    refuse('if proxy_from_environment is configured, proxy_url must not be configured')
  }
  if (proxyFromEnvironment && noProxy) {
    refuse('if proxy_from_environment is configured, no_proxy must not be configured')
  }
  if (!proxyFromEnvironment && !proxyUrl && noProxy) {
    refuse('if no_proxy is configured, proxy_url must also be configured')
  }
  return { proxyUrl, noProxy, proxyFromEnvironment, proxyConnectHeaders }
}

function readHeaders(value: YamlValue, { folder }: Reader): Record<string, HttpHeader> | undefined {
  const header: Decode<HttpHeader> = below => {
    const read = section(below, 'config.Header', {
      values: list(text, 'string'),
      secrets: list(secretText, 'config.Secret'),
      files: list(text, 'string'),
    })
    if (!read) return undefined
    const { values = [], secrets = [], files = [] } = read.fields
    return { values, secrets, files: files.map(file => pathIn(folder, file)) }
  }
  return mapOf(header, 'config.Header', name =>
    isReservedHeader(name)
      ? `setting header ${JSON.stringify(canonicalHeader(name))} is not allowed`
      : undefined,
  )(value)
}

function canonicalHeader(name: string): string {
  return name
    .toLowerCase()
    .split('-')
    .map(part => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('-')
}

/** The URL without its password, for messages and for printing. */
export function redacted(url: string): string {
  return url.replace(/^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#@:]*):[^/?#@]*@/, '$1:xxxxx@')
}
