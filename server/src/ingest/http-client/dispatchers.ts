/**
 * Connection pools, one for each way to a server (direct or through a proxy, with or without TLS). They stay open between
 * requests and are replaced when the TLS options behind them have changed.
 */
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import type { HttpClientConfig } from '../../config/prometheus/types.ts'
import { createProxyChoice, type ProxyEnvironment } from './proxy.ts'
import { createRoundRobinLookup } from './round-robin.ts'
import { createTlsSource, type TlsOptions } from './tls.ts'

export interface Way {
  readonly dispatcher: Dispatcher
  /** The proxy's name and port, where there is one. */
  readonly proxyHost: string | undefined
}

export interface Dispatchers {
  for(url: URL): Promise<Way>
  /** Closes all connections; requests under way fail. */
  destroy(): Promise<void>
}

const CONNECTION = {
  // Longer than any sensible scrape interval, so that a target keeps its connection from one scrape to the next.
  keepAliveTimeout: 5 * 60_000,
  connectTimeout: 10_000,
  maxHeaderSize: 64 * 1024,
  // The caller's deadline covers the whole exchange.
  headersTimeout: 0,
  bodyTimeout: 0,
}

export function createDispatchers(
  config: HttpClientConfig,
  environment: ProxyEnvironment,
  roundRobinDns: boolean,
): Dispatchers {
  const proxyFor = createProxyChoice(config.proxy, environment)
  const tlsSource = createTlsSource(config.tls)
  const lookup = roundRobinDns ? { lookup: createRoundRobinLookup() } : {}
  const pools = new Map<string, { tls: TlsOptions | undefined; way: Way }>()

  function build(proxy: string | undefined, tls: TlsOptions | undefined): Dispatcher {
    const options = { ...CONNECTION, allowH2: config.enableHttp2 }
    if (proxy === undefined) return new Agent({ ...options, connect: { ...tls, ...lookup } })
    const headers = Object.fromEntries(
      Object.entries(config.proxy.proxyConnectHeaders).map(([name, values]) => [
        name.toLowerCase(),
        values.map(value => value.reveal()),
      ]),
    )
    if (tls === undefined) return new ProxyAgent({ ...options, uri: proxy, headers })
    const { servername: _, ...proxyTls } = tls
    const requestTls = { ...tls, allowH2: config.enableHttp2 }
    return new ProxyAgent({ ...options, uri: proxy, headers, requestTls, proxyTls })
  }

  return {
    async for(url) {
      const proxy = proxyFor(url)
      const encrypted = url.protocol === 'https:' || proxy?.startsWith('https:') === true
      const tls = encrypted ? await tlsSource.current() : undefined
      const key = `${encrypted ? 'tls' : 'plain'} ${proxy ?? ''}`
      const known = pools.get(key)
      if (known !== undefined && known.tls === tls) return known.way
      const way = {
        dispatcher: build(proxy, tls),
        proxyHost: proxy === undefined ? undefined : new URL(proxy).host,
      }
      pools.set(key, { tls, way })
      // What is under way on the old connections may end in peace.
      known?.way.dispatcher.close().catch(() => {})
      return way
    },
    async destroy() {
      const all = [...pools.values()]
      pools.clear()
      await Promise.all(all.map(({ way }) => way.dispatcher.destroy()))
    },
  }
}
