/** Who may use a route: `{ preHandler: signedIn(kit) }`. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { INTERNAL_HEADER } from './call.ts'
import { Problem } from './problem.ts'
import { bearerOf, type Identity, type TokenFault, type Tokens } from './tokens.ts'

type Guard = (request: FastifyRequest) => Promise<void>

/** `failed` is told why a token was refused. */
export function signedIn({ tokens }: { tokens: Tokens }, failed?: (reason: TokenFault) => void): Guard {
  return async request => {
    const token = bearerOf(request.headers.authorization)
    const identity = token === undefined ? 'missing' : await tokens.verify(token)
    if (typeof identity === 'string') {
      failed?.(identity)
      throw new Problem(401, `token_${identity}`, 'Sign in to do this.')
    }
    request.identity = identity
  }
}

export function adminOnly(kit: { tokens: Tokens }, failed?: (reason: TokenFault) => void): Guard {
  const known = signedIn(kit, failed)
  return async request => {
    await known(request)
    if (request.identity?.role !== 'admin') throw new Problem(403, 'admin_only', 'Only an admin can do this.')
  }
}

/** For what services ask each other; the gateway passes none of it on. */
export function internalOnly({ settings }: { settings: { internalToken: string } }): Guard {
  const expected = Buffer.from(settings.internalToken)
  return async request => {
    const shown = Buffer.from(String(request.headers[INTERNAL_HEADER] ?? ''))
    if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) {
      throw new Problem(403, 'internal_only', 'Services ask this of each other; nobody else may.')
    }
  }
}

export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === undefined) throw new Error('the route has no guard that says who asks')
  return request.identity
}
