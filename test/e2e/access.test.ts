/** Beyond loopback nothing without a token: made and revoked by the command line, kept as a hash, told to nobody. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Client, credentials, status } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSdk } from '../../server/testing/otel-sdk.ts'
import type { targets } from './answers.ts'
import { valuesOf } from './exported.ts'
import { write } from './remote-write.ts'
import { until } from './until.ts'
import { runVedette, startVedette, type VedetteProcess } from './vedette-process.ts'

let vedette: VedetteProcess
beforeAll(async () => {
  // Without the UI, whose page is public and asks for a token itself, the overview stands at `/`.
  vedette = await startVedette({ host: '0.0.0.0', env: { VEDETTE_HTTP_UI: 'false' } })
})
afterAll(() => vedette[Symbol.asyncDispose]())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const sample = (value: number) => [{ labels: { __name__: 'a' }, samples: [[Date.now(), value] as const] }]

interface NewToken {
  readonly token: string
  readonly id: string
}

/** By the command line, on the machine of the process. */
async function createToken(name: string, scope: string): Promise<NewToken> {
  const made = await runVedette([
    ...['token', 'create', '--name', name, '--scope', scope],
    ...['--data', vedette.dataPath],
  ])
  expect(made.code).toBe(0)
  expect(made.out).toMatch(/^vdt_[\w-]{43}\n$/)
  expect(made.err).toContain(name)
  return { token: made.out.trim(), id: /^Token (\w+) /.exec(made.err)![1]! }
}

/** As the web UI does it; the cookie. */
async function signIn(token: string): Promise<string> {
  const reply = await fetch(`${vedette.url}/api/v1/session`, {
    method: 'POST',
    headers: { origin: vedette.url },
    body: JSON.stringify({ token }),
  })
  expect(await reply.json()).toMatchObject({ required: true, signedIn: true, scope: 'admin' })
  return reply.headers.getSetCookie()[0]!.split(';')[0]!
}

/** The status of a call that exports nothing, without a token. */
async function exportByGrpc(url: string): Promise<status | undefined> {
  const client = new Client(new URL(url).host, credentials.createInsecure())
  const asIs = (bytes: Buffer): Buffer => bytes
  const method = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'
  const code = await new Promise<status | undefined>(resolve => {
    client.makeUnaryRequest(method, asIs, asIs, Buffer.alloc(0), error => resolve(error?.code))
  })
  client.close()
  return code
}

async function statusOf(path: string, init: RequestInit = {}): Promise<number> {
  return (await fetch(vedette.url + path, init)).status
}

