/** Users of the fake shop. Tokens are made of the user's id; nothing is hashed. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DEMO_ADMIN, DEMO_CUSTOMER_PASSWORD, DEMO_CUSTOMERS } from '../../contracts/demo-accounts.ts'
import { FakeProblem } from './fake-problem.ts'

export const FAKE_ADMIN_PASSWORD = 'an admin of the tests'

export interface FakeUser {
  id: string
  email: string
  name: string
  role: 'customer' | 'admin'
  createdAt: string
  updatedAt: string
  lastSeenAt: string | null
}

export interface FakeUsers {
  readonly all: FakeUser[]
  /** Who asks; throws where nobody is signed in. */
  known(request: FastifyRequest): FakeUser
  admin(request: FastifyRequest): FakeUser
  /** From now on no token is good. */
  forgetTokens(): void
}

export function addUsers(app: FastifyInstance): FakeUsers {
  const passwords = new Map<string, string>()
  const all: FakeUser[] = []
  let generation = 1

  const add = (email: string, name: string, role: FakeUser['role'], password: string): FakeUser => {
    const at = new Date(Date.now() - all.length * 5_400_000).toISOString()
    const id = `u-${String(all.length + 1).padStart(8, '0')}-0000-0000-0000-000000000000`
    const user = {
      id,
      email,
      name,
      role,
      createdAt: at,
      updatedAt: at,
      lastSeenAt: all.length % 3 === 2 ? null : at,
    }
    all.push(user)
    passwords.set(id, password)
    return user
  }
  add(DEMO_ADMIN.email, DEMO_ADMIN.name, 'admin', FAKE_ADMIN_PASSWORD)
  for (const { email, name } of DEMO_CUSTOMERS) add(email, name, 'customer', DEMO_CUSTOMER_PASSWORD)

  const session = (user: FakeUser) => ({ user, token: `token-${generation}-${user.id}` })
  const known = (request: FastifyRequest): FakeUser => {
    const token = request.headers.authorization?.replace('Bearer ', '')
    const user = all.find(each => token === `token-${generation}-${each.id}`)
    if (user === undefined) throw new FakeProblem(401, 'token_expired', 'Sign in to do this.')
    return user
  }
  const admin = (request: FastifyRequest): FakeUser => {
    const user = known(request)
    if (user.role !== 'admin') throw new FakeProblem(403, 'admin_only', 'Only an admin can do this.')
    return user
  }

  app.post<{ Body: { email: string; name: string; password: string } }>(
    '/api/users/register',
    (request, reply) => {
      const { email, name, password } = request.body
      if (all.some(each => each.email === email)) throw new FakeProblem(409, 'email_taken')
      return reply.code(201).send(session(add(email, name, 'customer', password)))
    },
  )
  app.post<{ Body: { email: string; password: string } }>('/api/users/login', async ({ body }) => {
    const user = all.find(each => each.email === body.email.toLowerCase())
    if (user === undefined || passwords.get(user.id) !== body.password)
      throw new FakeProblem(401, 'wrong_credentials')
    return session(user)
  })
  app.get('/api/users/profile', async request => known(request))
  app.put<{ Body: { name?: string; password?: string; currentPassword?: string } }>(
    '/api/users/profile',
    async request => {
      const user = known(request)
      const { name, password, currentPassword } = request.body
      if (password !== undefined) {
        if (passwords.get(user.id) !== currentPassword) throw new FakeProblem(403, 'wrong_password')
        passwords.set(user.id, password)
      }
      if (name !== undefined) user.name = name
      return user
    },
  )
  app.get<{ Querystring: { q?: string; limit?: string; after?: string } }>(
    '/api/users/users',
    async request => {
      admin(request)
      const { q = '', limit = '50', after } = request.query
      const found = all.filter(({ name, email }) =>
        `${name} ${email}`.toLowerCase().includes(q.toLowerCase()),
      )
      const start = after === undefined ? 0 : found.findIndex(each => each.id === after) + 1
      const users = found.slice(start, start + Number(limit))
      const more = start + users.length < found.length
      return { users, total: found.length, ...(more ? { next: users.at(-1)!.id } : {}) }
    },
  )
  app.put<{ Params: { id: string }; Body: { role: FakeUser['role'] } }>(
    '/api/users/users/:id/role',
    async request => {
      const me = admin(request)
      const user = all.find(each => each.id === request.params.id)
      if (user === undefined) throw new FakeProblem(404, 'no_such_user')
      if (user === me) throw new FakeProblem(409, 'own_role')
      user.role = request.body.role
      return user
    },
  )
  return { all, known, admin, forgetTokens: () => void generation++ }
}
