/** Which proxy a URL goes through: `proxy_url` with `no_proxy`, or what the environment says. */
import type { ProxyConfig } from '../../config/prometheus/types.ts'
import { compileNoProxy } from './no-proxy.ts'

/** The variables that `proxy_from_environment` looks at, given by whoever reads the environment. */
export interface ProxyEnvironment {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
}

export const NO_PROXY_ENVIRONMENT: ProxyEnvironment = { httpProxy: '', httpsProxy: '', noProxy: '' }

/** Out of the variables that curl and Go look at, in capital or in small letters. */
export function readProxyEnvironment(env: Readonly<Record<string, string | undefined>>): ProxyEnvironment {
  const read = (name: string): string => env[name] ?? env[name.toLowerCase()] ?? ''
  return { httpProxy: read('HTTP_PROXY'), httpsProxy: read('HTTPS_PROXY'), noProxy: read('NO_PROXY') }
}

/** The proxy's URL, or undefined where the way is direct. */
export type ProxyChoice = (url: URL) => string | undefined

export function createProxyChoice(config: ProxyConfig, environment: ProxyEnvironment): ProxyChoice {
  if (config.proxyFromEnvironment) {
    const direct = compileNoProxy(environment.noProxy)
    return url => {
      const proxy = url.protocol === 'https:' ? environment.httpsProxy : environment.httpProxy
      return proxy === '' || direct(url) ? undefined : withScheme(proxy)
    }
  }
  const proxy = config.proxyUrl
  if (proxy === undefined || proxy === '') return () => undefined
  if (config.noProxy === '') return () => proxy
  const direct = compileNoProxy(config.noProxy)
  return url => (direct(url) ? undefined : proxy)
}

/** In the environment a proxy is often written as `host:port`. */
function withScheme(proxy: string): string {
  return proxy.includes('://') ? proxy : `http://${proxy}`
}
