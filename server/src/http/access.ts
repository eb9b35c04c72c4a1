/**
 * Who may do what. On loopback nobody needs a token; a listener that other machines reach wants one for everything, also from loopback
 * peers, because a reverse proxy looks like one.
 *
 * One Access per listener, over one book of tokens.
 */
import { timingSafeEqual } from 'node:crypto'
import { DEFAULT_PROJECT, projectName, type Scope } from '@vedette/api'
import type { FastifyRequest } from 'fastify'
import { VedetteError } from '../errors.ts'
import { foreignHost, isCrossOriginWrite, isOwnPageWrite } from './browser-guard.ts'
import { type Credential, headerValue, type RequestHeaders, readCredential } from './credentials.ts'
import { createFailureMeter, type FailureMeter, type FailureReason } from './failure-meter.ts'
import type { Sessions } from './sessions.ts'
import { hashOf, isToken, type TokenBook } from './tokens.ts'

export interface Grant {
  readonly project: string
  /** For audit trails: a token's name, `local` where none is needed, `process` for the command line on this machine. */
  readonly author: string
}

export interface Identity {
  readonly grant: Grant
  readonly scopes: readonly Scope[]
}

export interface Refused {
  readonly refused: FailureReason
  readonly error: VedetteError
}

/** `any`: whoever is let in at all. */
export type NeededScope = Scope | 'any'

export interface Access {
  readonly tokensNeeded: boolean
  /** Rejects with `unauthenticated`, `forbidden`, `overloaded` or `bad-request`. For doors that are no route of ours, such as gRPC's. */
  authorize(headers: RequestHeaders, scope: NeededScope, from?: string): Promise<Grant>
  /** The same for a request, with the guard against web pages; remembered for `grantOf`. */
  admit(request: FastifyRequest, scope: NeededScope): Promise<void>
  /** Who sends these, and that they may; the refusal is counted nowhere. Rejects with `bad-request`. */
  identify(headers: RequestHeaders, scope: NeededScope): Promise<Identity | Refused>
  /** The guard against web pages alone, for routes that are open. Throws `forbidden`. */
  guard(request: FastifyRequest): void
  /** What an admitted request was granted. */
  grantOf(request: FastifyRequest): Grant
}

export interface AccessOptions {
  readonly tokensNeeded: boolean
  readonly tokens: TokenBook
  /** Lets the command line in that reads it from the data directory: changes with every start. */
  readonly processToken?: string
  /** Names besides loopback by which this listener is asked for: what it listens on, the external URL's host. */
  readonly ownHosts?: readonly string[]
  /** Of browsers that signed in. Doors for data don't know them. */
  readonly sessions?: Sessions | undefined
  /** Shared by all listeners. */
  readonly failures?: FailureMeter
}

const PROJECT_HEADER = 'x-vedette-project'
const EVERYTHING: readonly Scope[] = ['ingest', 'read', 'admin']

/** Whether a listener needs tokens: `access.required`, and whether other machines reach it. */
export function tokensNeeded(required: 'auto' | 'always' | 'never', loopback: boolean): boolean {
  return required === 'always' || (required === 'auto' && !loopback)
}

