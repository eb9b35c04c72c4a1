/** The user service booted for a test, and how tests ask it. */
import { expect } from 'vitest'
import { DEMO_ADMIN } from '../../../contracts/demo-accounts.ts'
import { type Booted, type BootedOptions, bootForTest } from '../../../testing/booted.ts'
import { createUserService } from '../src/app.ts'

export const ADMIN_PASSWORD = 'the admin of the tests'
export const SECRET = 'a secret of the tests'
export const PASSWORD = 'correct horse battery'

export const boot = (options: BootedOptions = {}) =>
  bootForTest(createUserService({ countEveryMs: 50 }), {
    ...options,
    settings: { adminPassword: ADMIN_PASSWORD, ...options.settings },
  })

/** Everything that is looked at in some answer. */
interface Body {
  readonly user: { readonly id: string; readonly email: string }
  readonly token: string
  readonly reason?: string
  readonly users: readonly { readonly id: string; readonly name: string }[]
  readonly next?: string
}

export interface Reply {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly body: Body
}

export async function send(
  service: Booted,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<Reply> {
  const answer = await fetch(service.url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    text,
    body: JSON.parse(text),
  }
}

export const register = (service: Booted, email: string, name = 'Ada', password = PASSWORD) =>
  send(service, 'POST', '/register', { email, name, password })
export const login = (service: Booted, email: string, password = PASSWORD) =>
  send(service, 'POST', '/login', { email, password })
export const adminToken = async (service: Booted): Promise<string> =>
  (await login(service, DEMO_ADMIN.email, ADMIN_PASSWORD)).body.token

export const problem = (status: number, code: string) => ({
  status,
  type: expect.stringContaining('application/problem+json'),
  body: expect.objectContaining({ status, code, type: 'about:blank' }),
})
