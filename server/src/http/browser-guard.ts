/**
 * What keeps a web page from using a person's browser against the Vedette on their machine.
 *
 * A page can send requests to 127.0.0.1 from anywhere. Two things give it away: after DNS rebinding the Host header names the page's
 * own domain, and a request across origins says so in `Sec-Fetch-Site` or `Origin`.
 */
import { headerValue, type RequestHeaders } from './credentials.ts'
import { isLoopbackHost } from './listen-address.ts'

/** Names by which containers reach their host's loopback; nobody can own them in the public DNS. */
const CONTAINER_HOSTS = new Set([
  'host.docker.internal',
  'gateway.docker.internal',
  'host.containers.internal',
  'host.lima.internal',
])

/** The Host header that a listener without tokens must refuse; undefined where it is fine. */
export function foreignHost(headers: RequestHeaders, ownHosts: readonly string[]): string | undefined {
  const header = headerValue(headers, 'host')
  // Browsers always send one; HTTP/1.0 clients may not.
  if (header === undefined || header === '') return undefined
  const host = hostOf(header)
  if (isLoopbackHost(host) || CONTAINER_HOSTS.has(host) || ownHosts.includes(host)) return undefined
  return header
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a browser sends this for a page of another origin, and it could change something. */
export function isCrossOriginWrite(method: string, headers: RequestHeaders): boolean {
  if (SAFE_METHODS.has(method)) return false
  const site = headerValue(headers, 'sec-fetch-site')
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const origin = headerValue(headers, 'origin')
  if (origin === undefined) return false
  if (!URL.canParse(origin)) return true
  return new URL(origin).host !== headerValue(headers, 'host')?.toLowerCase()
}

/**
 * Whether a request that could change something shows that it comes from our own page. Browsers say so with each; one that a cookie comes
 * with and that says nothing is none of theirs.
 */
export function isOwnPageWrite(method: string, headers: RequestHeaders): boolean {
  if (SAFE_METHODS.has(method)) return true
  const site = headerValue(headers, 'sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  return headerValue(headers, 'origin') !== undefined && !isCrossOriginWrite(method, headers)
}

/** The name or address in a Host header, without port and brackets. */
export function hostOf(header: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(header)
  const host = bracketed?.[1] ?? header.replace(/:\d*$/, '')
  return host.toLowerCase().replace(/\.$/, '')
}
