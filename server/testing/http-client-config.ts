/** An HttpClientConfig as a `prometheus.yml` without any HTTP settings gives it, with what a test wants to be different. */
import type { HttpClientConfig, ProxyConfig, TlsConfig } from '../src/config/prometheus/types.ts'

export const NO_TLS_CONFIG: TlsConfig = {
  ca: undefined,
  caFile: undefined,
  cert: undefined,
  certFile: undefined,
  key: undefined,
  keyFile: undefined,
  serverName: '',
  insecureSkipVerify: false,
  minVersion: undefined,
  maxVersion: undefined,
}

export const NO_PROXY_CONFIG: ProxyConfig = {
  proxyUrl: undefined,
  noProxy: '',
  proxyFromEnvironment: false,
  proxyConnectHeaders: {},
}

export function httpClientConfig(
  fields: Partial<Omit<HttpClientConfig, 'tls' | 'proxy'>> & {
    readonly tls?: Partial<TlsConfig>
    readonly proxy?: Partial<ProxyConfig>
  } = {},
): HttpClientConfig {
  return {
    basicAuth: undefined,
    authorization: undefined,
    oauth2: undefined,
    followRedirects: true,
    enableHttp2: true,
    headers: {},
    ...fields,
    tls: { ...NO_TLS_CONFIG, ...fields.tls },
    proxy: { ...NO_PROXY_CONFIG, ...fields.proxy },
  }
}
