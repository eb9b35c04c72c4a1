import { connect } from 'node:net'
import { Type } from '@fastify/type-provider-typebox'
import { Counter, Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OtlpReceiver, startOtlpReceiver } from '../gameday/otlp-receiver.ts'
import { until } from '../testing/until.ts'
import { createCall, TimedOut, Unreachable } from './call.ts'
import { DatabaseError } from './database/database.ts'
import { adminOnly, identityOf, internalOnly, signedIn } from './guards.ts'
import { createLog } from './logs.ts'
import { Problem } from './problem.ts'
import { createTokens } from './tokens.ts'
import { createTelemetry } from './traces.ts'
import { type App, createWeb, type RequestDone } from './web.ts'

const INTERNAL = 'what services show each other'
const tokens = createTokens('of these tests')

let stack: AsyncDisposableStack
let receiver: OtlpReceiver
let done: RequestDone[]
let lines: Record<string, unknown>[]
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  receiver = stack.use(await startOtlpReceiver())
  done = []
  lines = []
})
afterEach(() => stack.disposeAsync())

/** A service with the routes given, listening; asked by `call` as another service. */
async function serve(routes: (app: App) => void, more: { slowestMs?: number } = {}) {
  const telemetry = createTelemetry({
    service: 'order-service',
    version: '1',
    endpoint: receiver.url,
    traceRatio: 1,
  })
  const log = createLog({
    service: 'order-service',
    version: () => '1',
    level: 'info',
    otlp: telemetry.logger,
    write: line => void lines.push(JSON.parse(line)),
  })
  const registry = new Registry()
  const app = createWeb({
    service: 'order-service',
    tracer: telemetry.tracer,
    log,
    registry,
    done: each => void done.push(each),
    ready: () => true,
    ...more,
  })
  routes(app)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  stack.defer(() => app.close())
  stack.defer(() => telemetry.close())
  const caller = createTelemetry({
    service: 'api-gateway',
    version: '1',
    endpoint: receiver.url,
    traceRatio: 1,
  })
  stack.defer(() => caller.close())
  const { call, close } = createCall({ urlOf: () => url, tracer: caller.tracer, internalToken: INTERNAL })
  stack.defer(close)
  const flush = () => Promise.all([telemetry.flush(), caller.flush()])
  return { url, registry, call: call.bind(undefined, 'order-service'), flush }
}

/** All that is answered until the connection ends. */
function answerTo(url: string, text: string): Promise<string> {
  return new Promise((heard, failed) => {
    let answer = ''
    connect(Number(new URL(url).port), '127.0.0.1')
      .on('data', bytes => {
        answer += bytes
      })
      .on('error', failed)
      .on('close', () => heard(answer))
      .write(text)
  })
}

