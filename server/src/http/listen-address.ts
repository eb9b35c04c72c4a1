/** Where a server listens: `127.0.0.1:9090`, `[::1]:9090`, `localhost:0`, `:9090` for every address. */
import { isIPv4, isIPv6 } from 'node:net'
import { VedetteError } from '../errors.ts'

export interface ListenAddress {
  /** Without brackets; `::` for every address of both kinds. */
  readonly host: string
  /** 0: the system picks one. */
  readonly port: number
}

export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim())
  const port = Number(match?.[3])
  const bracketed = match?.[1]
  const host = bracketed ?? match?.[2]
  if (host === undefined || port > 65_535 || (bracketed !== undefined && !isIPv6(bracketed)))
    throw new VedetteError(
      'config-invalid',
      `${JSON.stringify(text)} is no address to listen on: expected host:port such as 127.0.0.1:9090, [::1]:9090 or :9090 (every address).`,
    )
  return { host: host === '' ? '::' : host, port }
}

export function formatListenAddress({ host, port }: ListenAddress): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}

/** Only this machine reaches it. A name other than `localhost` counts as reachable: what it resolves to may change. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  if (isIPv4(name)) return name.startsWith('127.')
  return isIPv6(name) && /^(?:0*:)*0*1$|^(?:::|(?:0*:)+)ffff:127\./.test(name)
}
