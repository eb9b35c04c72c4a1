/**
 * Which hosts are reached without the proxy: the `no_proxy` list as Go (and so Prometheus) reads it.
 *
 * `example.com` also covers its subdomains, `.example.com` only those, `10.0.0.0/8` a network, `host:9100` one port,
 * `*` everything. localhost and loopback addresses are never proxied where such a list applies.
 */
import { BlockList, isIP } from 'node:net'

export function compileNoProxy(list: string): (url: URL) => boolean {
  const rules = list
    .split(',')
    .map(text => text.trim().toLowerCase())
    .filter(text => text !== '')
    .map(compileRule)
  return url => {
    const host = bareHost(url.hostname)
    if (host === 'localhost' || isLoopback(host)) return true
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    return rules.some(rule => rule(host, port))
  }
}

type Rule = (host: string, port: string) => boolean

function compileRule(text: string): Rule {
  if (text === '*') return () => true
  const network = /^(.+)\/(\d+)$/.exec(text)
  if (network !== null && isIP(network[1]!) !== 0) {
    const family = familyOf(network[1]!)
    if (Number(network[2]) > (family === 'ipv4' ? 32 : 128)) return () => false
    const block = new BlockList()
    block.addSubnet(network[1]!, Number(network[2]), family)
    return host => isIP(host) !== 0 && block.check(host, familyOf(host))
  }
  const [name, port] = splitPort(text)
  const samePort = (actual: string): boolean => port === '' || port === actual
  if (isIP(name) !== 0) {
    const block = new BlockList()
    block.addAddress(name, familyOf(name))
    return (host, actual) => isIP(host) !== 0 && block.check(host, familyOf(host)) && samePort(actual)
  }
  const suffix = name.startsWith('*.') ? name.slice(1) : name.startsWith('.') ? name : `.${name}`
  const exact = suffix.length > name.length ? name : undefined
  return (host, actual) => (host === exact || host.endsWith(suffix)) && samePort(actual)
}

function splitPort(text: string): [name: string, port: string] {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(text)
  if (bracketed !== null) return [bracketed[1]!, bracketed[2] ?? '']
  if (isIP(text) !== 0) return [text, '']
  const colon = /^(.*):(\d+)$/.exec(text)
  return colon === null ? [text, ''] : [colon[1]!, colon[2]!]
}

function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

function isLoopback(host: string): boolean {
  return isIP(host) !== 0 && LOOPBACK.check(host, familyOf(host))
}
