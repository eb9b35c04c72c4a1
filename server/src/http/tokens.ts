/**
 * Access tokens: made of 256 random bits, kept only as a hash, never told again.
 *
 * The store has the truth (documents of kind `token`); this keeps a copy, because every request of a shipper is looked up here.
 * Another process's changes are seen after `refreshMs` at the latest, a new token at once.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  type CreatedToken,
  type CreateTokenRequest,
  parseExpiryMs,
  type Scope,
  type TokenInfo,
} from '@vedette/api'
import { messageOf, VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'

const KIND = 'token'
/** Uses are kept apart from the tokens, so that a token's history shows what people did to it. */
const USE_KIND = 'token-use'
const PREFIX = 'vdt_'
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** What is asked of the store's documents; writing rejects with `conflict` where `basedOn` is not the latest version. */
export interface TokenDocuments {
  get(kind: string, id: string): Promise<TokenDocument | undefined>
  list(kind: string): Promise<readonly TokenDocument[]>
  put(document: {
    kind: string
    id: string
    body: unknown
    author: string
    basedOn: number
  }): Promise<unknown>
}

interface TokenDocument {
  readonly id: string
  readonly version: number
  readonly body: unknown
}

/** A token's document. */
interface TokenBody {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly project: string
  readonly createdMs: number
  readonly expiresMs?: number
  readonly revokedMs?: number
  /** SHA-256 of the token, in hex. A token is random, so it needs no slow hash. */
  readonly hash: string
}

interface KnownToken extends TokenBody {
  readonly id: string
  readonly hashBytes: Buffer
}

export type Lookup =
  | {
      readonly state: 'valid' | 'expired' | 'revoked'
      readonly token: TokenInfo & { readonly revokedMs?: number }
    }
  | { readonly state: 'unknown' }

export interface TokenBook {
  find(secret: string): Promise<Lookup>
  create(request: CreateTokenRequest, author: string): Promise<CreatedToken>
  /** Those that are not revoked, oldest first. */
  list(): Promise<TokenInfo[]>
  /** Rejects with `not-found`; revoking twice is no error. */
  revoke(id: string, author: string): Promise<void>
}

export interface TokenBookOptions {
  readonly documents: TokenDocuments
  readonly log: Log
  readonly nowMs?: () => number
  readonly refreshMs?: number
}

