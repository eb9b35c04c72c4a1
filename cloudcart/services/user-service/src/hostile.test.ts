import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { DEMO_ADMIN, DEMO_CUSTOMERS } from '../../../contracts/demo-accounts.ts'
import { createTokens } from '../../../kit/tokens.ts'
import { until } from '../../../testing/until.ts'
import {
  ADMIN_PASSWORD,
  adminToken,
  boot,
  login,
  PASSWORD,
  problem,
  type Reply,
  register,
  SECRET,
  send,
} from '../testing/asking.ts'

describe('user-service under bad requests', () => {
  it('refuses broken tokens of every kind', async () => {
    await using service = await boot()
    const key = new TextEncoder().encode(SECRET)
    const identity = { userId: 'u-1', role: 'admin' as const }
    const signed = (claims: Record<string, unknown>) =>
      new SignJWT({ sub: 'u-1', role: 'admin', iss: 'cloudcart', exp: 4_000_000_000, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(key)
    const good = await createTokens(SECRET).sign(identity)
    const [head, claims, signature] = good.split('.') as [string, string, string]
    const cases: [string, string][] = [
      ['no token at all', 'malformed'],
      [`${head}.${claims}`, 'malformed'],
      [`${head}.${claims}.`, 'invalid_signature'],
      [`${head}.${claims.slice(1)}.${signature}`, 'invalid_signature'],
      [`${head.slice(1)}.${claims}.${signature}`, 'malformed'],
      [
        `${head}.${Buffer.from('{"sub":"u-2","role":"admin"}').toString('base64url')}.${signature}`,
        'invalid_signature',
      ],
      [await createTokens('another secret').sign(identity), 'invalid_signature'],
      [await createTokens(SECRET, () => Date.now() - 25 * 3600_000).sign(identity), 'expired'],
      [
        new UnsecuredJWT({ sub: 'u-1', role: 'admin', iss: 'cloudcart' }).setExpirationTime('1h').encode(),
        'malformed',
      ],
      [await signed({ role: 'owner' }), 'wrong_claims'],
      [await signed({ iss: 'somebody' }), 'wrong_claims'],
      [await signed({ exp: undefined }), 'wrong_claims'],
      [await signed({ sub: undefined }), 'wrong_claims'],
    ]
    for (const [token, reason] of cases) {
      const validated = await send(service, 'POST', '/tokens/validate', { token })
      expect(validated, token).toMatchObject({ status: 200, body: { valid: false } })
      if (token.includes(' ')) continue
      expect(validated.body.reason, token).toBe(reason)
      expect(await send(service, 'GET', '/profile', undefined, token), token).toMatchObject(
        problem(401, `token_${reason}`),
      )
      expect(await send(service, 'GET', '/users', undefined, token), token).toMatchObject(
        problem(401, `token_${reason}`),
      )
    }
    expect(await send(service, 'GET', '/profile')).toMatchObject(problem(401, 'token_missing'))
    expect(await send(service, 'POST', '/tokens/validate', { token: good })).toMatchObject({
      body: { valid: true },
    })
    expect(await send(service, 'POST', '/tokens/validate', { token: 'x'.repeat(10_000) })).toMatchObject(
      problem(400, 'invalid_request'),
    )
    // A good token of somebody who is not there.
    expect(await send(service, 'GET', '/profile', undefined, good)).toMatchObject(
      problem(404, 'no_such_user'),
    )

    expect(await service.sample('token_validations_total', { result: 'valid' })).toBe(2)
    expect(await service.sample('token_validations_total', { result: 'expired' })).toBe(3)
    expect(await service.sample('user_auth_failures_total', { reason: 'token_missing' })).toBe(1)
    expect(await service.sample('user_auth_failures_total', { reason: 'token_wrong_claims' })).toBe(12)
  })

  it('takes SQL for what it is: text', async () => {
    await using service = await boot()
    const token = await adminToken(service)
    const attacks = [
      `' OR 1=1 --`,
      `'; DROP TABLE users; --`,
      `" OR ""="`,
      `\\'; DELETE FROM users`,
      `%' OR '1'='1`,
      `$1`,
    ]
    for (const [i, sql] of attacks.entries()) {
      expect(await register(service, sql, 'Ada'), sql).toMatchObject(problem(400, 'invalid_request'))
      expect(await login(service, sql), sql).toMatchObject(problem(400, 'invalid_request'))
      expect(await login(service, DEMO_ADMIN.email, sql), sql).toMatchObject(
        problem(401, 'wrong_credentials'),
      )
      const email = `sql${i}'--@example.com`
      const registered = await register(service, email, sql, `${sql} password`)
      expect(registered, sql).toMatchObject({ status: 201, body: { user: { name: sql, email } } })
      expect(await login(service, email, `${sql} password`), sql).toMatchObject({ status: 200 })
      const mine = registered.body.token
      expect(await send(service, 'PUT', '/profile', { name: sql }, mine), sql).toMatchObject({
        body: { name: sql },
      })
      expect(
        await send(service, 'PUT', '/profile', { password: 'long enough', currentPassword: sql }, mine),
      ).toMatchObject({ status: 403 })
      const q = encodeURIComponent(sql)
      const found = await send(service, 'GET', `/users?q=${q}`, undefined, token)
      expect(
        found.body.users.map(user => user.name),
        sql,
      ).toEqual([sql])
      expect(await send(service, 'GET', `/users?after=${q}`, undefined, token)).toMatchObject(
        problem(400, 'invalid_request'),
      )
      expect(await send(service, 'PUT', `/users/${q}/role`, { role: 'admin' }, token)).toMatchObject(
        problem(400, 'invalid_request'),
      )
      expect(
        await send(service, 'PUT', `/users/${registered.body.user.id}/role`, { role: sql }, token),
      ).toMatchObject({ status: 400 })
    }
    expect(await send(service, 'GET', '/users', undefined, token)).toMatchObject({
      body: { total: 1 + DEMO_CUSTOMERS.length + attacks.length },
    })
    // In a search a percent sign is a percent sign.
    expect(await send(service, 'GET', '/users?q=%25', undefined, token)).toMatchObject({ body: { total: 1 } })
    expect(await send(service, 'GET', '/users?q=_', undefined, token)).toMatchObject({ body: { total: 0 } })
  })

  it('refuses what is no request, and gives nobody more than asked for', async () => {
    await using service = await boot()
    const invalid = problem(400, 'invalid_request')
    expect(await register(service, 'a@example.com', 'x'.repeat(81))).toMatchObject(invalid)
    expect(await register(service, 'a@example.com', '   ')).toMatchObject(invalid)
    expect(await register(service, 'a@example.com', 'a\u0000b')).toMatchObject(invalid)
    expect(await register(service, 'a@example.com', 'Ada', 'short')).toMatchObject(invalid)
    expect(await register(service, 'a@example.com', 'Ada', 'x'.repeat(129))).toMatchObject(invalid)
    expect(await register(service, `${'a'.repeat(250)}@example.com`)).toMatchObject(invalid)
    expect(await send(service, 'POST', '/register', {})).toMatchObject(invalid)
    expect(await send(service, 'POST', '/login', '{"email":')).toMatchObject({
      status: 400,
      type: expect.stringContaining('problem'),
    })
    expect(await send(service, 'POST', '/login', '')).toMatchObject({ status: 400 })
    expect(
      await send(service, 'POST', '/login', { email: 'a@example.com', password: 'x'.repeat(1_100_000) }),
    ).toMatchObject({
      status: 413,
      type: expect.stringContaining('problem'),
    })
    expect(
      await send(service, 'GET', '/users?limit=100000', undefined, await adminToken(service)),
    ).toMatchObject(invalid)
    expect(await send(service, 'GET', '/nothing')).toMatchObject(problem(404, 'not_found'))
    const greedy = {
      email: 'a@example.com',
      name: 'A',
      password: PASSWORD,
      role: 'admin',
      id: 'u-1',
      passwordHash: 'x',
    }
    expect(await send(service, 'POST', '/register', greedy)).toMatchObject({
      status: 201,
      body: { user: { role: 'customer', id: expect.not.stringMatching(/^u-1$/) } },
    })
  })

  it('keeps passwords, hashes, tokens and addresses out of every answer, log line and metric', async () => {
    await using service = await boot()
    const answers: string[] = []
    const keep = async (reply: Promise<Reply>): Promise<Reply> => {
      const found = await reply
      answers.push(found.text)
      return found
    }
    const { token } = (await keep(register(service, 'ada@example.com'))).body
    await keep(login(service, 'ada@example.com'))
    await keep(login(service, 'ada@example.com', 'a wrong secret'))
    await keep(
      send(service, 'PUT', '/profile', { password: 'another horse', currentPassword: PASSWORD }, token),
    )
    await keep(send(service, 'GET', '/users', undefined, await adminToken(service)))
    await keep(send(service, 'GET', '/profile', undefined, `${token}x`))
    await keep(send(service, 'POST', '/tokens/validate', { token }))
    await until('the lines', () => service.lines.length >= 8)
    const metrics = await (await fetch(`${service.url}/metrics`)).text()
    const lines = JSON.stringify(service.lines)
    for (const secret of [
      PASSWORD,
      'a wrong secret',
      'another horse',
      ADMIN_PASSWORD,
      SECRET,
      'scrypt:',
      'passwordHash',
    ]) {
      expect(answers.join('\n')).not.toContain(secret)
      expect(lines).not.toContain(secret)
      expect(metrics).not.toContain(secret)
    }
    for (const personal of [token, token.split('.')[1]!, 'ada@example.com']) {
      expect(lines).not.toContain(personal)
      expect(metrics).not.toContain(personal)
    }
  })

  it('sends a crowd away instead of making it wait for minutes, and answers others meanwhile', async () => {
    await using service = await boot()
    const crowd = Array.from({ length: 60 }, () => login(service, DEMO_ADMIN.email, 'guessed'))
    expect(await send(service, 'POST', '/tokens/validate', { token: 'x' })).toMatchObject({ status: 200 })
    const replies = await Promise.all(crowd)
    const served = replies.filter(({ status }) => status === 401).length
    const busy = replies.length - served
    expect(served).toBeGreaterThanOrEqual(36)
    expect(busy).toBeGreaterThan(0)
    for (const reply of replies) if (reply.status !== 401) expect(reply).toMatchObject(problem(503, 'busy'))
    expect(await service.sample('user_auth_failures_total', { reason: 'busy' })).toBe(busy)
    expect(await service.sample('user_logins_total', { success: 'false' })).toBe(60)
  })
})
