import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ChaosState } from '../../../contracts/chaos-state.ts'
import { DEMO_ADMIN, DEMO_CUSTOMER_PASSWORD, DEMO_CUSTOMERS } from '../../../contracts/demo-accounts.ts'
import { NO_CHAOS } from '../../../contracts/events.ts'
import type { StoredEvent } from '../../../kit/events/events.ts'
import { until } from '../../../testing/until.ts'
import {
  ADMIN_PASSWORD,
  adminToken,
  boot,
  login,
  PASSWORD,
  problem,
  register,
  send,
} from '../testing/asking.ts'

describe('user-service', () => {
  it('registers people, lets them in, and lets them change their name and password', async () => {
    await using service = await boot()
    const registered = await register(service, 'Ada.Lovelace@Example.COM', '  Ada Lovelace ')
    expect(registered).toMatchObject({
      status: 201,
      body: {
        user: {
          id: expect.stringMatching(/^u-[0-9a-f-]{36}$/),
          email: 'ada.lovelace@example.com',
          name: 'Ada Lovelace',
          role: 'customer',
        },
      },
    })
    const { token, user } = registered.body
    expect(await service.kit.tokens.verify(token)).toEqual({ userId: user.id, role: 'customer' })
    expect(await send(service, 'GET', '/profile', undefined, token)).toMatchObject({
      status: 200,
      body: { id: user.id, name: 'Ada Lovelace' },
    })
    expect(await login(service, 'ADA.lovelace@example.com')).toMatchObject({
      status: 200,
      body: { user: { id: user.id } },
    })

    const put = (body: object) => send(service, 'PUT', '/profile', body, token)
    expect(await put({ name: 'Countess' })).toMatchObject({ status: 200, body: { name: 'Countess' } })
    expect(await put({ password: 'another horse' })).toMatchObject(problem(403, 'wrong_password'))
    expect(await put({ password: 'another horse', currentPassword: 'no' })).toMatchObject(
      problem(403, 'wrong_password'),
    )
    expect(await put({ password: 'another horse', currentPassword: PASSWORD })).toMatchObject({ status: 200 })
    expect(await login(service, user.email)).toMatchObject(problem(401, 'wrong_credentials'))
    expect(await login(service, user.email, 'another horse')).toMatchObject({ status: 200 })
    expect(await put({})).toMatchObject(problem(400, 'invalid_request'))
    expect(await put({ role: 'admin' })).toMatchObject(problem(400, 'invalid_request'))

    expect(await service.sample('user_registrations_total', { status: 'success' })).toBe(1)
    expect(await service.sample('registrations_total')).toBe(1)
    expect(await service.sample('user_logins_total', { success: 'true' })).toBe(2)
    expect(await service.sample('login_attempts_total', { status: 'failure' })).toBe(1)
    expect(await service.sample('user_auth_failures_total', { reason: 'bad_password' })).toBe(3)
    expect(await service.sample('user_update_duration_seconds_count')).toBe(2)
    expect(await service.sample('user_errors_total', { error_type: 'forbidden', endpoint: '/profile' })).toBe(
      2,
    )
    expect(await service.sample('user_http_requests_total', { endpoint: '/register', status: '201' })).toBe(1)
    expect(
      await service.sample('user_db_query_duration_seconds_count', { query_type: 'insert' }),
    ).toBeGreaterThan(0)
  })

  it('gives one address to one person, whoever asks at the same moment', async () => {
    await using service = await boot()
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        register(service, i % 2 === 0 ? 'race@example.com' : 'RACE@example.com'),
      ),
    )
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const reply of replies)
      if (reply.status !== 201) expect(reply).toMatchObject(problem(409, 'email_taken'))
    expect(await service.sample('user_registrations_total', { status: 'failed' })).toBe(19)
    expect(await send(service, 'GET', '/users?q=race', undefined, await adminToken(service))).toMatchObject({
      body: { total: 1 },
    })
  })

  it('says the same, at the same cost, whether the address or the password is wrong', async () => {
    await using service = await boot()
    const compared = () => service.sample('password_validation_duration_seconds_count')
    const unknown = await login(service, 'nobody@example.com')
    expect(await compared()).toBe(1)
    const wrong = await login(service, DEMO_CUSTOMERS[0].email, 'not it')
    expect(await compared()).toBe(2)
    expect(unknown).toMatchObject(problem(401, 'wrong_credentials'))
    expect(wrong).toEqual(unknown)
    expect(await service.sample('user_auth_failures_total', { reason: 'unknown_email' })).toBe(1)
    expect(await service.sample('user_auth_failures_total', { reason: 'bad_password' })).toBe(1)
  })

  it('shows admins who is there, in pages, and lets them make others admins', async () => {
    await using service = await boot()
    const ada = (await register(service, 'ada@example.com')).body
    const get = (path: string, token: string) => send(service, 'GET', path, undefined, token)
    expect(await get('/users', ada.token)).toMatchObject(problem(403, 'admin_only'))
    expect(
      await send(service, 'PUT', `/users/${ada.user.id}/role`, { role: 'admin' }, ada.token),
    ).toMatchObject(problem(403, 'admin_only'))

    const token = await adminToken(service)
    const all = (await get('/users', token)).body
    expect(all.users).toHaveLength(2 + DEMO_CUSTOMERS.length)
    expect(all).toMatchObject({ total: all.users.length })
    expect(all.next).toBeUndefined()
    expect(all.users[0]).toMatchObject({ id: ada.user.id, email: 'ada@example.com' })
    const pages: string[] = []
    for (let after = ''; ; ) {
      const { body } = await get(`/users?limit=4${after}`, token)
      pages.push(...body.users.map(user => user.id))
      if (body.next === undefined) break
      after = `&after=${body.next}`
    }
    expect(pages).toEqual(all.users.map(user => user.id))
    expect((await get('/users?q=LINDQ', token)).body).toMatchObject({
      total: 1,
      users: [{ email: 'ada@cloudcart.example' }],
    })

    const put = (id: string, role: string, by: string) =>
      send(service, 'PUT', `/users/${id}/role`, { role }, by)
    expect(await put(ada.user.id, 'admin', token)).toMatchObject({ status: 200, body: { role: 'admin' } })
    const second = (await login(service, 'ada@example.com')).body.token
    expect(await get('/users', second)).toMatchObject({ status: 200 })
    expect(await put(ada.user.id, 'customer', second)).toMatchObject(problem(409, 'own_role'))
    expect(await put(`u-${'0'.repeat(36)}`, 'admin', token)).toMatchObject(problem(404, 'no_such_user'))
    await until('the second admin', async () => (await service.sample('admin_users_count')) === 2)
    expect(await service.sample('total_users_count')).toBe(2 + DEMO_CUSTOMERS.length)
    expect(await service.sample('active_users_count')).toBe(2)
  })

  it('counts as active who was here within a quarter of an hour', async () => {
    let nowMs = Date.now()
    await using service = await boot({ nowMs: () => nowMs })
    await register(service, 'ada@example.com')
    await until('Ada', async () => (await service.sample('active_users_count')) === 1)
    nowMs += 16 * 60_000
    await until('nobody', async () => (await service.sample('active_users_count')) === 0)
    await login(service, 'ada@example.com')
    await until('Ada again', async () => (await service.sample('active_users_count')) === 1)
  })

  it('has demo accounts from its first start, and keeps people over a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'user-service-'))
    try {
      const first = await boot({ settings: { dataDir } })
      expect(await login(first, DEMO_CUSTOMERS[1].email, DEMO_CUSTOMER_PASSWORD)).toMatchObject({
        status: 200,
      })
      await register(first, 'ada@example.com')
      await first.stop()
      await using second = await boot({ settings: { dataDir, adminPassword: 'another password' } })
      expect(await login(second, 'ada@example.com')).toMatchObject({ status: 200 })
      expect(await login(second, DEMO_ADMIN.email, ADMIN_PASSWORD)).toMatchObject({ status: 200 })
      await until(
        'the count',
        async () => (await second.sample('total_users_count')) === 2 + DEMO_CUSTOMERS.length,
      )
    } finally {
      await rm(dataDir, { recursive: true })
    }
  })

  it('tells others by events what happened', async () => {
    await using service = await boot()
    const events: StoredEvent[] = []
    await using stack = new AsyncDisposableStack()
    stack.adopt(
      await service.kit.events.subscribe({
        group: 'test',
        topics: ['users'],
        from: 'beginning',
        handle: async event => void events.push(event),
      }),
      subscription => subscription.close(),
    )
    const { token, user } = (await register(service, 'ada@example.com')).body
    await send(service, 'PUT', '/profile', { name: 'Countess' }, token)
    await login(service, 'ada@example.com', 'wrong')
    await login(service, 'nobody@example.com')
    await until('four events', () => events.length === 4)
    const of = (type: string) =>
      events.filter(event => event.type === type).map(({ key, payload }) => ({ key, payload }))
    expect(of('user.registered')).toEqual([{ key: user.id, payload: { userId: user.id, name: 'Ada' } }])
    expect(of('user.updated')).toEqual([{ key: user.id, payload: { userId: user.id, fields: ['name'] } }])
    expect(of('user.login_failed')).toEqual(
      expect.arrayContaining([
        { key: user.id, payload: { reason: 'bad_password' } },
        { key: 'unknown', payload: { reason: 'unknown_email' } },
      ]),
    )
    const published = (event_type: string) =>
      service.sample('user_kafka_events_published_total', { event_type, status: 'success' })
    expect(await published('user.registered')).toBe(1)
    expect(await published('user.login_failed')).toBe(2)
    expect(
      await service.sample('user_kafka_publish_duration_seconds_count', { event_type: 'user.updated' }),
    ).toBe(1)
  })

  it('has a bounded label of sessions while the cardinality bomb is on, and never after', async () => {
    const state = (grade: 0.1 | 1): ChaosState => ({
      chaos: NO_CHAOS,
      injections: [],
      faults: [
        { fault: 'cardinality-bomb', target: 'user-service', grade, startMs: 0, endMs: Date.now() + 600_000 },
      ],
    })
    let shown: ChaosState = { chaos: NO_CHAOS, faults: [], injections: [] }
    const chaos = createServer((_request, response) => void response.end(JSON.stringify(shown)))
    await new Promise<void>(done => chaos.listen(0, '127.0.0.1', done))
    const chaosUrl = `http://127.0.0.1:${(chaos.address() as AddressInfo).port}`
    try {
      await using service = await boot({ settings: { urlOf: () => chaosUrl } })
      const ask = () => send(service, 'POST', '/tokens/validate', { token: 'x' })
      const series = async () => {
        const text = await (await fetch(`${service.url}/metrics`)).text()
        return text.split('\n').filter(line => line.startsWith('user_requests_by_session_total{')).length
      }
      await ask()
      expect(await series()).toBe(0)
      shown = state(0.1)
      await until('the fault', async () => {
        await ask()
        return (await series()) > 0
      })
      for (let i = 0; i < 15; i++) await Promise.all(Array.from({ length: 20 }, ask))
      expect(await series()).toBe(200)
      shown = { ...shown, faults: [] }
      await until('the end of the fault', async () => (await series()) === 0)
      await ask()
      expect(await series()).toBe(0)
    } finally {
      chaos.closeAllConnections()
      await new Promise(done => chaos.close(done))
    }
  })
})
