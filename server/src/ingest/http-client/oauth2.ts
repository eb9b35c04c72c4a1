/**
 * OAuth2's client credentials flow: a token for a client's id and secret, kept until shortly before it expires and fetched
 * once for all requests that wait for it.
 */
import type { OAuth2 } from '../../config/prometheus/types.ts'
import { basicAuthorization } from './basic-auth.ts'
import { HttpFailure } from './failure.ts'
import { createFreshFile } from './fresh-file.ts'

/** The part of an HTTP client that a token needs. */
export type PostForm = (
  url: string,
  form: URLSearchParams,
  authorization: string | undefined,
) => Promise<{ readonly status: number; readonly body: Uint8Array }>

export interface TokenSource {
  /** `Bearer <token>`. Aborting ends the waiting, not the fetch: others may wait for the same token. */
  authorization(signal: AbortSignal | undefined): Promise<string>
  forget(): void
}

/** A token is renewed this long before its end, so that it does not expire on its way. */
const MARGIN_MS = 10_000

export function createTokenSource(config: OAuth2, post: PostForm, nowMs: () => number): TokenSource {
  const secretFile =
    config.clientSecretFile === undefined
      ? undefined
      : createFreshFile(config.clientSecretFile, 'oauth2.client_secret_file')
  let held: { authorization: string; secret: string; untilMs: number } | undefined
  let underWay: Promise<string> | undefined
  /** Servers differ in where they want the client's credentials; the way that worked is kept. */
  let inHeader = true

  async function secretText(): Promise<string> {
    if (secretFile === undefined) return config.clientSecret?.reveal() ?? ''
    return (await secretFile.text()).trim()
  }

  async function ask(secret: string): Promise<{ status: number; body: Uint8Array }> {
    const form = new URLSearchParams({ grant_type: 'client_credentials' })
    if (config.scopes.length > 0) form.set('scope', config.scopes.join(' '))
    for (const [name, value] of Object.entries(config.endpointParams)) form.set(name, value)
    if (inHeader) {
      const authorization = basicAuthorization(
        encodeURIComponent(config.clientId),
        encodeURIComponent(secret),
      )
      return post(config.tokenUrl, form, authorization)
    }
    form.set('client_id', config.clientId)
    if (secret !== '') form.set('client_secret', secret)
    return post(config.tokenUrl, form, undefined)
  }

  async function fetchToken(secret: string): Promise<string> {
    let answer = await ask(secret)
    if (answer.status >= 400 && answer.status < 500) {
      inHeader = !inHeader
      const second = await ask(secret)
      if (second.status < 300) answer = second
      else inHeader = !inHeader
    }
    const token = readToken(answer, config.tokenUrl)
    held = {
      authorization: `${token.type} ${token.value}`,
      secret,
      untilMs: token.expiresSec === undefined ? Infinity : nowMs() + token.expiresSec * 1000 - MARGIN_MS,
    }
    return held.authorization
  }

  return {
    async authorization(signal) {
      const secret = await secretText()
      if (held !== undefined && held.secret === secret && nowMs() < held.untilMs) return held.authorization
      underWay ??= fetchToken(secret).finally(() => {
        underWay = undefined
      })
      return untilAborted(underWay, signal)
    },
    forget() {
      held = undefined
    },
  }
}

function readToken(
  answer: { status: number; body: Uint8Array },
  url: string,
): { value: string; type: string; expiresSec: number | undefined } {
  const text = Buffer.from(answer.body).toString('utf8')
  let fields: Record<string, unknown> = {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) fields = parsed as Record<string, unknown>
  } catch {
    // Not JSON: the status below says more than a parser would.
  }
  const value = fields.access_token
  if (answer.status < 200 || answer.status > 299 || typeof value !== 'string' || value === '') {
    const reason = typeof fields.error === 'string' ? ` (${fields.error})` : ''
    const what = answer.status > 299 ? `status ${answer.status}${reason}` : 'no access_token'
    throw new HttpFailure('credentials', `oauth2: the token server ${hostOf(url)} answered with ${what}`)
  }
  const type = typeof fields.token_type === 'string' ? fields.token_type : ''
  const expires = Number(fields.expires_in)
  return {
    value,
    // Some servers write the type in small letters and then refuse it that way.
    type: type === '' || type.toLowerCase() === 'bearer' ? 'Bearer' : type,
    expiresSec: Number.isFinite(expires) && expires > 0 ? expires : undefined,
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'at token_url'
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
