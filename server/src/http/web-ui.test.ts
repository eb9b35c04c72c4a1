import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, describe, expect, it } from 'vitest'
import { buildTestApp, openAccess } from '../../testing/app.ts'
import { webUiRoutes } from './web-ui.ts'

const parent = mkdtempSync(join(tmpdir(), 'web-ui-'))
afterAll(() => rmSync(parent, { recursive: true }))
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', host: 'localhost' }
const SECRET = 'nobody may read this'
writeFileSync(join(parent, 'secret.js'), SECRET)

let folders = 0
function put(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

async function served(files: Record<string, string> | undefined, tokensNeeded = false) {
  const folder = join(parent, `dist-${folders++}`)
  if (files !== undefined) put(folder, files)
  const access = openAccess({ tokensNeeded })
  const fallback = (reply: Parameters<Parameters<typeof webUiRoutes>[0]['fallback']>[0]) =>
    reply.type('text/html').send('the plain overview')
  const app = await buildTestApp({
    access,
    plugins: [
      { scope: 'open', routes: webUiRoutes({ folder, access, fallback }) },
      {
        scope: 'read',
        routes: async (child: FastifyInstance) => {
          child.get('/api/v1/labels', async () => ({ labels: [] }))
          child.post('/api/v1/write', async () => ({}))
        },
      },
    ],
  })
  const get = (url: string, headers: Record<string, string> = BROWSER) =>
    app.inject({ url, headers: { host: 'localhost', ...headers } })
  return { app, folder, get }
}

const PAGE = '<meta property="csp-nonce" nonce="VEDETTE-NONCE"><script src="/assets/main-Ab1_-.js"></script>'
const FILES = {
  'index.html': PAGE,
  'theme.js': 'theme()',
  'assets/main-Ab1_-.js': 'main()',
  'assets/data.bin': SECRET,
  'sources.sha256': SECRET,
  '.hidden.js': SECRET,
  'making-7/index.html': SECRET,
  'making-7/theme.js': SECRET,
}

describe('the web UI', () => {
  it('is one page for every address that people may open', async () => {
    const { get } = await served(FILES)
    for (const path of [
      '/',
      '/explore?q=up%20%2f',
      '/services/a.b',
      '/services/..%2f..%2fsecret.js',
      '/a/b/c',
    ]) {
      const reply = await get(path)
      expect([path, reply.statusCode]).toEqual([path, 200])
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(reply.headers['cache-control']).toBe('no-cache')
      expect(reply.body).toContain('src="/assets/main-Ab1_-.js"')
    }
    expect((await get('/', {})).body).toContain('main-Ab1_-.js')
  })

  it('lets nothing inline run or colour but what our scripts mark with the nonce of this answer', async () => {
    const { get } = await served(FILES)
    const [first, second] = [await get('/'), await get('/')]
    const nonce = /nonce="([^"]+)"/.exec(first.body)![1]!
    expect(first.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    )
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    expect(second.body).not.toContain(nonce)
    expect(first.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
  })

  it('keeps hashed files for good and asks again for the others', async () => {
    const { get } = await served(FILES)
    const asset = await get('/assets/main-Ab1_-.js', {})
    expect(asset.body).toBe('main()')
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    const theme = await get('/theme.js', {})
    expect(theme.headers['cache-control']).toBe('no-cache')
    const again = await get('/theme.js', { 'if-none-match': String(theme.headers.etag) })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('sends what was compressed ahead where the browser takes it', async () => {
    const { get, folder } = await served(FILES)
    writeFileSync(join(folder, 'assets/main-Ab1_-.js.br'), brotliCompressSync('main()'))
    writeFileSync(join(folder, 'assets/main-Ab1_-.js.gz'), gzipSync('main()'))
    const of = (encoding: string) => get('/assets/main-Ab1_-.js', { 'accept-encoding': encoding })
    const brotli = await of('gzip, deflate, br')
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' })
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe('main()')
    const gzip = await of('gzip, br;q=0')
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.rawPayload).toString()).toBe('main()')
    const plain = await of('zstd')
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'main()'])
  })

  it('answers HEAD like GET, without a body', async () => {
    const { app } = await served(FILES)
    for (const url of ['/', '/explore', '/assets/main-Ab1_-.js']) {
      const reply = await app.inject({ method: 'HEAD', url, headers: BROWSER })
      expect([reply.statusCode, reply.body]).toEqual([200, ''])
      expect(Number(reply.headers['content-length'])).toBeGreaterThan(0)
    }
  })

  it('says of what is not there that it is not there', async () => {
    const { app, get } = await served(FILES)
    for (const path of [
      '/assets/gone-1.js',
      '/assets/',
      '/api/v1/nothing',
      '/-/nothing',
      '/metrics/x',
      '/v1/x',
    ]) {
      const reply = await get(path)
      expect([path, reply.statusCode]).toEqual([path, 404])
      expect(reply.json().message).toBe(`There is nothing at ${path}.`)
    }
    expect((await get('/explore', { accept: 'application/json' })).statusCode).toBe(404)
    expect((await get('/logo.png', { accept: 'image/*' })).statusCode).toBe(404)
    expect((await get('/%')).statusCode).toBe(400)
    const wrong = await get('/api/v1/write')
    expect([wrong.statusCode, wrong.json().message]).toEqual([405, '/api/v1/write takes POST, not GET.'])
    expect((await app.inject({ method: 'POST', url: '/explore', headers: BROWSER })).statusCode).toBe(404)
  })

  it('gives out nothing but its own files, whatever is asked for', async () => {
    const { app } = await served(FILES)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const agent = new Agent({ keepAlive: true })
    // Not through a client that tidies the path up first.
    const raw = async (path: string) => {
      const asked = request({ host: '127.0.0.1', port, path, agent }).end()
      const [reply] = (await once(asked, 'response')) as [IncomingMessage]
      return { status: reply.statusCode, body: await text(reply) }
    }
    const piece = fc.constantFrom(
      ...['..', '.', '/', '%2f', '%2e', '%5c', '\\', '%00', '//', '~', ':', '?', '%', '%25', '%c0%af'],
      ...[
        'secret.js',
        'assets',
        'assets/',
        'data.bin',
        '.hidden.js',
        'sources.sha256',
        'making-7',
        'theme.js',
      ],
    )
    try {
      for (const path of [
        '/../secret.js',
        '/assets/../../secret.js',
        '/assets/..%2f..%2fsecret.js',
        '/.hidden.js',
      ])
        expect([path, (await raw(path)).status]).toEqual([path, 404])
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async pieces => {
          const { status, body } = await raw(`/${pieces.join('')}`)
          expect(body).not.toContain(SECRET)
          expect(status).toBeLessThan(500)
        }),
        { numRuns: 500 },
      )
    } finally {
      agent.destroy()
      await app.close()
    }
  })

  it('leaves its place to the plain overview while it is missing, and shows a new build at once', async () => {
    const { get, folder } = await served(undefined)
    expect((await get('/')).body).toBe('the plain overview')
    expect((await get('/explore')).statusCode).toBe(404)
    put(folder, FILES)
    expect((await get('/')).body).toContain('main-Ab1_-.js')
    put(folder, { 'index.html': 'the next build' })
    expect((await get('/explore')).body).toBe('the next build')
  })
})

describe('the web UI where tokens are needed', () => {
  it('is public, and only it', async () => {
    const { get } = await served(FILES, true)
    expect((await get('/explore')).statusCode).toBe(200)
    expect((await get('/assets/main-Ab1_-.js', {})).statusCode).toBe(200)
    expect((await get('/api/v1/labels')).statusCode).toBe(401)
    expect((await get('/api/v1/nothing')).statusCode).toBe(401)
    expect((await get('/nothing', { accept: '*/*' })).statusCode).toBe(401)
  })

  it('does not make the overview public while it is missing', async () => {
    const { get } = await served(undefined, true)
    expect((await get('/')).statusCode).toBe(401)
  })
})
