import type { Call } from './call.ts'

export type Role = 'customer' | 'admin'

export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly createdAt: string
  readonly lastSeenAt: string | null
}

export interface SignedIn {
  readonly user: User
  readonly token: string
}

export interface UserPage {
  readonly users: readonly User[]
  readonly total: number
  readonly next?: string
}

export interface ProfileChange {
  readonly name?: string
  readonly password?: string
  readonly currentPassword?: string
}

export function signIn(call: Call, email: string, password: string): Promise<SignedIn> {
  return call('POST', '/api/users/login', { body: { email, password } })
}

export function register(
  call: Call,
  person: { email: string; name: string; password: string },
): Promise<SignedIn> {
  return call('POST', '/api/users/register', { body: person })
}

export function myProfile(call: Call): Promise<User> {
  return call('GET', '/api/users/profile')
}

export function changeProfile(call: Call, change: ProfileChange): Promise<User> {
  return call('PUT', '/api/users/profile', { body: change })
}

export function findUsers(call: Call, q: string, after: string | undefined): Promise<UserPage> {
  return call('GET', '/api/users/users', { query: { limit: 50, q: q === '' ? undefined : q, after } })
}

export function changeRole(call: Call, id: string, role: Role): Promise<User> {
  return call('PUT', `/api/users/users/${encodeURIComponent(id)}/role`, { body: { role } })
}