describe('a request', () => {
  it('is a span with its parent, a measurement and a log line, each by the pattern of its route', async () => {
    const { call, flush } = await serve(app => {
      app.post('/orders/:id', { schema: { body: Type.Object({ n: Type.Integer() }) } }, async request => {
        await Promise.resolve()
        return { id: (request.params as { id: string }).id, n: request.body.n }
      })
    })
    const answer = await call({ method: 'POST', path: '/orders/o-17?x=secret', body: { n: 3 } })
    expect([answer.status, answer.json()]).toEqual([200, { id: 'o-17', n: 3 }])
    await flush()
    // What was being sent already is not waited for.
    await until('both spans', () => receiver.spans.length === 2)
    const [server, client] = [2, 3].map(kind => receiver.spans.find(span => span.kind === kind)!) as [
      (typeof receiver.spans)[0],
      (typeof receiver.spans)[0],
    ]
    expect(server).toMatchObject({
      service: 'order-service',
      name: 'POST /orders/:id',
      traceId: client.traceId,
      parentSpanId: client.spanId,
      attributes: { 'http.method': 'POST', 'http.url': '/orders/o-17', 'http.status_code': 200 },
    })
    expect(client).toMatchObject({ service: 'api-gateway', attributes: { 'peer.service': 'order-service' } })
    expect(done).toMatchObject([{ method: 'POST', route: '/orders/:id', status: 200 }])
    expect(lines).toMatchObject([
      { message: 'POST /orders/:id 200', trace_id: server.traceId, span_id: server.spanId, status: 200 },
    ])
    expect(JSON.stringify([receiver.spans, lines])).not.toContain('secret')
  })

  it('of machines is part of no trace and no log; only scrapes are counted', async () => {
    const { call, flush } = await serve(() => {})
    for (const path of ['/health', '/metrics']) {
      expect((await call({ method: 'GET', path, quiet: true })).status).toBe(200)
    }
    await flush()
    expect([receiver.spans, lines]).toEqual([[], []])
    expect(done).toMatchObject([{ method: 'GET', route: '/metrics', status: 200 }])
  })

  it('that is not valid, not known or fails is a problem in JSON', async () => {
    const { call, url } = await serve(app => {
      app.post('/orders', { schema: { body: Type.Object({ n: Type.Integer() }) } }, () => 'never')
      app.get('/taken', () => {
        throw new Problem(409, 'out_of_stock', 'There are 2 left.', { left: 2 })
      })
      app.get('/broken', () => {
        throw new TypeError('the secret inside')
      })
      app.get('/locked', () => {
        throw new DatabaseError('unreachable', 'the secret file can’t be opened')
      })
    })
    const bad = await call({ method: 'POST', path: '/orders', body: { n: 'many' } })
    expect(bad.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(bad.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'body is not valid: body/n must be integer',
      code: 'invalid_request',
      errors: [{ path: '/n', message: 'must be integer' }],
    })
    expect((await call({ method: 'GET', path: '/taken' })).json()).toMatchObject({
      status: 409,
      code: 'out_of_stock',
      left: 2,
    })
    expect((await call({ method: 'GET', path: '/nowhere?q=1' })).json()).toMatchObject({
      status: 404,
      detail: 'order-service has nothing at GET /nowhere.',
    })
    const broken = await call({ method: 'GET', path: '/broken' })
    expect(broken.json()).toMatchObject({ status: 500, detail: 'Something went wrong on our side.' })
    expect(lines.find(line => line.level === 'error')).toMatchObject({
      stack: expect.stringContaining('the secret inside'),
    })
    const locked = await call({ method: 'GET', path: '/locked' })
    expect(locked.json()).toMatchObject({ status: 503, code: 'database_unavailable' })
    expect(locked.bytes.toString()).not.toContain('secret')
    const json = { 'content-type': 'application/json' }
    const cut = await fetch(`${url}/orders`, { method: 'POST', headers: json, body: '{"n":' })
    expect([cut.status, cut.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
    ])
    const large = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: json,
      body: `"${'x'.repeat(131_072)}"`,
    })
    expect(await large.json()).toMatchObject({ status: 413 })
    expect(done.map(({ route }) => route)).toContain('unmatched')
  })

  it('that is hardly one is a problem in JSON, too', async () => {
    const { url } = await serve(() => {})
    const bad = await fetch(`${url}/%zz`)
    expect([bad.status, bad.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
    ])
    expect(await bad.json()).toMatchObject({ status: 400, code: 'bad_url' })
    const said = (text: string) => answerTo(url, text)
    const nonsense = await said('EHLO mail.example\r\n\r\n')
    expect(nonsense).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n/)
    expect(JSON.parse(nonsense.split('\r\n\r\n')[1]!)).toMatchObject({ status: 400, code: 'not_http' })
    expect(await said(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 .*headers_too_large/s,
    )
  })

  it('that never comes to its end is sent away', async () => {
    const { url } = await serve(app => void app.post('/orders', () => 'never'), { slowestMs: 300 })
    const head =
      'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n'
    for (const text of [`${head}\r\n{`, head]) {
      expect(await answerTo(url, text)).toMatch(/^HTTP\/1\.1 408 .*"code":"too_slow"/s)
    }
  })

  it('of a kind that nobody needs makes no label', async () => {
    const { url } = await serve(() => {})
    for (const method of ['PROPFIND', 'M-SEARCH', 'DELETE']) await fetch(`${url}/nowhere`, { method })
    expect(done.map(({ method }) => method)).toEqual(['other', 'other', 'DELETE'])
  })

  it('is let in by who asks', async () => {
    const refused: string[] = []
    const { call, url } = await serve(app => {
      const guards = { tokens, settings: { internalToken: INTERNAL } }
      app.get('/mine', { preHandler: signedIn(guards, reason => void refused.push(reason)) }, identityOf)
      app.get('/all', { preHandler: adminOnly(guards) }, identityOf)
      app.get('/internal/state', { preHandler: internalOnly(guards) }, () => 'ok')
    })
    const as = async (role: 'customer' | 'admin') => ({
      authorization: `Bearer ${await tokens.sign({ userId: 'u-1', role })}`,
    })
    const status = async (path: string, headers = {}) => (await fetch(url + path, { headers })).status
    expect([await status('/mine'), await status('/mine', { authorization: 'Bearer x.y.z' })]).toEqual([
      401, 401,
    ])
    expect(refused).toEqual(['missing', 'malformed'])
    expect([await status('/mine', await as('customer')), await status('/all', await as('customer'))]).toEqual(
      [200, 403],
    )
    expect(await status('/all', await as('admin'))).toBe(200)
    expect([
      await status('/internal/state'),
      await status('/internal/state', { 'x-internal-token': 'guess' }),
    ]).toEqual([403, 403])
    expect((await call({ method: 'GET', path: '/internal/state' })).status).toBe(200)
  })
})

