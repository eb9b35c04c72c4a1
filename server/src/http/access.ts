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
import { foreignHost, isCrossOriginWrite } from './browser-guard.ts'
import { headerValue, type RequestHeaders, readCredential } from './credentials.ts'
import { createFailureMeter, type FailureMeter, type FailureReason } from './failure-meter.ts'
import { hashOf, isToken, type TokenBook } from './tokens.ts'

export interface Grant {
  readonly project: string
  /** For audit trails: a token's name, `local` where none is needed, `process` for the command line on this machine. */
  readonly author: string
}

/** `any`: whoever is let in at all. */
export type NeededScope = Scope | 'any'

export interface Access {
  readonly tokensNeeded: boolean
  /** Rejects with `unauthenticated`, `forbidden`, `overloaded` or `bad-request`. For doors that are no route of ours, such as gRPC's. */
  authorize(headers: RequestHeaders, scope: NeededScope, from?: string): Promise<Grant>
  /** The same for a request, with the guard against web pages; remembered for `grantOf`. */
  admit(request: FastifyRequest, scope: NeededScope): Promise<void>
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

  function refuse(reason: FailureReason, from: string, error: VedetteError): never {
    const waitSec = failures.note(reason, from)
    if (waitSec === undefined) throw error
    throw new VedetteError(
      'overloaded',
      `Too many refused requests from ${from === '' ? 'here' : from}; the last one: ${error.message}`,
      { retryAfterSec: waitSec },
    )
  }

  async function authorize(headers: RequestHeaders, scope: NeededScope, from = ''): Promise<Grant> {
    const credential = readCredential(headers)
    const wanted = wantedProject(headers)
    const holdsToken = credential.kind === 'token' && isToken(credential.secret)
    // Without need of a token, a password that is meant for something else (a copied configuration) does no harm; one of ours counts.
    if (!options.tokensNeeded && !holdsToken) return { project: wanted ?? DEFAULT_PROJECT, author: 'local' }

    if (credential.kind === 'none')
      refuse('missing', from, unauthenticated(`This needs a token${forScope(scope)}. ${HOW_TO}`))
    if (credential.kind === 'malformed')
      refuse('malformed', from, unauthenticated(`${credential.why} ${HOW_TO}`))
    if (processHash !== undefined && timingSafeEqual(hashOf(credential.secret), processHash))
      return { project: wanted ?? DEFAULT_PROJECT, author: 'process' }

    const found = await tokens.find(credential.secret)
    if (found.state === 'unknown')
      refuse(
        'unknown',
        from,
        unauthenticated('No token like this one was ever created here, or it was mistyped.'),
      )
    const { token } = found
    if (found.state === 'revoked')
      refuse(
        'revoked',
        from,
        unauthenticated(`The token "${token.name}" was revoked${onDate(token.revokedMs)}.`),
      )
    if (found.state === 'expired')
      refuse('expired', from, unauthenticated(`The token "${token.name}" expired${onDate(token.expiresMs)}.`))

    const scopes = token.scopes.includes('admin') ? EVERYTHING : token.scopes
    if (scope !== 'any' && !scopes.includes(scope))
      refuse(
        'scope',
        from,
        forbidden(
          `The token "${token.name}" is for ${token.scopes.join(' and ')}; this needs one for ${scope}.`,
        ),
      )
    if (wanted !== undefined && wanted !== token.project && !token.scopes.includes('admin'))
      refuse(
        'project',
        from,
        forbidden(
          `The token "${token.name}" belongs to the project ${token.project}; the header X-Vedette-Project asks for ${wanted}.`,
        ),
      )
    return { project: wanted ?? token.project, author: token.name }
  }

  return {
    tokensNeeded: options.tokensNeeded,
    authorize,

    async admit(request, scope) {
      const from = request.ip
      if (!options.tokensNeeded) {
        const host = foreignHost(request.headers, ownHosts)
        if (host !== undefined)
          refuse(
            'host',
            from,
            forbidden(
              `This Vedette takes requests for localhost only, not for ${JSON.stringify(host.slice(0, 100))}: a web page could otherwise reach it through your browser. Behind a proxy, set access.required to always and use tokens, or name the address in http.external_url.`,
            ),
          )
      }
      if (isCrossOriginWrite(request.method, request.headers))
        refuse(
          'origin',
          from,
          forbidden(
            'A web page of another origin sent this; Vedette takes such requests only from its own pages.',
          ),
        )
      grants.set(request, await authorize(request.headers, scope, from))
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

function unauthenticated(message: string): VedetteError {
  return new VedetteError('unauthenticated', message)
}

function forbidden(message: string): VedetteError {
  return new VedetteError('forbidden', message)
}
