import { Readable } from 'node:stream'
import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { buildTestApp } from '../../testing/app.ts'
import { VedetteError } from '../errors.ts'
import { createLog } from '../self/log.ts'
import { registry } from '../self/metrics.ts'
import type { AppOptions, AppPlugin } from './app.ts'
import { preferredEncoding } from './compression.ts'

const BIG = { rows: Array.from({ length: 2000 }, (_, i) => `row ${i}`) }

function plugin(routes: (app: FastifyInstance) => void, rest: Partial<AppPlugin> = {}): AppPlugin {
  return { scope: 'read', routes: async app => routes(app), ...rest }
}

async function appWith(routes: (app: FastifyInstance) => void, options: Partial<AppOptions> = {}) {
  return buildTestApp({ plugins: [plugin(routes)], ...options })
}

describe('an answer', () => {
  it("carries an id, the client's own where it has one, and keeps browsers from guessing", async () => {
    const app = await appWith(child => child.get('/x', () => 'hello'))
    const reply = await app.inject('/x')
    expect(reply.headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f]{16}$/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    })
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin')
    const named = await app.inject({ url: '/x', headers: { 'x-request-id': 'trace-7' } })
    expect(named.headers['x-request-id']).toBe('trace-7')
    const odd = await app.inject({ url: '/x', headers: { 'x-request-id': 'a\tb "<script>' } })
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is compressed where that is worth it and the client accepts it', async () => {
    const app = await appWith(child => {
      child.get('/big', () => BIG)
      child.get('/small', () => ({ a: 1 }))
      child.get('/bytes', (_, reply) => reply.type('application/octet-stream').send(Buffer.alloc(5000)))
      child.get('/stream', (_, reply) =>
        reply
          .type('application/json')
          .send(Readable.from([JSON.stringify(BIG).slice(0, 100), JSON.stringify(BIG).slice(100)])),
      )
      child.get('/lines', (_, reply) =>
        reply.type('application/x-ndjson').send(Readable.from([`${JSON.stringify(BIG)}\n`])),
      )
    })
    const ask = (url: string, accept?: string) =>
      app.inject({ url, headers: accept === undefined ? {} : { 'accept-encoding': accept } })

    const zipped = await ask('/big', 'gzip, deflate')
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
    expect(zipped.rawPayload.length).toBe(Number(zipped.headers['content-length']))
    expect(JSON.parse(gunzipSync(zipped.rawPayload).toString())).toEqual(BIG)
    const deflated = await ask('/big', 'deflate')
    expect(JSON.parse(inflateSync(deflated.rawPayload).toString())).toEqual(BIG)
    for (const url of ['/big', '/stream', '/lines']) {
      const gzip = await ask(url, 'gzip')
      expect(gzip.headers['content-encoding']).toBe('gzip')
      expect(JSON.parse(gunzipSync(gzip.rawPayload).toString())).toEqual(BIG)
      const zstd = await ask(url, 'gzip, deflate, br, zstd')
      expect(zstd.headers['content-encoding']).toBe('zstd')
      expect(JSON.parse(zstdDecompressSync(zstd.rawPayload).toString())).toEqual(BIG)
    }

    for (const [url, accept] of [
      ['/big', undefined],
      ['/big', 'br'],
      ['/small', 'gzip'],
      ['/bytes', 'gzip'],
    ] as const)
      expect((await ask(url, accept)).headers, `${url} ${accept}`).not.toHaveProperty('content-encoding')
    expect((await ask('/big')).json()).toEqual(BIG)
    expect((await ask('/big')).headers.vary).toBe('Accept-Encoding')
  })

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['gzip', 'gzip'],
    ['deflate, gzip', 'gzip'],
    ['gzip;q=0.5, deflate;q=0.9', 'deflate'],
    ['gzip;q=0', undefined],
    ['gzip;q=0, *', 'deflate'],
    ['*', 'gzip'],
    ['identity', undefined],
    ['GZIP ; Q=1', 'gzip'],
    ['gzip;q=nonsense', undefined],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['zstd;q=0, gzip', 'gzip'],
    ['gzip, zstd;q=0.5', 'gzip'],
  ])('to Accept-Encoding %j is encoded as %s', (header, expected) => {
    expect(preferredEncoding(header)).toBe(expected)
  })
})

