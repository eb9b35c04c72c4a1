import type { CreateTokenRequest } from '@vedette/api'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { buildTestApp } from '../../testing/app.ts'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { SILENT_LOG } from '../self/log.ts'
import { createAccess, type NeededScope, tokensNeeded } from './access.ts'
import { createTokenBook } from './tokens.ts'

async function guarded(settings: { tokensNeeded: boolean; processToken?: string; ownHosts?: string[] }) {
  const tokens = createTokenBook({ documents: createMemoryDocuments(), log: SILENT_LOG })
  const access = createAccess({ tokens, ...settings })
  const scopes: NeededScope[] = ['ingest', 'read', 'admin']
  const app = await buildTestApp({
    access,
    plugins: scopes.map(scope => ({
      scope,
      routes: async (child: FastifyInstance) => {
        child.route({
          method: ['GET', 'POST'],
          url: `/${scope}`,
          handler: request => access.grantOf(request),
        })
      },
    })),
  })
  const create = async (request: Partial<CreateTokenRequest> = {}) =>
    (await tokens.create({ name: 'ci', scopes: ['ingest'], project: 'default', ...request }, 'test')).token
  const ask = async (url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') => {
    const reply = await app.inject({ method, url, headers: { host: 'localhost:9090', ...headers } })
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers }
  }
  return { app, access, tokens, create, ask }
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

describe('where tokens are needed', () => {
  it('nothing goes without one, and the refusal says how to get in', async () => {
    const { ask } = await guarded({ tokensNeeded: true })
    const reply = await ask('/ingest')
    expect(reply.status).toBe(401)
    expect(reply.body).toEqual({
      code: 'unauthenticated',
      message:
        'This needs a token with the scope ingest. Send "Authorization: Bearer vdt_...", or the token as the password of basic auth; "vedette token create" makes one.',
    })
    expect(reply.headers['www-authenticate']).toBe('Bearer realm="Vedette"')
    expect((await ask('/nowhere')).status).toBe(401)
  })

  it('a browser is asked for the token as a password', async () => {
    const { ask } = await guarded({ tokensNeeded: true })
    const reply = await ask('/read', { accept: 'text/html,*/*' })
    expect(reply.headers['www-authenticate']).toMatch(/^Basic /)
  })

  it('a token opens what its scope says, as bearer or as the password of any user', async () => {
    const { ask, create } = await guarded({ tokensNeeded: true })
    const token = await create({ name: 'shipper', project: 'shop' })
    expect((await ask('/ingest', bearer(token))).body).toEqual({ project: 'shop', author: 'shipper' })
    const basic = `Basic ${Buffer.from(`anybody:${token}`).toString('base64')}`
    expect((await ask('/ingest', { authorization: basic })).status).toBe(200)
    expect((await ask('/ingest', { authorization: `bEARER  ${token} ` })).status).toBe(200)
    const refused = await ask('/read', bearer(token))
    expect(refused.status).toBe(403)
    expect(refused.body.message).toBe('The token "shipper" is for ingest; this needs one for read.')
  })

  it('admin opens everything, any token a wrong address', async () => {
    const { ask, create } = await guarded({ tokensNeeded: true })
    const admin = await create({ scopes: ['admin'] })
    expect(
      await Promise.all(
        ['/ingest', '/read', '/admin'].map(async url => (await ask(url, bearer(admin))).status),
      ),
    ).toEqual([200, 200, 200])
    expect((await ask('/nowhere', bearer(await create()))).status).toBe(404)
  })

  it('says of a token that it expired, was revoked or never was', async () => {
    const { ask, create, tokens } = await guarded({ tokensNeeded: true })
    const revoked = await create({ name: 'old' })
    await tokens.revoke((await tokens.list())[0]!.id, 'test')
    expect((await ask('/ingest', bearer(revoked))).body.message).toMatch(
      /^The token "old" was revoked on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
    )
    expect((await ask('/ingest', bearer('vdt_never'))).body.message).toBe(
      'No token like this one was ever created here, or it was mistyped.',
    )
    expect((await ask('/ingest', { authorization: 'Bearer' })).body.message).toContain('holds no token')
    expect((await ask('/ingest', { authorization: 'Digest x' })).body.message).toContain('must say "Bearer"')
    expect((await ask('/ingest', { authorization: 'Basic bm9jb2xvbg==' })).body.message).toContain(
      'no user and password',
    )
  })

  it('the process token is admin of every project', async () => {
    const { ask } = await guarded({ tokensNeeded: true, processToken: 'from-the-lock-file' })
    const reply = await ask('/admin', { ...bearer('from-the-lock-file'), 'x-vedette-project': 'shop' })
    expect(reply.body).toEqual({ project: 'shop', author: 'process' })
    expect((await ask('/admin', bearer('from-the-lock-fil'))).status).toBe(401)
  })

  it('keeps a token to its project, but for an admin', async () => {
    const { ask, create } = await guarded({ tokensNeeded: true })
    const token = await create({ project: 'shop' })
    const other = { 'x-vedette-project': 'bank' }
    const refused = await ask('/ingest', { ...bearer(token), ...other })
    expect(refused.status).toBe(403)
    expect(refused.body.message).toContain(
      'belongs to the project shop; the header X-Vedette-Project asks for bank',
    )
    const admin = await create({ scopes: ['admin'], project: 'shop' })
    expect((await ask('/ingest', { ...bearer(admin), ...other })).body.project).toBe('bank')
  })

  it('holds back a place that keeps failing, but not a valid token from the same place', async () => {
    const { ask, create } = await guarded({ tokensNeeded: true })
    for (let i = 0; i < 60; i++) expect((await ask('/read')).status).toBe(401)
    const held = await ask('/read')
    expect(held.status).toBe(429)
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0)
    expect(held.body.message).toMatch(
      /^Too many refused requests from 127\.0\.0\.1; the last one: This needs a token/,
    )
    expect((await ask('/ingest', bearer(await create()))).status).toBe(200)
  })

  it('leaves the Host header alone: a proxy may pass on any', async () => {
    const { ask, create } = await guarded({ tokensNeeded: true })
    expect((await ask('/ingest', { ...bearer(await create()), host: 'vedette.example.com' })).status).toBe(
      200,
    )
  })
})

