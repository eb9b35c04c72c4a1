/** Who is a user of the shop: registering, signing in, and what changes about people. */
import { randomUUIDv7 } from 'node:crypto'
import type { Events } from '../../../contracts/events.ts'
import { type Database, DatabaseError, type Queries } from '../../../kit/database/database.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Role, TokenFault, Tokens } from '../../../kit/tokens.ts'
import type { UserMetrics } from './metrics.ts'
import type { Passwords } from './password.ts'
import type { Presence } from './presence.ts'
import type { Store, User, UserChange, UserPage } from './store.ts'

export type UserEvent = 'user.registered' | 'user.updated' | 'user.login_failed'

/** Written with the change, and published after it. */
export type Announce = <T extends UserEvent>(
  queries: Queries,
  type: T,
  userId: string,
  payload: Events[T]['payload'],
) => Promise<void>

export interface UsersNeeds {
  readonly database: Database
  readonly store: Store
  readonly passwords: Passwords
  readonly presence: Presence
  readonly tokens: Tokens
  readonly metrics: UserMetrics
  readonly announce: Announce
  /** Published if it works; nothing depends on it. */
  readonly mention: (type: 'user.login_failed', key: string, payload: { reason: string }) => void
  readonly nowMs: () => number
}

export interface NewUser {
  readonly email: string
  readonly name: string
  readonly password: string
}

export interface Session {
  readonly user: User
  readonly token: string
}

export interface ProfileChange {
  readonly name?: string
  readonly password?: string
  readonly currentPassword?: string
}

export interface Users {
  register(input: NewUser): Promise<Session>
  login(email: string, password: string): Promise<Session>
  profile(id: string): Promise<User>
  update(id: string, change: ProfileChange): Promise<User>
  page(before: string | undefined, limit: number, search: string): Promise<UserPage>
  setRole(id: string, role: Role, by: string): Promise<User>
  /** What is wrong with it. */
  validate(token: string): Promise<TokenFault | undefined>
}

export function createUsers(needs: UsersNeeds): Users {
  const { database, store, passwords, presence, tokens, metrics, announce, mention, nowMs } = needs

  const signIn = async (user: User): Promise<Session> => ({
    user,
    token: await tokens.sign({ userId: user.id, role: user.role }),
  })

  const change = async (id: string, changed: UserChange, fields: readonly string[]): Promise<User> => {
    const user = await database.transaction(async queries => {
      const found = await store.change(id, changed, nowMs(), queries)
      if (found !== undefined) await announce(queries, 'user.updated', id, { userId: id, fields })
      return found
    })
    return user ?? nobody()
  }

  const checkCurrent = async (id: string, currentPassword: string | undefined): Promise<void> => {
    const user = await store.byId(id)
    if (user === undefined) return nobody()
    if (await passwords.matches(currentPassword ?? '', user.passwordHash)) return
    metrics.wrongPassword()
    throw new Problem(403, 'wrong_password', 'A new password needs the current one, and this is not it.')
  }

  return {
    async register({ email, name, password }) {
      try {
        const at = nowMs()
        const user = {
          id: newUserId(),
          email: normalEmail(email),
          name: name.trim(),
          role: 'customer' as const,
          createdMs: at,
          updatedMs: at,
          seenMs: at,
        }
        const passwordHash = await passwords.hash(password)
        await database.transaction(async queries => {
          await store.add({ ...user, passwordHash }, queries)
          await announce(queries, 'user.registered', user.id, { userId: user.id, name: user.name })
        })
        metrics.registration(true)
        return await signIn(user)
      } catch (error) {
        metrics.registration(false)
        if (!(error instanceof DatabaseError) || error.code !== 'unique') throw error
        throw new Problem(409, 'email_taken', 'Somebody has registered with this e-mail address already.')
      }
    },

    async login(email, password) {
      const user = await store.byEmail(normalEmail(email))
      let right: boolean
      try {
        right = await passwords.matches(password, user?.passwordHash)
      } catch (error) {
        if (error instanceof Problem) metrics.login('busy')
        throw error
      }
      if (user !== undefined && right) {
        metrics.login(undefined)
        presence.seen(user.id)
        return signIn(user)
      }
      const reason = user === undefined ? 'unknown_email' : 'bad_password'
      metrics.login(reason)
      mention('user.login_failed', user?.id ?? 'unknown', { reason })
      throw new Problem(401, 'wrong_credentials', 'E-mail address and password don’t belong together.')
    },

    async profile(id) {
      return (await store.byId(id)) ?? nobody()
    },

    async update(id, { name, password, currentPassword }) {
      if (name === undefined && password === undefined) {
        throw new Problem(400, 'invalid_request', 'A profile has a name and a password to change.')
      }
      const began = performance.now()
      let passwordHash: string | undefined
      if (password !== undefined) {
        await checkCurrent(id, currentPassword)
        passwordHash = await passwords.hash(password)
      }
      const changed = { name: name?.trim(), passwordHash }
      const fields = [
        ...(name === undefined ? [] : ['name']),
        ...(password === undefined ? [] : ['password']),
      ]
      const user = await change(id, changed, fields)
      metrics.updated((performance.now() - began) / 1000)
      return user
    },

    page: (before, limit, search) => store.page(before, limit, search),

    async setRole(id, role, by) {
      // So there is always an admin left.
      if (id === by) throw new Problem(409, 'own_role', 'Another admin has to change your role.')
      const began = performance.now()
      const user = await change(id, { role }, ['role'])
      metrics.updated((performance.now() - began) / 1000)
      return user
    },

    async validate(token) {
      const found = await tokens.verify(token)
      const fault = typeof found === 'string' ? found : undefined
      metrics.token(fault)
      return fault
    },
  }
}

/** Ids made later sort later. */
export function newUserId(): string {
  return `u-${randomUUIDv7()}`
}

export function normalEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}

function nobody(): never {
  throw new Problem(404, 'no_such_user', 'There is no such user.')
}