describe('a refusal', () => {
  it("has the catalogue's status, code and words, and says when to come back", async () => {
    const app = await appWith(child =>
      child.get('/x', () => {
        throw new VedetteError('overloaded', 'The queue is full.', { retryAfterSec: 2.1 })
      }),
    )
    const reply = await app.inject('/x')
    expect(reply.statusCode).toBe(429)
    expect(reply.headers['retry-after']).toBe('3')
    expect(reply.json()).toEqual({ code: 'overloaded', message: 'The queue is full.' })
  })

  it.each([
    ['bad-request', 400, 'bad_data'],
    ['limit-exceeded', 422, 'execution'],
    ['not-found', 404, 'not_found'],
    ['timeout', 503, 'timeout'],
    ['canceled', 499, 'canceled'],
    ['store-unavailable', 503, 'unavailable'],
    ['overloaded', 429, 'unavailable'],
    ['unauthenticated', 401, 'unauthorized'],
    ['conflict', 409, 'bad_data'],
    ['config-invalid', 400, 'bad_data'],
  ] as const)("%s is %i %s in Prometheus's shape", async (code, status, errorType) => {
    const app = await buildTestApp({
      plugins: [
        plugin(child => child.get('/x', () => Promise.reject(new VedetteError(code, 'words'))), {
          errors: 'prometheus',
        }),
      ],
    })
    const reply = await app.inject('/x')
    expect(reply.statusCode).toBe(status)
    expect(reply.json()).toEqual({ status: 'error', errorType, error: 'words' })
  })

  it('of what nobody foresaw tells nothing but where to look', async () => {
    const lines: string[] = []
    const log = createLog({ level: 'info', format: 'text', write: line => lines.push(line) })
    const app = await appWith(
      child =>
        child.get('/x/:id', () => {
          throw new TypeError('secret detail')
        }),
      { log },
    )
    const reply = await app.inject({ url: '/x/1?password=hunter2', headers: { 'x-request-id': 'r1' } })
    expect(reply.statusCode).toBe(500)
    expect(reply.json()).toEqual({
      code: 'internal',
      message:
        'Vedette failed to answer this for a reason that nobody foresaw. Its log says more under the request id r1.',
      requestId: 'r1',
    })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('secret detail')
    expect(lines[0]).toContain('app.test.ts')
    expect(lines[0]).toContain('/x/:id')
    expect(lines[0]).not.toContain('hunter2')
  })

  it('of an address or a method says what there is instead', async () => {
    const app = await appWith(child => {
      child.get('/x', () => 1)
      child.post('/x', () => 2)
    })
    const missing = await app.inject('/y?a=b')
    expect([missing.statusCode, missing.json().message]).toEqual([404, 'There is nothing at /y.'])
    const wrong = await app.inject({ method: 'DELETE', url: '/x' })
    expect([wrong.statusCode, wrong.json().message]).toEqual([
      405,
      '/x takes GET and HEAD and POST, not DELETE.',
    ])
    expect(wrong.headers.allow).toBe('GET, HEAD, POST')
    const broken = await app.inject('/%ZZ')
    expect([broken.statusCode, broken.json().code]).toEqual([400, 'bad-request'])
  })

  it('of a body that is too large names the limit and its setting', async () => {
    const app = await appWith(child => child.post('/x', () => 1), { limits: { bodyBytes: 100 } })
    const reply = await app.inject({ method: 'POST', url: '/x', payload: Buffer.alloc(101) })
    expect(reply.statusCode).toBe(413)
    expect(reply.json()).toEqual({
      code: 'body-too-large',
      message: 'The body is larger than 100 bytes; http.body_limit moves this limit.',
    })
  })
})

describe('a body', () => {
  it('reaches the route as it came, whatever it says it is', async () => {
    const app = await appWith(child =>
      child.post('/x', request => ({ raw: Buffer.isBuffer(request.body), text: String(request.body) })),
    )
    for (const type of [
      'application/json',
      'text/plain',
      'application/x-protobuf',
      'application/x-www-form-urlencoded',
      'odd/type',
    ]) {
      const reply = await app.inject({
        method: 'POST',
        url: '/x',
        payload: '{"a":',
        headers: { 'content-type': type },
      })
      expect(reply.json()).toEqual({ raw: true, text: '{"a":' })
    }
  })

  it('can be read otherwise by a room that says so', async () => {
    const app = await appWith(child => {
      child.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) =>
        done(null, JSON.parse(String(body))),
      )
      child.post('/x', request => request.body)
    })
    const reply = await app.inject({ method: 'POST', url: '/x', payload: { a: 1 } })
    expect(reply.json()).toEqual({ a: 1 })
  })
})

describe('a plugin', () => {
  it('waits for readiness where it says so, and names what is missing', async () => {
    let ready = false
    const app = await buildTestApp({
      readiness: () => ({ ready, waitingFor: ready ? [] : ['the store', 'scraping'] }),
      plugins: [
        plugin(child => child.get('/late', () => 1), { needsReady: true, errors: 'prometheus' }),
        plugin(child => child.get('/early', () => 1)),
      ],
    })
    const refused = await app.inject('/late')
    expect([refused.statusCode, refused.headers['retry-after'], refused.json().error]).toEqual([
      503,
      '1',
      'Vedette is starting; it still waits for the store, scraping.',
    ])
    expect((await app.inject('/early')).statusCode).toBe(200)
    ready = true
    expect((await app.inject('/late')).statusCode).toBe(200)
  })

  it('lets a route differ', async () => {
    const app = await buildTestApp({
      readiness: () => ({ ready: false, waitingFor: ['the store'] }),
      plugins: [
        plugin(child => child.get('/x', { config: { needsReady: false } }, () => 1), { needsReady: true }),
      ],
    })
    expect((await app.inject('/x')).statusCode).toBe(200)
  })
})

describe('requests', () => {
  it('are counted by the pattern of their route', async () => {
    const app = await appWith(child => child.get('/counted/:id', () => 1))
    await app.inject('/counted/1')
    await app.inject('/counted/2?x=y')
    await app.inject('/not-counted-by-name')
    const text = await registry.metrics()
    expect(text).toContain('vedette_http_requests_total{route="/counted/:id",method="GET",status="200"} 2')
    expect(text).toContain('vedette_http_request_duration_seconds_count{route="/counted/:id"} 2')
    expect(text).not.toContain('not-counted-by-name')
    expect(text).toMatch(/vedette_http_requests_in_flight 0/)
  })
})
