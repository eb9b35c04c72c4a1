import type { CreateTokenRequest } from '@vedette/api'
import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { buildTestApp } from '../../testing/app.ts'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { SILENT_LOG } from '../self/log.ts'
import { createAccess } from './access.ts'
import { createFailureMeter } from './failure-meter.ts'
import { SIGN_IN_ATTEMPTS, sessionRoutes } from './session-routes.ts'
import { createSessions } from './sessions.ts'
import { createTokenBook } from './tokens.ts'

const HOST = 'vedette.example.com'
const OUR_PAGE = { origin: `http://${HOST}` }
const HOUR_MS = 3_600_000

async function served({ tokensNeeded = true, scrapeIntervalMs = undefined as number | undefined } = {}) {
  let now = Date.UTC(2026, 10, 21)
  const nowMs = () => now
  const tokens = createTokenBook({ documents: createMemoryDocuments(nowMs), log: SILENT_LOG, nowMs })
  const sessions = tokensNeeded ? createSessions({ key: Buffer.alloc(32, 1), nowMs }) : undefined
  const failures = createFailureMeter(nowMs)
  const access = createAccess({ tokensNeeded, tokens, sessions, failures, ownHosts: [HOST] })
  const attempts = createFailureMeter(nowMs, SIGN_IN_ATTEMPTS)
  const app = await buildTestApp({
    access,
    plugins: [
      {
        scope: 'open',
        routes: sessionRoutes({
          access,
          sessions,
          attempts,
          scrapeIntervalMs: () => scrapeIntervalMs,
          nowMs,
        }),
      },
      ...(['ingest', 'read', 'admin'] as const).map(scope => ({
        scope,
        routes: async (child: FastifyInstance) => {
          child.route({
            method: ['GET', 'POST', 'DELETE'],
            url: `/${scope}`,
            handler: request => access.grantOf(request),
          })
        },
      })),
    ],
  })
  const ask = async (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    headers: Record<string, string> = {},
    payload?: unknown,
  ) => {
    const reply = await app.inject({
      method,
      url,
      headers: { host: HOST, ...headers },
      ...(payload === undefined ? {} : { payload: payload as object }),
    })
    return {
      status: reply.statusCode,
      body: reply.body === '' ? undefined : reply.json(),
      setCookie: reply.headers['set-cookie'] as string | undefined,
      headers: reply.headers,
    }
  }
  const create = (request: Partial<CreateTokenRequest> = {}) =>
    tokens.create({ name: 'on call', scopes: ['read'], project: 'default', ...request }, 'test')
  const signIn = (token: string, headers: Record<string, string> = OUR_PAGE) =>
    ask('POST', '/api/v1/session', headers, { token })
  const signedIn = async (request: Partial<CreateTokenRequest> = {}) => {
    const { token, id } = await create(request)
    const { setCookie } = await signIn(token)
    return { id, cookie: setCookie!.split(';')[0]! }
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { ask, create, signIn, signedIn, tokens, nowMs, pass }
}

describe('signing in', () => {
  it('opens with a cookie what the token opens, but for the doors', async () => {
    const { ask, create, signIn, nowMs } = await served()
    const { token } = await create({ project: 'shop' })
    expect((await ask('GET', '/api/v1/session')).body).toEqual({ required: true, signedIn: false })
    const reply = await signIn(`  ${token} `)
    const session = {
      required: true,
      signedIn: true,
      name: 'on call',
      scope: 'read',
      project: 'shop',
      expiresMs: nowMs() + 12 * HOUR_MS,
    }
    expect([reply.status, reply.body]).toEqual([200, session])
    expect(reply.setCookie).not.toContain('Secure')
    const cookie = reply.setCookie!.split(';')[0]!
    expect((await ask('GET', '/api/v1/session', { cookie })).body).toEqual(session)
    expect((await ask('GET', '/read', { cookie })).body).toEqual({ project: 'shop', author: 'on call' })
    const refused = await ask('GET', '/admin', { cookie })
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'The token "on call" is for read; this needs one for admin.',
    ])
  })

  it('of an admin opens everything but the doors', async () => {
    const { ask, signedIn } = await served()
    const { cookie } = await signedIn({ scopes: ['admin'] })
    expect((await ask('GET', '/api/v1/session', { cookie })).body.scope).toBe('admin')
    expect((await ask('POST', '/admin', { cookie, ...OUR_PAGE })).status).toBe(200)
    const other = await ask('GET', '/read', { cookie, 'x-vedette-project': 'bank' })
    expect(other.body.project).toBe('bank')
    expect((await ask('GET', '/ingest', { cookie })).status).toBe(401)
  })

  it('says why it failed, in the words that tokens have', async () => {
    const { ask, create, signIn, tokens, pass } = await served()
    const ofDoors = await create({ name: 'shipper', scopes: ['ingest'] })
    expect((await signIn('vdt_wrong')).body.message).toBe(
      'No token like this one was ever created here, or it was mistyped.',
    )
    expect((await signIn('hunter2')).status).toBe(401)
    expect((await signIn(ofDoors.token)).body.message).toBe(
      'The token "shipper" is for ingest; this needs one for read.',
    )
    const short = await create({ name: 'visitor', expires: '1h' })
    pass(HOUR_MS)
    expect((await signIn(short.token)).body.message).toMatch(/^The token "visitor" expired on 2026-11-21/)
    const gone = await create({ name: 'gone' })
    await tokens.revoke(gone.id, 'test')
    const refused = await signIn(gone.token)
    expect([refused.status, refused.setCookie]).toEqual([401, undefined])
    expect(refused.body.message).toMatch(/^The token "gone" was revoked on/)
    expect((await signIn('')).body).toEqual({
      code: 'bad-request',
      message: 'give the token to sign in with',
    })
    const post = (payload: unknown) => ask('POST', '/api/v1/session', OUR_PAGE, payload)
    expect((await post({})).body.message).toBe('give the token to sign in with')
    expect((await post('no JSON')).body.message).toBe('The body is not JSON.')
    expect((await signIn('x'.repeat(1001))).status).toBe(400)
  })

  it('is slowed down where it keeps failing, never with a valid token', async () => {
    const { create, signIn, pass } = await served()
    for (let i = 0; i < SIGN_IN_ATTEMPTS; i++) expect((await signIn(`vdt_${i}`)).status).toBe(401)
    const held = await signIn('vdt_again')
    expect(held.status).toBe(429)
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0)
    expect(held.body.message).toMatch(
      /^Too many failed attempts to sign in from 127\.0\.0\.1; the last one: No/,
    )
    expect((await signIn((await create()).token)).status).toBe(200)
    pass(60_000)
    expect((await signIn('vdt_again')).status).toBe(401)
  })

  it('marks the cookie where the browser came over HTTPS', async () => {
    const { create, signIn } = await served()
    const { token } = await create()
    expect((await signIn(token, { origin: `https://${HOST}` })).setCookie).toMatch(/; Secure$/)
    expect((await signIn(token, { 'x-forwarded-proto': 'https' })).setCookie).toMatch(/; Secure$/)
  })

  it('is for our own pages only', async () => {
    const { ask, create, signIn, signedIn } = await served()
    const { token } = await create()
    expect((await signIn(token, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await signIn(token, { 'sec-fetch-site': 'same-site', ...OUR_PAGE })).status).toBe(403)
    const { cookie } = await signedIn()
    const out = await ask('DELETE', '/api/v1/session', { cookie, origin: 'https://evil.example' })
    expect(out.status).toBe(403)
    expect((await ask('GET', '/read', { cookie })).status).toBe(200)
  })
})

