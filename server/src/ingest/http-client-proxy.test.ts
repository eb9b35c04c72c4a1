import { createServer, request as httpRequest } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createAuthority } from '../../testing/certificates.ts'
import { httpClientConfig } from '../../testing/http-client-config.ts'
import { listen } from '../../testing/loopback.ts'
import { Secret } from '../config/secret.ts'
import { createHttpClient, type HttpClientOptions } from './http-client.ts'

let authority: CertificateAuthority
beforeAll(async () => {
  authority = await createAuthority()
})
afterAll(() => authority.remove())

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A proxy that forwards plain requests, opens tunnels, and writes down what it was asked. */
async function proxy(wants?: string, tls?: ServerOptions) {
  const asked: string[] = []
  const refuses = (headers: NodeJS.Dict<string | string[]>): boolean =>
    wants !== undefined && headers['proxy-authorization'] !== wants
  const server = tls === undefined ? createServer() : createTlsServer(tls)
  server.on('request', (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-hop'] ?? ''}`.trim())
    if (refuses(request.headers)) {
      response.writeHead(407).end()
      return
    }
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = httpRequest(request.url!, { method: request.method!, headers }, answer => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.writeHead(502).end())
    request.pipe(onward)
  })
  server.on('connect', (request, socket, head) => {
    asked.push(`CONNECT ${request.url} ${request.headers['x-hop'] ?? ''}`.trim())
    if (refuses(request.headers)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const [host, port] = request.url!.split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  const listening = await listen(server)
  cleanups.push(listening.close)
  return { asked, host: listening.host, port: listening.port }
}

async function plainTarget(): Promise<string> {
  const listening = await listen(createServer((_, response) => response.end('plain')))
  cleanups.push(listening.close)
  return listening.host
}

async function tlsTarget(): Promise<string> {
  const { cert, key } = await authority.issue('target')
  const listening = await listen(createTlsServer({ cert, key }, (_, response) => response.end('secure')))
  cleanups.push(listening.close)
  return listening.host
}

function client(fields: Parameters<typeof httpClientConfig>[0], options: HttpClientOptions = {}) {
  const created = createHttpClient(httpClientConfig(fields), options)
  cleanups.push(created.close)
  return async (url: string): Promise<string> =>
    (await created.fetch({ url, timeoutMs: 60_000, maxBodyBytes: 1000 })).body.toString()
}

describe('through a proxy', () => {
  it('plain requests are forwarded and TLS goes through a tunnel', async () => {
    const { asked, host } = await proxy()
    const get = client({ proxy: { proxyUrl: `http://${host}` }, tls: { ca: authority.cert } })
    const plain = await plainTarget()
    expect(await get(`http://${plain}/metrics?x=1`)).toBe('plain')
    const secure = await tlsTarget()
    expect(await get(`https://${secure}/metrics`)).toBe('secure')
    expect(asked).toEqual([`GET http://${plain}/metrics?x=1`, `CONNECT ${secure}`])
  })

  it('that wants a password, the one in proxy_url is given', async () => {
    const basic = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`
    const { host } = await proxy(basic)
    const get = client({ proxy: { proxyUrl: `http://ann:p%40ss@${host}` }, tls: { ca: authority.cert } })
    expect(await get(`http://${await plainTarget()}/`)).toBe('plain')
    expect(await get(`https://${await tlsTarget()}/`)).toBe('secure')
  })

  it('that refuses, the refusal is told', async () => {
    const { host } = await proxy('Basic other')
    const get = client({ proxy: { proxyUrl: `http://${host}` }, tls: { ca: authority.cert } })
    const secure = await tlsTarget()
    await expect(get(`https://${secure}/`)).rejects.toMatchObject({
      kind: 'proxy',
      message: `the proxy refused to open a tunnel to ${secure} with status 407: it asks for a user name and password in proxy_url`,
    })
    const plain = await plainTarget()
    await expect(get(`http://${plain}/`)).rejects.toMatchObject({
      kind: 'proxy',
      message: `the proxy asks for a user name and password (407) before it passes on to ${plain}`,
    })
  })

  it('over TLS, with headers of its own', async () => {
    const { cert, key } = await authority.issue('proxy')
    const { asked, port } = await proxy(undefined, { cert, key })
    const get = client({
      proxy: { proxyUrl: `https://localhost:${port}`, proxyConnectHeaders: { 'X-Hop': [new Secret('one')] } },
      tls: { ca: authority.cert },
    })
    const secure = await tlsTarget()
    expect(await get(`https://${secure}/`)).toBe('secure')
    expect(asked).toEqual([`CONNECT ${secure} one`])
  })

  it('only where no_proxy does not say otherwise', async () => {
    const { asked, host } = await proxy()
    const get = client({ proxy: { proxyUrl: `http://${host}`, noProxy: 'somewhere.example' } })
    expect(await get(`http://${await plainTarget()}/`)).toBe('plain')
    expect(asked).toEqual([])
  })

  it('of the environment, for hosts beyond loopback', async () => {
    const { asked, host } = await proxy()
    const get = client(
      { proxy: { proxyFromEnvironment: true } },
      { proxyEnvironment: { httpProxy: host, httpsProxy: '', noProxy: '' } },
    )
    await get('http://no-such-host.invalid/')
    expect(asked).toEqual(['GET http://no-such-host.invalid/'])
    expect(await get(`http://${await plainTarget()}/`)).toBe('plain')
  })

  it('that is not there, the failure names it', async () => {
    const get = client({ proxy: { proxyUrl: 'http://127.0.0.1:1' } })
    await expect(get('http://target.example:9100/')).rejects.toMatchObject({
      kind: 'connect',
      message: 'connection refused by the proxy 127.0.0.1:1: nothing listens there',
    })
  })
})
