import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDataDirectory } from '../store/data-directory.ts'
import { runCommandLine } from './run.ts'
import { tokenCommands } from './token.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly body: unknown
}

/** What the server answers next: status and body. */
type Answer = (request: IncomingMessage) => [status: number, body: string]

let folder: string
let seen: Seen[]
let answer: Answer
let url: string
const closers: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-token-'))
  seen = []
  answer = () => [200, '{}']
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, reply) => {
    const chunks = await request.toArray()
    const text = Buffer.concat(chunks).toString()
    seen.push({
      method: request.method,
      url: request.url,
      authorization: request.headers.authorization,
      body: text === '' ? undefined : JSON.parse(text),
    })
    const [status, body] = answer(request)
    reply.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  closers.push(() => new Promise(resolve => server.close(resolve)))
})

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await rm(folder, { recursive: true })
})

async function run(args: string[], env: Record<string, string> = {}) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(args, tokenCommands, {
    out: line => void out.push(line),
    err: line => void err.push(line),
    env,
    cwd: folder,
  })
  return { code, out, err }
}

/** A server that runs on ./data of the folder. */
async function runningHere(): Promise<void> {
  const lock = await lockDataDirectory(join(folder, 'data'))
  closers.push(() => lock.release())
  await lock.publish({ url, adminToken: 'local-admin' })
}

describe('on the machine of the server', () => {
  it('create prints the token alone on standard output', async () => {
    await runningHere()
    answer = () => [201, JSON.stringify({ id: 't1', token: 'vdt_secret' })]
    const result = await run(['token', 'create', '-n', 'ci', '-s', 'read,ingest', '--expires', '90d'])
    expect(result).toEqual({
      code: 0,
      out: ['vdt_secret'],
      err: ['Token t1 for ci (ingest, read; project default). It is shown only now:'],
    })
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/api/v1/admin/tokens',
        authorization: 'Bearer local-admin',
        body: { name: 'ci', scopes: ['ingest', 'read'], project: 'default', expires: '90d' },
      },
    ])
  })

  it('list shows a table, or JSON', async () => {
    await runningHere()
    const tokens = [
      { id: 't1', name: 'ci', scopes: ['ingest'], project: 'default', createdMs: 0, lastUsedMs: 86_400_000 },
      { id: 'token-2', name: 'x', scopes: ['read', 'admin'], project: 'eu', createdMs: 0, expiresMs: 1e12 },
    ]
    answer = () => [200, JSON.stringify({ tokens })]
    expect((await run(['token', 'list'])).out).toEqual([
      'ID       NAME  SCOPES      PROJECT  CREATED     EXPIRES     LAST USED',
      't1       ci    ingest      default  1970-01-01  never       1970-01-02',
      'token-2  x     read,admin  eu       1970-01-01  2001-09-09  never',
    ])
    expect(JSON.parse((await run(['token', 'list', '--json'])).out.join(''))).toEqual(tokens)
    answer = () => [200, '{"tokens":[]}']
    expect(await run(['token', 'list'])).toEqual({
      code: 0,
      out: [],
      err: ['There are no tokens. "vedette token create" makes one.'],
    })
  })

  it('revoke names the token in the path', async () => {
    await runningHere()
    answer = () => [204, '']
    expect(await run(['token', 'revoke', 'a/b'])).toEqual({
      code: 0,
      out: [],
      err: ['Token a/b is revoked.'],
    })
    expect(seen).toMatchObject([{ method: 'DELETE', url: '/api/v1/admin/tokens/a%2Fb' }])
  })

  it('finds the data directory by flag, configuration and environment', async () => {
    await runningHere()
    answer = () => [200, '{"tokens":[]}']
    await writeFile(join(folder, 'other.yml'), 'data: ./data')
    for (const given of [['--data', 'data'], ['--config', 'other.yml'], []]) {
      expect((await run(['token', 'list', ...given])).code).toBe(0)
    }
    expect((await run(['token', 'list'], { VEDETTE_DATA: 'data' })).code).toBe(0)
    expect((await run(['token', 'list'], { VEDETTE_DATA: 'other' })).code).toBe(1)
  })

  it('says how to start one where none runs', async () => {
    expect(await run(['token', 'list'])).toEqual({
      code: 1,
      out: [],
      err: [
        `vedette: no Vedette runs on ${join(folder, 'data')}. Start it with "vedette start", or name a server elsewhere with --server and --token.`,
      ],
    })
  })

  it('says that the server is still starting', async () => {
    const lock = await lockDataDirectory(join(folder, 'data'))
    closers.push(() => lock.release())
    expect((await run(['token', 'list'])).err).toEqual([
      `vedette: the Vedette on ${join(folder, 'data')} (process ${process.pid}) is starting and does not answer yet: try again in a moment`,
    ])
  })

  it('says that the server does not answer', async () => {
    const lock = await lockDataDirectory(join(folder, 'data'))
    closers.push(() => lock.release())
    // Port 1 is nobody's.
    await lock.publish({ url: 'http://127.0.0.1:1', adminToken: 'x' })
    const { code, err } = await run(['token', 'list'])
    expect(code).toBe(1)
    expect(err[0]).toMatch(/^vedette: http:\/\/127\.0\.0\.1:1 does not answer: /)
  })
})

describe('on another machine', () => {
  it('uses the server and the token that were given', async () => {
    answer = () => [200, '{"tokens":[]}']
    await run(['token', 'list', '--server', `${url}/`, '--token', 'mine'])
    await run(['token', 'list'], { VEDETTE_SERVER: url, VEDETTE_TOKEN: 'theirs' })
    expect(seen).toMatchObject([
      { url: '/api/v1/admin/tokens', authorization: 'Bearer mine' },
      { authorization: 'Bearer theirs' },
    ])
  })

  it('asks for a token, and for a URL', async () => {
    expect(await run(['token', 'list', '--server', url])).toEqual({
      code: 2,
      out: [],
      err: [`vedette: ${url} asks for an admin token: give --token or set VEDETTE_TOKEN`],
    })
    expect((await run(['token', 'list', '--server', 'host:9090', '--token', 'x'])).err).toEqual([
      'vedette: --server: expected a URL such as https://vedette.example.com, got host:9090',
    ])
  })

  it('passes on what the server has to say', async () => {
    answer = () => [403, JSON.stringify({ code: 'forbidden', message: 'this needs the scope admin' })]
    const args = ['token', 'list', '--server', url, '--token', 'x']
    expect(await run(args)).toEqual({ code: 1, out: [], err: ['vedette: this needs the scope admin'] })
    answer = () => [502, '<html>']
    expect((await run(args)).err).toEqual([`vedette: ${url} answered with status 502`])
    answer = () => [200, '<html>']
    expect((await run(args)).err).toEqual([`vedette: ${url} did not answer with JSON: is it a Vedette?`])
  })
})
