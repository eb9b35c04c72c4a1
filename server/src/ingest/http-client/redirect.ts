/** Redirects: which are followed, where to, and whether the secrets of the first server may go along. */
import type { Dispatcher } from 'undici'
import { HttpFailure } from './failure.ts'

export const MAX_REDIRECTS = 10

/** Where the answer sends us on, if it does so in a way that keeps the request what it is. */
export function redirectOf(answer: Dispatcher.ResponseData, method: string): string | undefined {
  const status = answer.statusCode
  const keepsMethod = status === 307 || status === 308
  const asGet = (status === 301 || status === 302 || status === 303) && method === 'GET'
  if (!keepsMethod && !asGet) return undefined
  const location = answer.headers.location
  return typeof location === 'string' && location !== '' ? location : undefined
}

export function redirectTarget(location: string, from: URL): URL {
  if (!URL.canParse(location, from)) {
    throw new HttpFailure(
      'redirect',
      `${from.host} redirects to ${JSON.stringify(location)}, which is not a URL`,
    )
  }
  const url = new URL(location, from)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new HttpFailure('redirect', `${from.host} redirects to the scheme ${url.protocol.slice(0, -1)}`)
  }
  return url
}

/** The same server, or the same server's step up from http to https. */
export function mayKnowSecrets(first: URL, url: URL): boolean {
  if (first.origin === url.origin) return true
  const stepUp = first.protocol === 'http:' && url.protocol === 'https:'
  return stepUp && first.hostname === url.hostname && first.port === '' && url.port === ''
}