describe('a call', () => {
  it('that gets no answer says whose', async () => {
    const { url, call, flush } = await serve(app => {
      app.get('/slow', () => new Promise(() => {}))
    })
    const late = call({ method: 'GET', path: '/slow', timeoutMs: 50 })
    await expect(late).rejects.toThrow(TimedOut)
    await expect(late).rejects.toThrow('order-service did not answer within 50 ms')
    const { tracer } = createTelemetry({ service: 'x', version: '1', endpoint: undefined, traceRatio: 1 })
    const patient = createCall({ urlOf: () => url, tracer, internalToken: '', patience: 2 })
    stack.defer(patient.close)
    await expect(
      patient.call('order-service', { method: 'GET', path: '/slow', timeoutMs: 50 }),
    ).rejects.toThrow('order-service did not answer within 100 ms')
    const nobody = createCall({ urlOf: () => 'http://127.0.0.1:9', tracer, internalToken: '' })
    stack.defer(nobody.close)
    await expect(nobody.call('user-service', { method: 'GET', path: '/' })).rejects.toThrow(Unreachable)
    await flush()
    const span = await until('its span', () => receiver.spans.find(({ kind }) => kind === 3))
    expect(span).toMatchObject({ failed: true })
  })

  it('ends with the one that wanted it', async () => {
    const { call } = await serve(app => {
      app.get('/slow', () => new Promise(() => {}))
    })
    const leaving = new AbortController()
    const asked = call({ method: 'GET', path: '/slow', signal: leaving.signal })
    leaving.abort(new Error('gone'))
    await expect(asked).rejects.toThrow('gone')
  })
})

describe('metrics', () => {
  it('are given by name where only some are wanted', async () => {
    const { url } = await serve(() => {})
    const text = await (await fetch(`${url}/metrics?name[]=nowhere`)).text()
    expect(text).toBe('\n')
  })

  it('are given once, however often and by whatever name they are asked for', async () => {
    const { url, registry } = await serve(() => {})
    new Counter({ name: 'asked_total', help: 'Times.', registers: [registry] }).inc()
    const asked = Array.from({ length: 300 }, () => 'name[]=asked_total').join('&')
    const answer = await fetch(`${url}/metrics?${asked}&name[]=__proto__&name[]=constructor`)
    expect(answer.status).toBe(200)
    expect((await answer.text()).match(/^asked_total 1$/gm)).toHaveLength(1)
  })
})