describe('where no token is needed', () => {
  it('everything goes, into the project that a header names', async () => {
    const { ask } = await guarded({ tokensNeeded: false })
    expect((await ask('/admin')).body).toEqual({ project: 'default', author: 'local' })
    expect((await ask('/ingest', { 'x-vedette-project': 'shop' })).body.project).toBe('shop')
    const bad = await ask('/ingest', { 'x-vedette-project': '../x' })
    expect(bad.status).toBe(400)
    expect(bad.body.message).toContain('X-Vedette-Project: a project is 1 to 63')
  })

  it('a password for something else does no harm, a token of ours counts', async () => {
    const { ask, create } = await guarded({ tokensNeeded: false })
    expect((await ask('/ingest', { authorization: 'Basic YTpi' })).status).toBe(200)
    expect((await ask('/ingest', { authorization: 'Digest x' })).status).toBe(200)
    expect((await ask('/ingest', bearer(await create({ project: 'shop' })))).body.project).toBe('shop')
    expect((await ask('/ingest', bearer('vdt_never'))).status).toBe(401)
  })

  it.each([
    'evil.example',
    'evil.example:9090',
    '192.168.1.7:9090',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '[2001:db8::1]:9090',
  ])('a request for the host %s is refused: DNS rebinding', async host => {
    const { ask } = await guarded({ tokensNeeded: false })
    const reply = await ask('/read', { host })
    expect(reply.status).toBe(403)
    expect(reply.body.message).toContain(`takes requests for localhost only, not for "${host}"`)
  })

  it.each([
    'localhost',
    'LOCALHOST:9090',
    '127.0.0.1:9090',
    '127.1.2.3',
    '[::1]:9090',
    'vedette.localhost:1',
    'localhost.:9090',
    'host.docker.internal:9090',
    'box.lan:9090',
  ])('a request for the host %s goes through', async host => {
    const { ask } = await guarded({ tokensNeeded: false, ownHosts: ['box.lan'] })
    expect((await ask('/read', { host })).status).toBe(200)
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://localhost:3000' }],
    [{ origin: 'null' }],
  ])('a write by a page of another origin is refused: %o', async headers => {
    const { ask } = await guarded({ tokensNeeded: false })
    const reply = await ask('/admin', headers, 'POST')
    expect(reply.status).toBe(403)
    expect(reply.body.message).toContain('A web page of another origin sent this')
  })

  it.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:9090' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://localhost:9090' }],
  ])('a write by our own page or by no page goes through: %o', async headers => {
    const { ask } = await guarded({ tokensNeeded: false })
    expect((await ask('/admin', headers, 'POST')).status).toBe(200)
  })
})

describe('access', () => {
  it('is needed as the setting and the listener say', () => {
    expect(tokensNeeded('auto', true)).toBe(false)
    expect(tokensNeeded('auto', false)).toBe(true)
    expect(tokensNeeded('always', true)).toBe(true)
    expect(tokensNeeded('never', false)).toBe(false)
  })

  it('answers every header with a grant or a refusal of the catalogue', async () => {
    const { access } = await guarded({ tokensNeeded: true, processToken: 'secret' })
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map(s => `Bearer ${s}`),
          fc.string().map(s => `Basic ${Buffer.from(s).toString('base64')}`),
        ),
        async authorization => {
          await expect(access.authorize({ authorization }, 'read', 'x')).rejects.toMatchObject({
            code: expect.stringMatching(/^(?:unauthenticated|overloaded)$/),
          })
        },
      ),
    )
  })
})