export function createTokenBook({
  documents,
  log,
  nowMs = Date.now,
  refreshMs = 30_000,
}: TokenBookOptions): TokenBook {
  let byHashStart = new Map<string, KnownToken>()
  let readAtMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const lastUsedMs = new Map<string, number>()
  const savedUseDay = new Map<string, number>()

  async function read(): Promise<void> {
    const fresh = new Map<string, KnownToken>()
    for (const { id, body } of await documents.list(KIND)) {
      if (body === undefined) continue
      const known = body as TokenBody
      fresh.set(hashStart(known.hash), { ...known, id, hashBytes: Buffer.from(known.hash, 'hex') })
    }
    if (readAtMs === Number.NEGATIVE_INFINITY)
      for (const { id, body } of await documents.list(USE_KIND)) {
        const { usedMs } = (body ?? {}) as { usedMs?: number }
        if (usedMs === undefined) continue
        lastUsedMs.set(id, Math.max(usedMs, lastUsedMs.get(id) ?? 0))
        savedUseDay.set(id, Math.floor(usedMs / DAY_MS))
      }
    byHashStart = fresh
    readAtMs = nowMs()
  }

  /** One reader at a time, whoever asks. */
  function refresh(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function refreshIfOlder(ageMs: number): Promise<void> {
    if (nowMs() - readAtMs < ageMs) return
    try {
      await refresh()
    } catch (error) {
      if (readAtMs === Number.NEGATIVE_INFINITY) throw error
      // A store that does not answer must not lock out those who were let in a moment ago.
      log.warn('The tokens could not be read again; those known so far stay valid', {
        reason: messageOf(error),
      })
      readAtMs = nowMs()
    }
  }

  /** A read that began before a change would bring the old state back. */
  async function remember(known: KnownToken): Promise<void> {
    await reading?.catch(() => {})
    byHashStart.set(hashStart(known.hash), known)
  }

  function lookUp(hash: Buffer): KnownToken | undefined {
    const known = byHashStart.get(hashStart(hash.toString('hex')))
    return known !== undefined && timingSafeEqual(known.hashBytes, hash) ? known : undefined
  }

  function noteUse(id: string, atMs: number): void {
    if (atMs - (lastUsedMs.get(id) ?? 0) < MINUTE_MS) return
    lastUsedMs.set(id, atMs)
    const day = Math.floor(atMs / DAY_MS)
    if (savedUseDay.get(id) === day) return
    savedUseDay.set(id, day)
    saveUse(id, atMs).catch(error => {
      savedUseDay.delete(id)
      log.debug('The last use of a token could not be noted', { token: id, reason: messageOf(error) })
    })
  }

  async function saveUse(id: string, usedMs: number): Promise<void> {
    const before = await documents.get(USE_KIND, id)
    await documents.put({
      kind: USE_KIND,
      id,
      body: { usedMs },
      author: 'vedette',
      basedOn: before?.version ?? 0,
    })
  }

  function infoOf(known: KnownToken): TokenInfo {
    const usedMs = lastUsedMs.get(known.id)
    return {
      id: known.id,
      name: known.name,
      scopes: known.scopes,
      project: known.project,
      createdMs: known.createdMs,
      ...(known.expiresMs === undefined ? {} : { expiresMs: known.expiresMs }),
      ...(usedMs === undefined ? {} : { lastUsedMs: usedMs }),
    }
  }

  return {
    async find(secret) {
      if (!isToken(secret)) return { state: 'unknown' }
      await refreshIfOlder(refreshMs)
      const hash = hashOf(secret)
      let known = lookUp(hash)
      if (known === undefined) {
        // It may have been made a moment ago by another process. At most one look a second, however many guesses come.
        await refreshIfOlder(1000)
        known = lookUp(hash)
      }
      if (known === undefined) return { state: 'unknown' }
      const token = infoOf(known)
      if (known.revokedMs !== undefined)
        return { state: 'revoked', token: { ...token, revokedMs: known.revokedMs } }
      const now = nowMs()
      if (known.expiresMs !== undefined && known.expiresMs <= now) return { state: 'expired', token }
      noteUse(known.id, now)
      return { state: 'valid', token }
    },

    async create(request, author) {
      const createdMs = nowMs()
      const expiresMs = request.expires === undefined ? undefined : parseExpiryMs(request.expires, createdMs)
      if (request.expires !== undefined && expiresMs === undefined)
        throw new VedetteError(
          'bad-request',
          `expires: expected a duration such as 90d or a time such as 2027-01-31T00:00:00Z, got ${JSON.stringify(request.expires.slice(0, 50))}`,
        )
      if (expiresMs !== undefined && expiresMs <= createdMs)
        throw new VedetteError('bad-request', 'expires: the token would have expired already')
      const token = PREFIX + randomBytes(32).toString('base64url')
      const id = randomBytes(6).toString('hex')
      const { name, scopes, project } = request
      const told = { name, scopes, project, createdMs, ...(expiresMs === undefined ? {} : { expiresMs }) }
      const body: TokenBody = { ...told, hash: hashOf(token).toString('hex') }
      await documents.put({ kind: KIND, id, body, author, basedOn: 0 })
      await remember({ ...body, id, hashBytes: hashOf(token) })
      log.info('A token was created', { token: id, name, scopes: scopes.join(' '), project, by: author })
      return { id, token, ...told }
    },

    async list() {
      await refresh()
      return [...byHashStart.values()]
        .filter(known => known.revokedMs === undefined)
        .sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
        .map(infoOf)
    },

    async revoke(id, author) {
      const document = await documents.get(KIND, id)
      if (document?.body === undefined) throw new VedetteError('not-found', `There is no token ${id}.`)
      const body = document.body as TokenBody
      if (body.revokedMs !== undefined) return
      const revoked: TokenBody = { ...body, revokedMs: nowMs() }
      await documents.put({ kind: KIND, id, body: revoked, author, basedOn: document.version })
      await remember({ ...revoked, id, hashBytes: Buffer.from(body.hash, 'hex') })
      log.info('A token was revoked', { token: id, name: body.name, by: author })
    },
  }
}

/** Ours, by its looks; anything else a client may send (a password for another system) is not worth a look. */
export function isToken(secret: string): boolean {
  return secret.startsWith(PREFIX)
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** The key of the map: 64 bits of the hash tell tokens apart; whether it is the token, only the whole hash says. */
function hashStart(hexHash: string): string {
  return hexHash.slice(0, 16)
}