describe('a session', () => {
  it('ends after twelve hours, and says so, however often the page asks', async () => {
    const { ask, signedIn, pass } = await served()
    const { cookie } = await signedIn()
    pass(12 * HOUR_MS - 1)
    expect((await ask('GET', '/read', { cookie })).status).toBe(200)
    pass(1)
    for (let i = 0; i < 70; i++) {
      const reply = await ask('GET', '/read', { cookie })
      expect([reply.status, reply.body.message]).toEqual([401, 'The session has ended; sign in again.'])
    }
    expect((await ask('GET', '/api/v1/session', { cookie })).body).toEqual({
      required: true,
      signedIn: false,
      message: 'The session has ended; sign in again.',
    })
  })

  it('ends at once with its token', async () => {
    const { ask, signedIn, tokens, pass } = await served()
    const { cookie, id } = await signedIn()
    await tokens.revoke(id, 'test')
    expect((await ask('GET', '/read', { cookie })).status).toBe(401)
    expect((await ask('GET', '/api/v1/session', { cookie })).body).toEqual({
      required: true,
      signedIn: false,
      message: expect.stringMatching(/^The token "on call" was revoked on/),
    })
    const short = await signedIn({ expires: '1h' })
    pass(HOUR_MS)
    expect((await ask('GET', '/read', { cookie: short.cookie })).status).toBe(401)
  })

  it('says how often is scraped, to those who are signed in', async () => {
    const { ask, signedIn } = await served({ scrapeIntervalMs: 30_000 })
    expect((await ask('GET', '/api/v1/session')).body).toEqual({ required: true, signedIn: false })
    const { cookie } = await signedIn()
    expect((await ask('GET', '/api/v1/session', { cookie })).body).toMatchObject({ scrapeIntervalMs: 30_000 })
    const open = await served({ tokensNeeded: false, scrapeIntervalMs: 30_000 })
    expect((await open.ask('GET', '/api/v1/session')).body).toMatchObject({ scrapeIntervalMs: 30_000 })
  })

  it('ends by signing out', async () => {
    const { ask, signedIn } = await served()
    const { cookie } = await signedIn()
    const out = await ask('DELETE', '/api/v1/session', { cookie, ...OUR_PAGE })
    expect([out.status, out.setCookie]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect((await ask('GET', '/read', { cookie })).status).toBe(401)
    expect((await ask('DELETE', '/api/v1/session')).status).toBe(204)
  })

  it.each([
    [{}],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site', ...OUR_PAGE }],
    [{ 'sec-fetch-site': 'same-site', ...OUR_PAGE }],
    [{ 'sec-fetch-site': 'none' }],
  ])('changes nothing for a request that does not come from our own page: %o', async headers => {
    const { ask, signedIn } = await served()
    const { cookie } = await signedIn({ scopes: ['admin'] })
    for (const method of ['POST', 'DELETE'] as const) {
      const reply = await ask(method, '/admin', { cookie, ...(headers as Record<string, string>) })
      expect([reply.status, reply.body.message]).toEqual([
        403,
        'A web page of another origin sent this; Vedette takes such requests only from its own pages.',
      ])
    }
  })

  it.each([[OUR_PAGE], [{ 'sec-fetch-site': 'same-origin' }]])(
    'changes things for our own page: %o',
    async headers => {
      const { ask, signedIn } = await served()
      const { cookie } = await signedIn({ scopes: ['admin'] })
      const reply = await ask('DELETE', '/admin', { cookie, ...(headers as Record<string, string>) })
      expect([reply.status, reply.body]).toEqual([200, { project: 'default', author: 'on call' }])
    },
  )

  it('gives way to a header', async () => {
    const { ask, create, signedIn } = await served()
    const { cookie } = await signedIn({ scopes: ['admin'] })
    const { token } = await create({ name: 'program', project: 'shop' })
    const both = { cookie, authorization: `Bearer ${token}` }
    expect((await ask('POST', '/read', both)).body).toEqual({ project: 'shop', author: 'program' })
    expect((await ask('GET', '/admin', both)).status).toBe(403)
  })
})

describe('where nobody has to sign in', () => {
  it('everybody is, as an admin, and no cookie is given', async () => {
    const { ask, create, signIn } = await served({ tokensNeeded: false })
    expect((await ask('GET', '/api/v1/session')).body).toEqual({
      required: false,
      signedIn: true,
      name: 'local',
      scope: 'admin',
      project: 'default',
    })
    const reply = await signIn((await create()).token)
    expect([reply.status, reply.setCookie]).toEqual([400, undefined])
    expect(reply.body.message).toBe('Nobody has to sign in to this Vedette: access needs no token.')
    expect((await ask('DELETE', '/api/v1/session')).status).toBe(204)
  })

  it('tells a page of another name nothing: DNS rebinding', async () => {
    const { ask } = await served({ tokensNeeded: false })
    expect((await ask('GET', '/api/v1/session', { host: 'evil.example' })).status).toBe(403)
  })
})