export function createAccess(options: AccessOptions): Access {
  const { tokens, ownHosts = [], failures = createFailureMeter() } = options
  const processHash = options.processToken === undefined ? undefined : hashOf(options.processToken)
  const grants = new WeakMap<FastifyRequest, Grant>()

  function refuse({ refused, error }: Refused, from: string): never {
    const waitSec = failures.note(refused, from)
    if (waitSec === undefined) throw error
    throw new VedetteError(
      'overloaded',
      `Too many refused requests from ${from === '' ? 'here' : from}; the last one: ${error.message}`,
      { retryAfterSec: waitSec },
    )
  }

  /** What a request shows: a header before a cookie, which doors don't take. */
  function shownBy(headers: RequestHeaders, scope: NeededScope): Credential | { readonly kind: 'ended' } {
    const credential = readCredential(headers)
    if (credential.kind !== 'none' || scope === 'ingest') return credential
    const session = options.sessions?.read(headers)
    if (session === undefined) return credential
    return session.state === 'open' ? { kind: 'token', secret: session.secret } : { kind: 'ended' }
  }

  async function identify(headers: RequestHeaders, scope: NeededScope): Promise<Identity | Refused> {
    const shown = shownBy(headers, scope)
    const wanted = wantedProject(headers)
    const holdsToken = shown.kind === 'token' && isToken(shown.secret)
    // Without need of a token, a password that is meant for something else (a copied configuration) does no harm; one of ours counts.
    if (!options.tokensNeeded && !holdsToken) return everything(wanted, 'local')

    if (shown.kind === 'none')
      return unauthenticated('missing', `This needs a token${forScope(scope)}. ${HOW_TO}`)
    if (shown.kind === 'ended') return unauthenticated('session', 'The session has ended; sign in again.')
    if (shown.kind === 'malformed') return unauthenticated('malformed', `${shown.why} ${HOW_TO}`)
    if (processHash !== undefined && timingSafeEqual(hashOf(shown.secret), processHash))
      return everything(wanted, 'process')

    const found = await tokens.find(shown.secret)
    if (found.state === 'unknown')
      return unauthenticated('unknown', 'No token like this one was ever created here, or it was mistyped.')
    const { token } = found
    if (found.state === 'revoked')
      return unauthenticated('revoked', `The token "${token.name}" was revoked${onDate(token.revokedMs)}.`)
    if (found.state === 'expired')
      return unauthenticated('expired', `The token "${token.name}" expired${onDate(token.expiresMs)}.`)

    const scopes = token.scopes.includes('admin') ? EVERYTHING : token.scopes
    if (scope !== 'any' && !scopes.includes(scope))
      return forbidden(
        'scope',
        `The token "${token.name}" is for ${token.scopes.join(' and ')}; this needs one for ${scope}.`,
      )
    if (wanted !== undefined && wanted !== token.project && !token.scopes.includes('admin'))
      return forbidden(
        'project',
        `The token "${token.name}" belongs to the project ${token.project}; the header X-Vedette-Project asks for ${wanted}.`,
      )
    return { grant: { project: wanted ?? token.project, author: token.name }, scopes }
  }

  async function authorize(headers: RequestHeaders, scope: NeededScope, from = ''): Promise<Grant> {
    const found = await identify(headers, scope)
    return 'refused' in found ? refuse(found, from) : found.grant
  }

  function guard({ headers, method, ip }: FastifyRequest): void {
    const host = options.tokensNeeded ? undefined : foreignHost(headers, ownHosts)
    if (host !== undefined)
      refuse(
        forbidden(
          'host',
          `This Vedette takes requests for localhost only, not for ${JSON.stringify(host.slice(0, 100))}: a web page could otherwise reach it through your browser. Behind a proxy, set access.required to always and use tokens, or name the address in http.external_url.`,
        ),
        ip,
      )
    // A header is put there on purpose, a cookie comes along with what any page sends.
    const byCookie = readCredential(headers).kind === 'none' && options.sessions?.read(headers) !== undefined
    if (isCrossOriginWrite(method, headers) || (byCookie && !isOwnPageWrite(method, headers)))
      refuse(
        forbidden(
          'origin',
          'A web page of another origin sent this; Vedette takes such requests only from its own pages.',
        ),
        ip,
      )
  }

  return {
    tokensNeeded: options.tokensNeeded,
    authorize,

    identify,
    guard,

    async admit(request, scope) {
      guard(request)
      grants.set(request, await authorize(request.headers, scope, request.ip))
    },

    grantOf(request) {
      const grant = grants.get(request)
      if (grant === undefined) throw new Error('the request was never admitted')
      return grant
    },
  }
}

const HOW_TO =
  'Send "Authorization: Bearer vdt_...", or the token as the password of basic auth; "vedette token create" makes one.'

function wantedProject(headers: RequestHeaders): string | undefined {
  const wanted = headerValue(headers, PROJECT_HEADER)
  if (wanted === undefined) return undefined
  const parsed = projectName.safeParse(wanted)
  if (parsed.success) return parsed.data
  throw new VedetteError('bad-request', `X-Vedette-Project: ${parsed.error.issues[0]!.message}`)
}

function forScope(scope: NeededScope): string {
  return scope === 'any' ? '' : ` with the scope ${scope}`
}

function onDate(atMs: number | undefined): string {
  return atMs === undefined ? '' : ` on ${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function everything(wanted: string | undefined, author: string): Identity {
  return { grant: { project: wanted ?? DEFAULT_PROJECT, author }, scopes: EVERYTHING }
}

function unauthenticated(refused: FailureReason, message: string): Refused {
  return { refused, error: new VedetteError('unauthenticated', message) }
}

function forbidden(refused: FailureReason, message: string): Refused {
  return { refused, error: new VedetteError('forbidden', message) }
}
