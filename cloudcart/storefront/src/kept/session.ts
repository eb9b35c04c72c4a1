/** Who is signed in on this device. */
import type { SignedIn, User } from '../api/users.ts'
import type { KeptOptions } from './kept.ts'

export interface Session {
  readonly token: string
  readonly user: Pick<User, 'id' | 'name' | 'email' | 'role'>
}

export function readSession(stored: unknown): Session | undefined {
  const { token, user } = (stored ?? {}) as Partial<Session>
  if (typeof token !== 'string' || typeof user?.id !== 'string') return undefined
  return { token, user }
}

export function sessionOf({ token, user: { id, name, email, role } }: SignedIn): Session {
  return { token, user: { id, name, email, role } }
}

export const SESSION: Pick<KeptOptions<Session | undefined>, 'key' | 'read'> = {
  key: 'cloudcart.session',
  read: readSession,
}
