/** The printer's part for HTTP clients and for discovery. */
import { formatDurationMs } from '@vedette/model'
import { HIDDEN, type Secret } from '../secret.ts'
import { redacted } from './read-http-client.ts'
import { type Tree, withoutEmpty } from './tree.ts'
import type { Discovery, HttpClientConfig, ProxyConfig, TlsConfig } from './types.ts'

const hidden = (secret: Secret | undefined): string | undefined => (secret ? HIDDEN : undefined)

export function httpClientTree(http: HttpClientConfig): Tree {
  const { basicAuth, authorization, oauth2, headers } = http
  return {
    basic_auth:
      basicAuth &&
      keptThoughEmpty('username', {
        username: basicAuth.username,
        username_file: basicAuth.usernameFile,
        password: hidden(basicAuth.password),
        password_file: basicAuth.passwordFile,
      }),
    authorization:
      authorization &&
      withoutEmpty({
        type: authorization.type,
        credentials: hidden(authorization.credentials),
        credentials_file: authorization.credentialsFile,
      }),
    oauth2:
      oauth2 &&
      withoutEmpty({
        client_id: oauth2.clientId,
        client_secret: hidden(oauth2.clientSecret),
        client_secret_file: oauth2.clientSecretFile,
        scopes: oauth2.scopes,
        token_url: redacted(oauth2.tokenUrl),
        endpoint_params: oauth2.endpointParams,
        tls_config: tlsTree(oauth2.tls),
        ...proxyTree(oauth2.proxy),
      }),
    tls_config: tlsTree(http.tls),
    follow_redirects: http.followRedirects,
    enable_http2: http.enableHttp2,
    ...proxyTree(http.proxy),
    http_headers: Object.fromEntries(
      Object.entries(headers).map(([name, { values, secrets, files }]) => [
        name,
        withoutEmpty({ values, secrets: secrets.map(() => HIDDEN), files }),
      ]),
    ),
  }
}

/** Nothing where nothing was set. */
export function tlsTree(tls: TlsConfig): Tree | undefined {
  const set = withoutEmpty({
    ca: tls.ca,
    cert: tls.cert,
    key: hidden(tls.key),
    ca_file: tls.caFile,
    cert_file: tls.certFile,
    key_file: tls.keyFile,
    server_name: tls.serverName,
    min_version: tls.minVersion,
    max_version: tls.maxVersion,
  })
  if (Object.keys(set).length === 0 && !tls.insecureSkipVerify) return undefined
  return { ...set, insecure_skip_verify: tls.insecureSkipVerify }
}

function proxyTree(proxy: ProxyConfig): Tree {
  return {
    proxy_url: proxy.proxyUrl && redacted(proxy.proxyUrl),
    no_proxy: proxy.noProxy,
    proxy_from_environment: proxy.proxyFromEnvironment || undefined,
    proxy_connect_header: Object.fromEntries(
      Object.entries(proxy.proxyConnectHeaders).map(([name, values]) => [name, values.map(() => HIDDEN)]),
    ),
  }
}

export function discoveryTree(discoveries: readonly Discovery[]): Tree {
  const tree: { [key: string]: Tree[] } = {}
  for (const discovery of discoveries) {
    if (discovery.kind === 'static') {
      tree.static_configs = discovery.configs.map(({ targets, labels }) => ({
        targets,
        ...withoutEmpty({ labels }),
      }))
    } else {
      const key = `${discovery.kind}_sd_configs`
      tree[key] = [...(tree[key] ?? []), mechanismTree(discovery)]
    }
  }
  return tree
}

function mechanismTree(discovery: Exclude<Discovery, { kind: 'static' }>): Tree {
  switch (discovery.kind) {
    case 'file':
      return {
        files: discovery.files,
        refresh_interval: formatDurationMs(discovery.refreshIntervalMs),
      }
    case 'http':
      return withoutEmpty({
        ...httpClientTree(discovery.http),
        refresh_interval: formatDurationMs(discovery.refreshIntervalMs),
        url: redacted(discovery.url),
      })
    case 'dns':
      return withoutEmpty({
        names: discovery.names,
        refresh_interval: formatDurationMs(discovery.refreshIntervalMs),
        type: discovery.type,
        port: discovery.port,
      })
    case 'kubernetes':
      return withoutEmpty({
        api_server: discovery.apiServer && redacted(discovery.apiServer),
        role: discovery.role,
        kubeconfig_file: discovery.kubeconfigFile,
        ...httpClientTree(discovery.http),
        namespaces: withoutEmpty({
          own_namespace: discovery.namespaces.ownNamespace || undefined,
          names: discovery.namespaces.names,
        }),
        selectors: discovery.selectors.map(({ role, label, field }) => withoutEmpty({ role, label, field })),
        attach_metadata: withoutEmpty({
          node: discovery.attachMetadata.node || undefined,
          namespace: discovery.attachMetadata.namespace || undefined,
        }),
      })
  }
}

/** `username: ""` says that there is basic authentication, though without a name. */
function keptThoughEmpty(key: string, tree: Tree): Tree {
  return { [key]: tree[key], ...withoutEmpty(tree) }
}
