/** `/api/v1/session`: signing in with a token, out, and who one is. */
import { type SessionInfo, signInRequest } from '@vedette/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { VedetteError } from '../errors.ts'
import type { Access, Identity } from './access.ts'
import { headerValue } from './credentials.ts'
import type { FailureMeter } from './failure-meter.ts'
import { SESSION_MS, type Sessions } from './sessions.ts'

export interface SessionRoutesOptions {
  readonly access: Access
  /** undefined where nobody has to sign in. */
  readonly sessions: Sessions | undefined
  /** Of failed attempts. */
  readonly attempts: FailureMeter
  /** As the configuration has it now; undefined where nothing is scraped. */
  readonly scrapeIntervalMs?: () => number | undefined
  readonly nowMs?: () => number
}

/** Failed attempts a minute from one address. A person mistypes twice; a token can't be guessed anyway. */
export const SIGN_IN_ATTEMPTS = 10

export function sessionRoutes({
  access,
  sessions,
  attempts,
  scrapeIntervalMs = () => undefined,
  nowMs = Date.now,
}: SessionRoutesOptions) {
  /** What only those may know that are signed in. */
  const known = (info: SessionInfo): SessionInfo => {
    const intervalMs = scrapeIntervalMs()
    return intervalMs === undefined ? info : { ...info, scrapeIntervalMs: intervalMs }
  }
  return async (app: FastifyInstance): Promise<void> => {
    const open = { config: { scope: 'open' as const } }

    app.get('/api/v1/session', open, async (request): Promise<SessionInfo> => {
      access.guard(request)
      if (sessions === undefined) return known(EVERYBODY)
      const found = await access.identify(request.headers, 'read')
      const session = sessions.read(request.headers)
      if ('refused' in found)
        return {
          required: true,
          signedIn: false,
          ...(session === undefined ? {} : { message: found.error.message }),
        }
      return known(infoOf(found, session?.state === 'open' ? session.expiresMs : undefined))
    })

    app.post('/api/v1/session', { ...open, bodyLimit: 65_536 }, async (request, reply) => {
      access.guard(request)
      if (sessions === undefined)
        throw new VedetteError('bad-request', 'Nobody has to sign in to this Vedette: access needs no token.')
      const token = tokenIn(request)
      const found = await access.identify({ authorization: `Bearer ${token}` }, 'read')
      if ('refused' in found) {
        const waitSec = attempts.note(found.refused, request.ip)
        if (waitSec === undefined) throw found.error
        throw new VedetteError(
          'overloaded',
          `Too many failed attempts to sign in from ${request.ip}; the last one: ${found.error.message}`,
          { retryAfterSec: waitSec },
        )
      }
      reply.header('Set-Cookie', sessions.open(token, cameSecurely(request)))
      return known(infoOf(found, nowMs() + SESSION_MS))
    })

    app.delete('/api/v1/session', open, async (request, reply) => {
      access.guard(request)
      if (sessions !== undefined)
        reply.header('Set-Cookie', sessions.end(request.headers, cameSecurely(request)))
      return reply.status(204).send()
    })
  }
}

const EVERYBODY: SessionInfo = {
  required: false,
  signedIn: true,
  name: 'local',
  scope: 'admin',
  project: 'default',
}

function infoOf({ grant, scopes }: Identity, expiresMs: number | undefined): SessionInfo {
  return {
    required: true,
    signedIn: true,
    name: grant.author,
    scope: scopes.includes('admin') ? 'admin' : 'read',
    project: grant.project,
    ...(expiresMs === undefined ? {} : { expiresMs }),
  }
}

/** As the browser sees it: TLS ends at a proxy, which need not say so, but a browser names the origin of what it sends. */
function cameSecurely({ headers }: FastifyRequest): boolean {
  const origin = headerValue(headers, 'origin')
  if (origin !== undefined && origin !== 'null') return origin.startsWith('https:')
  return headerValue(headers, 'x-forwarded-proto')?.startsWith('https') ?? false
}

function tokenIn(request: FastifyRequest): string {
  let body: unknown
  try {
    body = JSON.parse(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '')
  } catch (cause) {
    throw new VedetteError('bad-request', 'The body is not JSON.', { cause })
  }
  const parsed = signInRequest.safeParse(body)
  if (parsed.success) return parsed.data.token
  throw new VedetteError('bad-request', parsed.error.issues.map(({ message }) => message).join('; '))
}
