/** Users in the database. */
import type { Database, Queries } from '../../../kit/database/database.ts'
import type { Role } from '../../../kit/tokens.ts'

export interface User {
  readonly id: string
  /** Lower case. */
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly createdMs: number
  readonly updatedMs: number
  /** When the user was last here, give or take a few seconds. */
  readonly seenMs: number
}

export interface StoredUser extends User {
  readonly passwordHash: string
}

export interface UserChange {
  readonly name?: string | undefined
  readonly passwordHash?: string | undefined
  readonly role?: Role | undefined
}

export interface UserPage {
  /** Of all that fit the search. */
  readonly total: number
  readonly users: readonly User[]
}

export interface UserCounts {
  readonly total: number
  readonly active: number
  readonly admins: number
}

const COLUMNS = `id, email, name, role, created_ms AS "createdMs", updated_ms AS "updatedMs", seen_ms AS "seenMs"`
const WITH_HASH = `${COLUMNS}, password_hash AS "passwordHash"`
const SEEN_AT_ONCE = 50
const MATCHES = "($1 = '' OR lower(email) LIKE $2 ESCAPE '\\' OR lower(name) LIKE $2 ESCAPE '\\')"

export function createStore(database: Database) {
  return {
    /** In a transaction with what else must be written. Throws `unique` where the e-mail is taken. */
    async add(user: StoredUser, queries: Queries = database): Promise<void> {
      await queries.run(
        `INSERT INTO users (id, email, name, role, password_hash, created_ms, updated_ms, seen_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          user.id,
          user.email,
          user.name,
          user.role,
          user.passwordHash,
          user.createdMs,
          user.updatedMs,
          user.seenMs,
        ],
      )
    },

    byEmail: (email: string): Promise<StoredUser | undefined> =>
      database.one<StoredUser>(`SELECT ${WITH_HASH} FROM users WHERE email = $1`, [email]),

    byId: (id: string): Promise<StoredUser | undefined> =>
      database.one<StoredUser>(`SELECT ${WITH_HASH} FROM users WHERE id = $1`, [id]),

    change: (
      id: string,
      { name, passwordHash, role }: UserChange,
      nowMs: number,
      queries: Queries = database,
    ): Promise<User | undefined> =>
      queries.one<User>(
        `UPDATE users SET name = coalesce($2, name), password_hash = coalesce($3, password_hash),
           role = coalesce($4, role), updated_ms = $5
         WHERE id = $1 RETURNING ${COLUMNS}`,
        [id, name ?? null, passwordHash ?? null, role ?? null, nowMs],
      ),

    async seen(ids: readonly string[], nowMs: number): Promise<void> {
      for (let i = 0; i < ids.length; i += SEEN_AT_ONCE) {
        const some = ids.slice(i, i + SEEN_AT_ONCE)
        // Filled up with the first, so that it is always the same statement.
        const places = Array.from({ length: SEEN_AT_ONCE }, (_, at) => some[at] ?? some[0]!)
        await database.run(
          `UPDATE users SET seen_ms = $1 WHERE id IN (${places.map((_, at) => `$${at + 2}`).join(', ')})`,
          [nowMs, ...places],
        )
      }
    },

    /** Newest first: those with ids before `before`, whose e-mail or name has `search` in it. */
    async page(before: string | undefined, limit: number, search: string): Promise<UserPage> {
      const wanted = search.toLowerCase()
      const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
      const count = await database.one<{ total: number }>(
        `SELECT count(*) AS total FROM users WHERE ${MATCHES}`,
        [wanted, like],
      )
      const users = await database.all<User>(
        `SELECT ${COLUMNS} FROM users WHERE ${MATCHES} AND ($3 = '' OR id < $3) ORDER BY id DESC LIMIT $4`,
        [wanted, like, before ?? '', limit],
      )
      return { total: count?.total ?? 0, users }
    },

    async counts(activeSinceMs: number): Promise<UserCounts> {
      const counts = await database.one<UserCounts>(
        `SELECT count(*) AS total,
           coalesce(sum(CASE WHEN role = 'admin' THEN 1 ELSE 0 END), 0) AS admins,
           coalesce(sum(CASE WHEN seen_ms > $1 THEN 1 ELSE 0 END), 0) AS active
         FROM users`,
        [activeSinceMs],
      )
      return counts ?? { total: 0, active: 0, admins: 0 }
    },
  }
}

export type Store = ReturnType<typeof createStore>
