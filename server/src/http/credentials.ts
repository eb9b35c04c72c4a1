/** What a request says about who it is: a bearer token, or a token as the password of basic auth, for clients that know nothing else. */
export interface RequestHeaders {
  readonly [name: string]: string | readonly string[] | undefined
}

export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly secret: string }
  | { readonly kind: 'malformed'; readonly why: string }

export function readCredential(headers: RequestHeaders): Credential {
  const header = headerValue(headers, 'authorization')?.trim() ?? ''
  if (header === '') return { kind: 'none' }
  // No regular expression here: a header of 32 KiB of blanks would keep one busy for long.
  const blank = header.indexOf(' ')
  const scheme = blank === -1 ? header : header.slice(0, blank)
  const value = blank === -1 ? '' : header.slice(blank).trim()
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return value === ''
        ? { kind: 'malformed', why: 'The Authorization header says Bearer, but holds no token.' }
        : { kind: 'token', secret: value }
    case 'basic': {
      const decoded = Buffer.from(value, 'base64').toString('utf8')
      const colon = decoded.indexOf(':')
      if (colon === -1)
        return {
          kind: 'malformed',
          why: 'The Authorization header says Basic, but holds no user and password.',
        }
      return { kind: 'token', secret: decoded.slice(colon + 1) }
    }
    default:
      return {
        kind: 'malformed',
        why: 'The Authorization header must say "Bearer" with a token, or "Basic" with a token as the password.',
      }
  }
}

export function headerValue(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' || value === undefined ? value : value[0]
}
