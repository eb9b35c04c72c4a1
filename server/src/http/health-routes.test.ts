import type { HealthCheck } from '@vedette/api'
import { describe, expect, it } from 'vitest'
import { buildTestApp, openAccess } from '../../testing/app.ts'
import type { Readiness } from './app.ts'
import { healthRoutes } from './health-routes.ts'

async function app(checks: HealthCheck[], readiness: Readiness = { ready: true, waitingFor: [] }) {
  return buildTestApp({
    access: openAccess({ tokensNeeded: true, processToken: 'p' }),
    plugins: [{ scope: 'read', routes: healthRoutes({ readiness: () => readiness, checks: () => checks }) }],
  })
}

const GOOD: HealthCheck = { name: 'store', state: 'good', sentence: 'ClickHouse answers.' }
const WARNING: HealthCheck = {
  name: 'scraping',
  state: 'warning',
  sentence: '1 of 2 targets is down: <b>x</b>.',
}
const CRITICAL: HealthCheck = { name: 'disk', state: 'critical', sentence: 'The disk is full.' }
const let_in = { authorization: 'Bearer p' }

describe('/-/healthy and /-/ready', () => {
  it('answer without a token, also before everything is up', async () => {
    const starting = await app([], { ready: false, waitingFor: ['the store', 'the head'] })
    expect((await starting.inject('/-/healthy')).body).toBe('Vedette is healthy.\n')
    const ready = await starting.inject('/-/ready')
    expect([ready.statusCode, ready.body]).toEqual([
      503,
      'Vedette is not ready: it waits for the store, the head.\n',
    ])
    const up = await app([])
    expect((await up.inject('/-/ready')).body).toBe('Vedette is ready.\n')
    expect((await up.inject({ method: 'HEAD', url: '/-/ready' })).statusCode).toBe(200)
  })
})

describe('/health', () => {
  it('needs a token where others do', async () => {
    expect((await (await app([GOOD])).inject('/health')).statusCode).toBe(401)
  })

  it.each([
    [[GOOD], 'good', 200],
    [[GOOD, WARNING], 'warning', 200],
    [[GOOD, WARNING, CRITICAL], 'critical', 503],
    [[], 'good', 200],
  ] as const)('is as well as the worst of %j', async (checks, state, status) => {
    const reply = await (await app([...checks])).inject({ url: '/health', headers: let_in })
    expect([reply.statusCode, reply.json()]).toEqual([status, { state, checks }])
  })

  it('is a page for people, with every sentence escaped', async () => {
    const reply = await (await app([GOOD, WARNING])).inject({
      url: '/health',
      headers: { ...let_in, accept: 'text/html,application/xhtml+xml' },
    })
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reply.headers['content-security-policy']).toContain("default-src 'none'")
    expect(reply.body).toContain('1 of 2 targets is down: &lt;b&gt;x&lt;/b&gt;.')
    expect(reply.body).toContain('<span class="state warning">warning</span>')
    expect(reply.body).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  })
})