describe('a listener that other machines reach', () => {
  it('lets nobody in without a token, but says that it lives and is ready', async () => {
    expect(await statusOf('/-/healthy')).toBe(200)
    expect(await statusOf('/-/ready')).toBe(200)
    for (const path of [
      '/',
      '/overview',
      '/health',
      '/metrics',
      '/api/v1/labels',
      '/api/v1/targets',
      '/api/v1/status/config',
      '/api/v1/status/overview',
      '/api/v1/export?match[]=up',
      '/api/v1/admin/tokens',
    ]) {
      expect([path, await statusOf(path)]).toEqual([path, 401])
    }
    for (const path of ['/-/reload', '/api/v1/admin/tokens', '/metrics/job/a', '/api/v1/otlp/v1/metrics']) {
      expect([path, await statusOf(path, { method: 'POST', body: 'a 1\n' })]).toEqual([path, 401])
    }
    const refused = await write(vedette.url, sample(1))
    expect(refused).toMatchObject({ status: 401, text: expect.stringContaining('vedette token create') })
    const otlp = await fetch(`${vedette.otlpUrl}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(otlp.status).toBe(401)
    expect(await exportByGrpc(vedette.grpcUrl)).toBe(status.UNAUTHENTICATED)
  })

  it('scrapes itself all the same', async () => {
    const { token } = await createToken('looking', 'read')
    await until('a good scrape of itself', async () => {
      const response = await fetch(`${vedette.url}/api/v1/targets`, { headers: bearer(token) })
      const { data } = (await response.json()) as { data: Awaited<ReturnType<typeof targets>> }
      return data.activeTargets[0]?.health === 'up'
    })
  })

  it('lets a token do what its scope says, and no more', async () => {
    const ingest = await createToken('writer', 'ingest')
    const read = await createToken('reader', 'read')
    const admin = await createToken('boss', 'admin')
    expect(await write(vedette.url, sample(1), bearer(ingest.token))).toMatchObject({ status: 204 })
    expect(await write(vedette.url, sample(1), bearer(read.token))).toMatchObject({
      status: 403,
      text: expect.stringContaining('is for read; this needs one for ingest'),
    })
    const reading = '/api/v1/export?match[]=a'
    expect(await statusOf(reading, { headers: bearer(ingest.token) })).toBe(403)
    expect(await statusOf(reading, { headers: bearer(read.token) })).toBe(200)
    expect(await valuesOf(vedette.url, 'a', { headers: bearer(read.token) })).toEqual([1])
    // As tools send it that know nothing but passwords.
    const basic = `Basic ${Buffer.from(`anybody:${read.token}`).toString('base64')}`
    expect(await statusOf('/metrics', { headers: { authorization: basic } })).toBe(200)
    for (const path of ['/', '/overview']) {
      const page = await fetch(vedette.url + path, { headers: { authorization: basic } })
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Coming in now')])
    }
    const reload = (token: string) => statusOf('/-/reload', { method: 'POST', headers: bearer(token) })
    expect(await reload(read.token)).toBe(403)
    expect(await reload(ingest.token)).toBe(403)
    expect(await reload(admin.token)).toBe(200)
  })

  it('takes OTLP with a token, over HTTP and gRPC', async () => {
    const { token } = await createToken('sdk', 'ingest')
    process.env.OTEL_EXPORTER_OTLP_HEADERS = `authorization=Bearer ${token}`
    try {
      for (const protocol of ['http/protobuf', 'grpc'] as const) {
        const sdk = startSdk({ httpUrl: vedette.otlpUrl, grpcUrl: vedette.grpcUrl }, protocol)
        sdk.getMeter('test').createCounter('hits').add(1, { protocol })
        await sdk.forceFlush()
        await sdk.shutdown()
      }
    } finally {
      delete process.env.OTEL_EXPORTER_OTLP_HEADERS
    }
  })

  it('refuses a revoked token at once, also after a start', async () => {
    const { token, id } = await createToken('leaver', 'ingest')
    expect(await write(vedette.url, sample(2), bearer(token))).toMatchObject({ status: 204 })
    const list = await runVedette(['token', 'list', '--data', vedette.dataPath])
    expect([list.code, list.out]).toEqual([0, expect.stringContaining(`${id}  leaver`)])
    expect(list.out).not.toContain(token.slice(4))
    const revoked = await runVedette(['token', 'revoke', id, '--data', vedette.dataPath])
    expect([revoked.code, revoked.err]).toEqual([0, `Token ${id} is revoked.`])
    for (const when of ['at once', 'after a start']) {
      expect([when, await write(vedette.url, sample(3), bearer(token))]).toEqual([
        when,
        expect.objectContaining({ status: 401, text: expect.stringContaining('"leaver\\" was revoked') }),
      ])
      await vedette.kill()
      await vedette.start()
    }
  })

  it('lets a browser sign in, for its own pages, also after a start, until the token is revoked', async () => {
    const { token, id } = await createToken('on call', 'admin')
    const cookie = await signIn(token)
    const own = { cookie, origin: vedette.url }
    expect(await statusOf('/api/v1/labels')).toBe(401)
    await vedette.kill()
    await vedette.start()
    expect(await statusOf('/api/v1/labels', { headers: { cookie } })).toBe(200)
    expect(await statusOf('/-/reload', { method: 'POST', headers: own })).toBe(200)
    expect(await statusOf('/-/reload', { method: 'POST', headers: { cookie } })).toBe(403)
    expect(await statusOf('/-/reload', { method: 'POST', headers: { cookie, origin: 'http://a.b' } })).toBe(
      403,
    )
    const otlp = { method: 'POST', headers: { ...own, 'content-type': 'application/json' }, body: '{}' }
    expect((await fetch(`${vedette.otlpUrl}/v1/metrics`, otlp)).status).not.toBe(200)
    expect(await statusOf(`/api/v1/admin/tokens/${id}`, { method: 'DELETE', headers: own })).toBe(204)
    expect(await statusOf('/api/v1/labels', { headers: { cookie } })).toBe(401)
  })

  it('keeps no token in clear: not in its log, not in its data', async () => {
    const made = await createToken('secret', 'admin')
    await signIn(made.token)
    expect(await statusOf('/api/v1/labels', { headers: bearer(made.token) })).toBe(200)
    expect(await statusOf(`/nowhere?token=${made.token}`)).toBe(401)
    // The process leaves a token of its own, for the command line of the same user, and takes it along.
    const lock = join(vedette.dataPath, 'vedette.lock')
    expect((await stat(lock)).mode & 0o777).toBe(0o600)
    const { adminToken } = JSON.parse(await readFile(lock, 'utf8')) as { adminToken: string }
    await vedette.stop()
    const secrets = [made.token, adminToken].map(token => token.slice('vdt_'.length))
    const said = vedette.output.join('\n')
    for (const secret of secrets) expect(said).not.toContain(secret)
    for (const path of await readdir(vedette.dataPath, { recursive: true, withFileTypes: true })) {
      if (!path.isFile()) continue
      const bytes = await readFile(join(path.parentPath, path.name))
      for (const secret of secrets) expect([path.name, bytes.includes(secret)]).toEqual([path.name, false])
    }
    await vedette.start()
    expect(await statusOf('/api/v1/labels', { headers: bearer(made.token) })).toBe(200)
    expect(await statusOf('/api/v1/labels', { headers: bearer(adminToken) })).toBe(401)
  })
})
