import { describe, expect, it } from 'vitest'
import { buildTestApp } from '../../testing/app.ts'
import { createMemoryDocuments } from '../../testing/memory-documents.ts'
import { VedetteError } from '../errors.ts'
import { createLog, SILENT_LOG } from '../self/log.ts'
import { createAccess } from './access.ts'
import { lifecycleRoutes } from './lifecycle-routes.ts'
import { metricsRoutes } from './metrics-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { createTokenBook } from './tokens.ts'

describe('/api/v1/admin/tokens', () => {
  async function admin() {
    const tokens = createTokenBook({ documents: createMemoryDocuments(), log: SILENT_LOG })
    const access = createAccess({ tokensNeeded: true, tokens, processToken: 'process' })
    const app = await buildTestApp({
      access,
      plugins: [{ scope: 'admin', routes: tokenRoutes({ tokens, access }) }],
    })
    const ask = async (
      method: 'GET' | 'POST' | 'DELETE',
      path = '',
      payload?: unknown,
      token = 'process',
    ) => {
      const reply = await app.inject({
        method,
        url: `/api/v1/admin/tokens${path}`,
        headers: { authorization: `Bearer ${token}` },
        ...(payload === undefined ? {} : { payload: payload as object }),
      })
      return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() }
    }
    return { ask }
  }

  it('makes, lists and revokes tokens, and tells a secret once', async () => {
    const { ask } = await admin()
    const created = await ask('POST', '', {
      name: ' ci ',
      scopes: ['read', 'ingest', 'read'],
      project: 'shop',
      expires: '90d',
    })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      id: expect.any(String),
      token: expect.stringMatching(/^vdt_/),
      name: 'ci',
      scopes: ['ingest', 'read'],
      project: 'shop',
      createdMs: expect.any(Number),
      expiresMs: created.body.createdMs + 90 * 86_400_000,
    })
    const { token, ...told } = created.body
    const listed = await ask('GET')
    expect(listed).toEqual({ status: 200, body: { tokens: [told] } })
    expect(JSON.stringify(listed)).not.toContain(token)
    expect(await ask('DELETE', `/${told.id}`)).toEqual({ status: 204, body: undefined })
    expect(await ask('GET')).toEqual({ status: 200, body: { tokens: [] } })
    expect(await ask('DELETE', '/nope')).toEqual({
      status: 404,
      body: { code: 'not-found', message: 'There is no token nope.' },
    })
  })

  it('is for admins only', async () => {
    const { ask } = await admin()
    const { body } = await ask('POST', '', { name: 'ci', scopes: ['ingest', 'read'] })
    expect(body.project).toBe('default')
    expect((await ask('GET', '', undefined, body.token)).status).toBe(403)
    const boss = await ask('POST', '', { name: 'boss', scopes: ['admin'] })
    expect((await ask('GET', '', undefined, boss.body.token)).status).toBe(200)
  })

  it.each([
    [{}, 'name: '],
    [{ name: 'x', scopes: [] }, 'scopes: give at least one scope of ingest, read, admin'],
    [{ name: 'x', scopes: ['root'] }, 'scopes.0: a scope is one of ingest, read, admin'],
    [{ name: '  ', scopes: ['read'] }, 'name: a token needs a name'],
    [{ name: 'x', scopes: ['read'], project: '../x' }, 'project: a project is 1 to 63'],
    [{ name: 'x', scopes: ['read'], expires: 'soon' }, 'expires: expected a duration such as 90d'],
    [{ name: 'x', scopes: ['read'], expire: '1d' }, 'expire'],
    ['{', 'The body is not JSON.'],
  ])('refuses %j in words', async (payload, words) => {
    const { ask } = await admin()
    const { status, body } = await ask('POST', '', payload)
    expect(status).toBe(400)
    expect(body.message).toContain(words)
  })
})

describe('/-/reload', () => {
  it('reloads, and says why it did not', async () => {
    let problem: Error | undefined
    let reloads = 0
    const lines: string[] = []
    const app = await buildTestApp({
      log: createLog({ level: 'error', format: 'text', write: line => lines.push(line) }),
      plugins: [
        {
          scope: 'admin',
          routes: lifecycleRoutes({
            reload: async () => {
              reloads++
              if (problem !== undefined) throw problem
            },
          }),
        },
      ],
    })
    for (const method of ['POST', 'PUT'] as const) {
      const reply = await app.inject({ method, url: '/-/reload' })
      expect([reply.statusCode, reply.body]).toEqual([200, ''])
    }
    problem = new VedetteError('config-invalid', 'prometheus.yml:3: scrape_configs: expected a list')
    const refused = await app.inject({ method: 'POST', url: '/-/reload' })
    expect([refused.statusCode, refused.body]).toEqual([
      500,
      'failed to reload config: prometheus.yml:3: scrape_configs: expected a list\n',
    ])
    problem = new Error('a bug')
    expect((await app.inject({ method: 'POST', url: '/-/reload' })).json().code).toBe('internal')
    expect(reloads).toBe(4)
    expect(lines).toHaveLength(1)
    const wrong = await app.inject('/-/reload')
    expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'PUT, POST'])
  })

  it('cannot be asked for by a web page', async () => {
    const app = await buildTestApp({
      plugins: [{ scope: 'admin', routes: lifecycleRoutes({ reload: async () => {} }) }],
    })
    const reply = await app.inject({
      method: 'POST',
      url: '/-/reload',
      headers: { origin: 'https://evil.example' },
    })
    expect(reply.statusCode).toBe(403)
  })
})

describe('/metrics', () => {
  it('speaks Prometheus text or OpenMetrics, as asked', async () => {
    const app = await buildTestApp({ plugins: [{ scope: 'read', routes: metricsRoutes }] })
    const text = await app.inject('/metrics')
    expect(text.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(text.body).toContain('# TYPE vedette_http_requests_total counter')
    const openmetrics = await app.inject({
      url: '/metrics',
      headers: { accept: 'application/openmetrics-text' },
    })
    expect(openmetrics.headers['content-type']).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    )
    expect(openmetrics.body).toContain('# TYPE vedette_http_requests counter')
    expect(openmetrics.body.endsWith('# EOF\n')).toBe(true)
  })
})
