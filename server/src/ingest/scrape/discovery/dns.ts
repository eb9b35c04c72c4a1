/**
 * `dns_sd_configs`: targets that are DNS records, looked up at every refresh interval.
 *
 * A name that does not exist has no targets. A server that does not answer, or answers with an error, says nothing about the
 * name: its last good targets stay.
 */
import { promises as dns } from 'node:dns'
import type { DnsDiscovery } from '../../../config/prometheus/types.ts'
import { messageOf } from '../../../errors.ts'
import type { DiscoveredTarget } from '../discovered.ts'
import { type Findings, hostPort, type LabelRecord, type Mechanism, targetOf } from './mechanism.ts'
import { startRefreshing } from './refresh.ts'
import { candidates, readSearchList, type SearchList } from './resolv-conf.ts'

export interface DnsOptions {
  /** `address:port` of the servers to ask; those of the machine unless given. */
  readonly servers?: readonly string[]
  /** The machine's unless given. */
  readonly searchList?: SearchList
  readonly timeoutMs?: number
}

export function startDns(config: DnsDiscovery, findings: Findings, options: DnsOptions = {}): Mechanism {
  const refreshing = startRefreshing(config.refreshIntervalMs, async signal => {
    // A new resolver each time: it reads the machine's servers anew, and can be cancelled.
    const resolver = new dns.Resolver({ timeout: options.timeoutMs ?? 5000, tries: 2 })
    if (options.servers !== undefined) resolver.setServers(options.servers)
    const searchList = options.searchList ?? (await readSearchList())
    const cancel = (): void => resolver.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    await Promise.all(
      config.names.map(async name => {
        try {
          findings.set(name, await lookUp(resolver, config, name, searchList))
        } catch (error) {
          if (!signal.aborted) findings.failed(messageOf(error))
        }
      }),
    )
    signal.removeEventListener('abort', cancel)
  })
  return { first: refreshing.first, stop: () => refreshing.stop() }
}

async function lookUp(
  resolver: dns.Resolver,
  config: DnsDiscovery,
  name: string,
  searchList: SearchList,
): Promise<DiscoveredTarget[]> {
  let failure: unknown
  for (const candidate of candidates(name, searchList)) {
    try {
      return await recordsOf(resolver, config, name, candidate)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      // The name exists, without records of this type.
      if (code === dns.NODATA) return []
      if (code !== dns.NOTFOUND) failure ??= error
    }
  }
  if (failure !== undefined) {
    throw new Error(`cannot look up the ${config.type} records of ${name}: ${reasonOf(failure)}`, {
      cause: failure,
    })
  }
  return []
}

async function recordsOf(
  resolver: dns.Resolver,
  config: DnsDiscovery,
  name: string,
  candidate: string,
): Promise<DiscoveredTarget[]> {
  const target = (host: string, port: number, meta: LabelRecord = {}): DiscoveredTarget =>
    targetOf({ __meta_dns_name: name }, { __address__: hostPort(host, port), ...meta })
  switch (config.type) {
    case 'A':
      return (await resolver.resolve4(candidate)).sort().map(address => target(address, config.port))
    case 'AAAA':
      return (await resolver.resolve6(candidate)).sort().map(address => target(address, config.port))
    case 'SRV':
      return (await resolver.resolveSrv(candidate)).sort(byName).map(record =>
        target(record.name, record.port, {
          __meta_dns_srv_record_target: rooted(record.name),
          __meta_dns_srv_record_port: String(record.port),
        }),
      )
    case 'MX':
      return (await resolver.resolveMx(candidate))
        .sort((a, b) => compare(a.exchange, b.exchange))
        .map(({ exchange }) =>
          target(exchange, config.port, { __meta_dns_mx_record_target: rooted(exchange) }),
        )
    case 'NS':
      return (await resolver.resolveNs(candidate))
        .sort()
        .map(server => target(server, config.port, { __meta_dns_ns_record_target: rooted(server) }))
  }
}

/** In a fixed order, because servers rotate their answers and that is no change. */
function byName(a: { name: string; port: number }, b: { name: string; port: number }): number {
  return compare(a.name, b.name) || a.port - b.port
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Prometheus's labels keep the dot of the full name, which node takes off. */
function rooted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case dns.TIMEOUT:
      return 'the name server did not answer in time'
    case dns.CONNREFUSED:
      return 'nothing listens at the address of the name server'
    case dns.SERVFAIL:
      return 'the name server reports a failure (SERVFAIL)'
    case dns.REFUSED:
      return 'the name server refuses to answer (REFUSED)'
    default:
      return messageOf(error)
  }
}
