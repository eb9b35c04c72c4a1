/**
 * Sessions of browsers: a cookie that holds the token it was opened with and when it ends, sealed with a key that only Vedette has.
 *
 * Nothing is kept of a session, so it outlives a restart and holds with every process on the same store; the token is looked up with each
 * request, so it ends when the token does. Who steals a cookie has twelve hours and no token; who reads the key in the store has no
 * cookie.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { VedetteError } from '../errors.ts'
import { headerValue, type RequestHeaders } from './credentials.ts'
import type { TokenDocuments } from './tokens.ts'

export const SESSION_MS = 12 * 3_600_000
/** The cookie stays longer than the session, so that a page that is still open learns that it ended. */
const COOKIE_SEC = 7 * 86_400
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
/** Signed out before their time. Beyond so many the oldest are forgotten: their cookies are gone from the browsers anyway. */
const MOST_ENDED = 10_000

export type Session =
  | { readonly state: 'open'; readonly secret: string; readonly expiresMs: number }
  | { readonly state: 'ended' }

export interface Sessions {
  /** What the request's cookie says; undefined without one of ours. */
  read(headers: RequestHeaders): Session | undefined
  /** The `Set-Cookie` that opens a session. `secure`: the browser came over HTTPS. */
  open(secret: string, secure: boolean): string
  /** Ends the request's session; the `Set-Cookie` that takes its cookie away. */
  end(headers: RequestHeaders, secure: boolean): string
}

export function createSessions({
  key,
  nowMs = Date.now,
}: {
  readonly key: Buffer
  readonly nowMs?: () => number
}): Sessions {
  // Browsers send cookies to all ports of a host: another Vedette there has another name for its own.
  const name = `vedette_session_${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
  const ended = new Set<string>()

  return {
    read(headers) {
      const cookie = cookieIn(headers, name)
      const held = cookie === undefined ? undefined : unseal(cookie, key)
      if (cookie === undefined || held === undefined) return undefined
      if (held.expiresMs <= nowMs() || ended.has(cookie)) return { state: 'ended' }
      return { state: 'open', ...held }
    },
    open(secret, secure) {
      return setCookie(name, seal({ secret, expiresMs: nowMs() + SESSION_MS }, key), COOKIE_SEC, secure)
    },
    end(headers, secure) {
      const cookie = cookieIn(headers, name)
      if (cookie !== undefined && unseal(cookie, key) !== undefined) {
        ended.add(cookie)
        if (ended.size > MOST_ENDED) ended.delete(ended.values().next().value!)
      }
      return setCookie(name, '', 0, secure)
    },
  }
}

/** The key of the installation, made on first use. */
export async function sessionKey(documents: TokenDocuments): Promise<Buffer> {
  const where = { kind: 'session-key', id: 'current' }
  for (;;) {
    const kept = await documents.get(where.kind, where.id)
    if (kept !== undefined) return Buffer.from((kept.body as { key: string }).key, 'base64')
    const key = randomBytes(KEY_BYTES)
    try {
      await documents.put({
        ...where,
        body: { key: key.toString('base64') },
        author: 'vedette',
        basedOn: 0,
      })
      return key
    } catch (error) {
      // Another process made it at the same time.
      if (!(error instanceof VedetteError && error.code === 'conflict')) throw error
    }
  }
}

interface Held {
  readonly secret: string
  readonly expiresMs: number
}

function seal(held: Held, key: Buffer): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(held), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
}

function unseal(cookie: string, key: Buffer): Held | undefined {
  const bytes = Buffer.from(cookie, 'base64url')
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as Held
  } catch {
    return undefined
  }
}

function cookieIn(headers: RequestHeaders, name: string): string | undefined {
  const pairs = headerValue(headers, 'cookie')?.split(';') ?? []
  const pair = pairs.map(each => each.trim()).find(each => each.startsWith(`${name}=`))
  const value = pair?.slice(name.length + 1) ?? ''
  // The same bytes can be spelled in several ways in base64; a session that was ended must not come back in another spelling.
  return value !== '' && Buffer.from(value, 'base64url').toString('base64url') === value ? value : undefined
}

function setCookie(name: string, value: string, maxAgeSec: number, secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSec}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}
