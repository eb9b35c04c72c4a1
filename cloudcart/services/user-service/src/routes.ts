/** Users over HTTP. */
import type { FastifyRequest } from 'fastify'
import { adminOnly, identityOf, signedIn } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import type { UserMetrics } from './metrics.ts'
import type { Presence } from './presence.ts'
import {
  Login,
  ProfileChange,
  Registration,
  RoleChange,
  SessionAnswer,
  TokenAnswer,
  TokenCheck,
  UserAnswer,
  UserParams,
  UserSearch,
  UsersAnswer,
} from './shapes.ts'
import type { User } from './store.ts'
import type { Session, Users } from './users.ts'

export function addRoutes(kit: Kit, users: Users, presence: Presence, metrics: UserMetrics): void {
  const { app } = kit
  const accepted = async (request: FastifyRequest): Promise<void> => {
    metrics.token(undefined)
    presence.seen(identityOf(request).userId)
  }
  const known = [signedIn(kit, metrics.token), accepted]
  const admin = [adminOnly(kit, metrics.token), accepted]

  app.post(
    '/register',
    { schema: { body: Registration, response: { 201: SessionAnswer } } },
    async (request, reply) => reply.code(201).send(sessionOf(await users.register(request.body))),
  )
  app.post('/login', { schema: { body: Login, response: { 200: SessionAnswer } } }, async ({ body }) =>
    sessionOf(await users.login(body.email, body.password)),
  )
  app.get('/profile', { preHandler: known, schema: { response: { 200: UserAnswer } } }, async request =>
    answerOf(await users.profile(identityOf(request).userId)),
  )
  app.put(
    '/profile',
    { preHandler: known, schema: { body: ProfileChange, response: { 200: UserAnswer } } },
    async request => answerOf(await users.update(identityOf(request).userId, request.body)),
  )
  app.post(
    '/tokens/validate',
    { schema: { body: TokenCheck, response: { 200: TokenAnswer } } },
    async ({ body }) => {
      const reason = await users.validate(body.token)
      return reason === undefined ? { valid: true } : { valid: false, reason }
    },
  )
  app.get(
    '/users',
    { preHandler: admin, schema: { querystring: UserSearch, response: { 200: UsersAnswer } } },
    async ({ query }) => {
      // One more than asked for tells whether there is another page.
      const page = await users.page(query.after, query.limit + 1, query.q ?? '')
      const shown = page.users.slice(0, query.limit)
      const more = page.users.length > query.limit
      return { users: shown.map(answerOf), total: page.total, ...(more ? { next: shown.at(-1)!.id } : {}) }
    },
  )
  app.put(
    '/users/:id/role',
    {
      preHandler: admin,
      schema: { params: UserParams, body: RoleChange, response: { 200: UserAnswer } },
    },
    async request =>
      answerOf(await users.setRole(request.params.id, request.body.role, identityOf(request).userId)),
  )
}

function sessionOf({ user, token }: Session) {
  return { user: answerOf(user), token }
}

function answerOf({ id, email, name, role, createdMs, updatedMs, seenMs }: User) {
  return {
    id,
    email,
    name,
    role,
    createdAt: new Date(createdMs).toISOString(),
    updatedAt: new Date(updatedMs).toISOString(),
    lastSeenAt: seenMs === 0 ? null : new Date(seenMs).toISOString(),
  }
}
