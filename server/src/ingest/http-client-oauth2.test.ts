import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createAuthority } from '../../testing/certificates.ts'
import { httpClientConfig, NO_PROXY_CONFIG, NO_TLS_CONFIG } from '../../testing/http-client-config.ts'
import { listen } from '../../testing/loopback.ts'
import type { OAuth2 } from '../config/prometheus/types.ts'
import { Secret } from '../config/secret.ts'
import { createHttpClient } from './http-client.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface TokenRequest {
  readonly authorization: string | undefined
  readonly form: Record<string, string>
}

/** A token server whose tokens are numbered, and a target that shows the Authorization header it got. */
async function start(
  answer: (request: TokenRequest, count: number) => [status: number, body: object] = (_, count) => [
    200,
    { access_token: `token-${count}`, token_type: 'bearer', expires_in: 60 },
  ],
) {
  const requests: TokenRequest[] = []
  const issue = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
      requests.push({ authorization: request.headers.authorization, form })
      const [status, body] = answer(requests.at(-1)!, requests.length)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  }
  const tokens = await listen(createServer(issue))
  const refused = new Set<string>()
  const target = await listen(
    createServer((request, response) => {
      const value = request.headers.authorization ?? ''
      response.writeHead(refused.has(value) ? 401 : 200).end(value)
    }),
  )
  cleanups.push(tokens.close, target.close)
  return {
    requests,
    refused,
    issue,
    tokenUrl: `http://${tokens.host}/token`,
    target: `http://${target.host}/`,
  }
}

function oauth2(fields: Partial<OAuth2>): OAuth2 {
  return {
    clientId: 'vedette',
    clientSecret: new Secret('s3cret'),
    clientSecretFile: undefined,
    scopes: [],
    tokenUrl: '',
    endpointParams: {},
    tls: NO_TLS_CONFIG,
    proxy: NO_PROXY_CONFIG,
    ...fields,
  }
}

function client(settings: OAuth2, nowMs: () => number = Date.now) {
  const created = createHttpClient(httpClientConfig({ oauth2: settings }), { nowMs })
  cleanups.push(created.close)
  return async (url: string): Promise<string> => {
    const answer = await created.fetch({ url, timeoutMs: 60_000, maxBodyBytes: 1000 })
    return `${answer.status} ${answer.body}`
  }
}

describe('an OAuth2 token', () => {
  it('is asked for with id, secret, scopes and parameters, and kept until shortly before its end', async () => {
    const world = await start()
    let nowMs = 0
    const get = client(
      oauth2({
        tokenUrl: world.tokenUrl,
        scopes: ['read', 'write'],
        endpointParams: { audience: 'metrics' },
      }),
      () => nowMs,
    )
    expect(await get(world.target)).toBe('200 Bearer token-1')
    expect(world.requests[0]).toEqual({
      authorization: `Basic ${Buffer.from('vedette:s3cret').toString('base64')}`,
      form: { grant_type: 'client_credentials', scope: 'read write', audience: 'metrics' },
    })
    nowMs = 49_999
    expect(await get(world.target)).toBe('200 Bearer token-1')
    nowMs = 50_000
    expect(await get(world.target)).toBe('200 Bearer token-2')
  })

  it('is fetched once for all who wait for it', async () => {
    const world = await start()
    const get = client(oauth2({ tokenUrl: world.tokenUrl }))
    await Promise.all(Array.from({ length: 5 }, () => get(world.target)))
    expect(world.requests.length).toBe(1)
  })

  it('is asked for with id and secret in the form where the server wants that, and so from then on', async () => {
    let nowMs = 0
    const world = await start((request, count) =>
      request.form.client_secret === 's3cret'
        ? [200, { access_token: `token-${count}`, expires_in: 60 }]
        : [401, { error: 'invalid_client' }],
    )
    const get = client(oauth2({ tokenUrl: world.tokenUrl }), () => nowMs)
    expect(await get(world.target)).toBe('200 Bearer token-2')
    nowMs = 60_000
    expect(await get(world.target)).toBe('200 Bearer token-3')
    expect(world.requests[2]!.form.client_id).toBe('vedette')
  })

  it('is forgotten when the server no longer takes it, or when the secret changes', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'vedette-oauth2-'))
    cleanups.push(() => rm(directory, { recursive: true }))
    const file = join(directory, 'secret')
    await writeFile(file, 'old\n')
    const world = await start()
    const get = client(oauth2({ tokenUrl: world.tokenUrl, clientSecret: undefined, clientSecretFile: file }))
    expect(await get(world.target)).toBe('200 Bearer token-1')
    world.refused.add('Bearer token-1')
    expect(await get(world.target)).toBe('401 Bearer token-1')
    expect(await get(world.target)).toBe('200 Bearer token-2')
    await writeFile(`${file}.new`, 'new\n')
    await rename(`${file}.new`, file)
    expect(await get(world.target)).toBe('200 Bearer token-3')
    expect(world.requests[2]!.authorization).toBe(`Basic ${Buffer.from('vedette:new').toString('base64')}`)
  })

  it('that cannot be had is told with the reason of the token server, and asked for again next time', async () => {
    let fail = true
    const world = await start(() =>
      fail ? [400, { error: 'invalid_scope' }] : [200, { access_token: 'x', token_type: 'mac' }],
    )
    const get = client(oauth2({ tokenUrl: world.tokenUrl }))
    await expect(get(world.target)).rejects.toMatchObject({
      kind: 'credentials',
      message: `oauth2: the token server ${new URL(world.tokenUrl).host} answered with status 400 (invalid_scope)`,
    })
    fail = false
    expect(await get(world.target)).toBe('200 mac x')
    const empty = await start(() => [200, {}])
    await expect(client(oauth2({ tokenUrl: empty.tokenUrl }))(empty.target)).rejects.toMatchObject({
      message: expect.stringMatching(/answered with no access_token$/),
    })
  })

  it('comes over its own TLS settings', async () => {
    const world = await start()
    const authority = await createAuthority()
    cleanups.push(() => authority.remove())
    const { cert, key } = await authority.issue('tokens')
    const secure = await listen(createTlsServer({ cert, key }, world.issue))
    cleanups.push(secure.close)
    const tokenUrl = `https://${secure.host}/token`
    const get = client(oauth2({ tokenUrl, tls: { ...NO_TLS_CONFIG, caFile: authority.certFile } }))
    expect(await get(world.target)).toBe('200 Bearer token-1')
    await expect(client(oauth2({ tokenUrl }))(world.target)).rejects.toMatchObject({ kind: 'tls' })
  })
})
