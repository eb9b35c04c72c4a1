import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_ADMIN, DEMO_CUSTOMERS } from '../../../contracts/demo-accounts.ts'
import { bootForTest } from '../../../testing/booted.ts'
import { outsideProgram } from '../../../testing/outside-program.ts'
import { createPostgres, type PostgresServer } from '../../../testing/postgres.ts'
import { until } from '../../../testing/until.ts'
import { createUserService } from './app.ts'

/** Everything that is looked at in some answer. */
interface Body {
  readonly user: { readonly id: string }
  readonly token: string
  readonly users: readonly object[]
  readonly total: number
  readonly next?: string
}

const initdb = outsideProgram('postgresql')

describe.skipIf(initdb === undefined)('user-service on PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await createPostgres(initdb!)
  })
  afterAll(() => server.remove())

  it('knows people by one address each, finds them, changes them, and still knows them after a restart', async () => {
    const settings = { databaseUrl: server.url, adminPassword: 'the admin of the tests' }
    const boot = () => bootForTest(createUserService({ countEveryMs: 50 }), { settings })
    const first = await boot()
    const send = async (method: string, path: string, body?: object, token = '') => {
      const answer = await fetch(first.url + path, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          authorization: `Bearer ${token}`,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: (await answer.json()) as Body }
    }
    const person = { email: 'race@example.com', name: `100% \\ O'Neil_`, password: 'correct horse battery' }
    const replies = await Promise.all(Array.from({ length: 20 }, () => send('POST', '/register', person)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    const { user, token } = replies.find(({ status }) => status === 201)!.body
    expect(await send('PUT', '/profile', { name: 'O’Neil' }, token)).toMatchObject({
      body: { id: user.id, name: 'O’Neil' },
    })

    const admin = (
      await send('POST', '/login', { email: DEMO_ADMIN.email, password: settings.adminPassword })
    ).body.token
    const found = async (q: string) =>
      (await send('GET', `/users?q=${encodeURIComponent(q)}`, undefined, admin)).body.total
    expect(await found('')).toBe(2 + DEMO_CUSTOMERS.length)
    expect(await found('RACE@')).toBe(1)
    expect(await found('%')).toBe(0)
    expect(await found(`' OR '1'='1`)).toBe(0)
    const page = (await send('GET', '/users?limit=2', undefined, admin)).body
    const rest = (await send('GET', `/users?limit=200&after=${page.next}`, undefined, admin)).body
    expect(page.users.length + rest.users.length).toBe(page.total)
    expect(await send('PUT', `/users/${user.id}/role`, { role: 'admin' }, admin)).toMatchObject({
      status: 200,
    })
    await until('the second admin', async () => (await first.sample('admin_users_count')) === 2)
    expect(await first.sample('active_users_count')).toBe(2)
    await first.stop()

    await using second = await boot()
    await until('all', async () => (await second.sample('total_users_count')) === 2 + DEMO_CUSTOMERS.length)
    expect(await second.sample('active_users_count')).toBe(2)
  })
})
