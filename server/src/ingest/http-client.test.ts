import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { httpClientConfig } from '../../testing/http-client-config.ts'
import { listen } from '../../testing/loopback.ts'
import type { HttpClientConfig } from '../config/prometheus/types.ts'
import { Secret } from '../config/secret.ts'
import { createHttpClient, type HttpFailure, type HttpRequest } from './http-client.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function serve(listener: RequestListener): Promise<string> {
  const listening = await listen(createServer(listener))
  cleanups.push(listening.close)
  return `http://${listening.host}`
}

/** A server that answers with what it was asked. */
async function echo(): Promise<string> {
  return serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      response.end(
        JSON.stringify({
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
  })
}

function client(
  config: HttpClientConfig = httpClientConfig(),
  options: Parameters<typeof createHttpClient>[1] = {},
) {
  const created = createHttpClient(config, options)
  cleanups.push(created.close)
  const fetch = (url: string, more: Partial<HttpRequest> = {}) =>
    created.fetch({ url, timeoutMs: 60_000, maxBodyBytes: 1_000_000, ...more })
  return {
    ...created,
    get: fetch,
    async seen(url: string, more: Partial<HttpRequest> = {}): Promise<IncomingMessage & { body: string }> {
      return JSON.parse((await fetch(url, more)).body.toString())
    },
    failure: (url: string, more: Partial<HttpRequest> = {}): Promise<HttpFailure> =>
      fetch(url, more).then(
        answer => {
          throw new Error(`answered ${answer.status}`)
        },
        error => error,
      ),
  }
}

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'vedette-http-client-'))
  cleanups.push(() => rm(path, { recursive: true }))
  return path
}

describe('a request', () => {
  it('says who asks, and carries method, headers and body', async () => {
    const url = await echo()
    const seen = await client().seen(`${url}/metrics?a=b%20c`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'hello',
    })
    expect(seen).toMatchObject({ method: 'POST', url: '/metrics?a=b%20c', body: 'hello' })
    expect(seen.headers['user-agent']).toMatch(/^Vedette\/\d+\.\d+\.\d+/)
    expect(seen.headers['content-type']).toBe('text/plain')
    expect(seen.headers.authorization).toBeUndefined()
  })

  it('keeps its connection for the next one', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end()
    })
    const asked = client()
    for (let i = 0; i < 3; i++) {
      await asked.get(url)
      // The connection becomes free in the turn after the answer.
      await new Promise(setImmediate)
    }
    expect(ports.size).toBe(1)
  })

  it('is sent again when the kept connection turns out to be closed', async () => {
    let connections = 0
    const server = createTcpServer(socket => {
      connections++
      let answered = false
      socket.on('data', () => {
        if (answered) socket.destroy()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
        answered = true
      })
    })
    const listening = await listen(server)
    cleanups.push(listening.close)
    const asked = client()
    for (let i = 0; i < 3; i++) {
      expect((await asked.get(`http://${listening.host}/`)).body.toString()).toBe('ok')
    }
    expect(connections).toBe(3)
  })

  it('takes user and password from the URL', async () => {
    const url = (await echo()).replace('http://', 'http://ann:p%40ss@')
    const seen = await client().seen(url)
    expect(seen.headers.authorization).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`)
  })

  it('gives the answer of an error with its body', async () => {
    const url = await serve((_, response) => response.writeHead(503, { 'retry-after': '7' }).end('too busy'))
    const answer = await client().get(url)
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('7')
    expect(answer.body.toString()).toBe('too busy')
  })
})

describe('credentials', () => {
  it('are a user and a password, also from files that change', async () => {
    const path = join(await directory(), 'password')
    await writeFile(path, 'first\n')
    const asked = client(
      httpClientConfig({
        basicAuth: { username: 'ann', usernameFile: undefined, password: undefined, passwordFile: path },
      }),
    )
    const url = await echo()
    const sent = async (): Promise<string> =>
      Buffer.from((await asked.seen(url)).headers.authorization!.slice(6), 'base64').toString()
    expect(await sent()).toBe('ann:first')
    await writeFile(`${path}.new`, 'other\n')
    await rename(`${path}.new`, path)
    expect(await sent()).toBe('ann:other')
  })

  it('are a token of any type', async () => {
    const asked = client(
      httpClientConfig({
        authorization: { type: 'Token', credentials: new Secret('abc'), credentialsFile: undefined },
      }),
    )
    expect((await asked.seen(await echo())).headers.authorization).toBe('Token abc')
  })

  it('are missing when their file is: nothing is sent and the file is named', async () => {
    const path = join(await directory(), 'missing')
    const failure = await client(
      httpClientConfig({ authorization: { type: 'Bearer', credentials: undefined, credentialsFile: path } }),
    ).failure(await echo())
    expect(failure.kind).toBe('credentials')
    expect(failure.message).toBe(`authorization.credentials_file: cannot read ${path}: no such file`)
  })

  it('include headers with several values', async () => {
    const path = join(await directory(), 'value')
    await writeFile(path, ' from a file \n')
    const asked = client(
      httpClientConfig({
        headers: { 'X-Tenant': { values: ['one'], secrets: [new Secret('two')], files: [path] } },
      }),
    )
    expect((await asked.seen(await echo())).headers['x-tenant']).toBe('one, two, from a file')
  })
})

describe('a redirect', () => {
  const signedIn = httpClientConfig({
    authorization: { type: 'Bearer', credentials: new Secret('abc'), credentialsFile: undefined },
    headers: { 'x-tenant': { values: ['one'], secrets: [], files: [] } },
  })

  async function redirecting(status: number, location: () => string): Promise<string> {
    const target = await serve((request, response) => {
      if (request.url === '/start') response.writeHead(status, { location: location() }).end('moved')
      else {
        const { headers, method, url } = request
        response.end(JSON.stringify({ headers, method, url }))
      }
    })
    return target
  }

  it('on the same server is followed with credentials', async () => {
    const url = await redirecting(302, () => '/next?x=1')
    const seen = await client(signedIn).seen(`${url}/start`)
    expect(seen.url).toBe('/next?x=1')
    expect(seen.headers.authorization).toBe('Bearer abc')
  })

  it('to another server is followed without anything secret', async () => {
    const other = await echo()
    const url = await redirecting(301, () => `${other}/elsewhere`)
    const seen = await client(signedIn).seen(`${url}/start`, { headers: { accept: 'text/plain' } })
    expect(seen.url).toBe('/elsewhere')
    expect(seen.headers.authorization).toBeUndefined()
    expect(seen.headers['x-tenant']).toBeUndefined()
    expect(seen.headers.accept).toBe('text/plain')
  })

  it('is an answer like any other where following is switched off', async () => {
    const url = await redirecting(302, () => '/next')
    const answer = await client(httpClientConfig({ followRedirects: false })).get(`${url}/start`)
    expect(answer.status).toBe(302)
  })

  it('keeps a POST a POST with 307, and is not followed as another method', async () => {
    const kept = await client().seen(`${await redirecting(307, () => '/next')}/start`, {
      method: 'POST',
      body: 'x',
    })
    expect(kept.method).toBe('POST')
    const answer = await client().get(`${await redirecting(302, () => '/next')}/start`, {
      method: 'POST',
      body: 'x',
    })
    expect(answer.status).toBe(302)
  })

  it('in circles ends', async () => {
    const url = await redirecting(302, () => '/start')
    const failure = await client().failure(`${url}/start`)
    expect(failure.kind).toBe('redirect')
    expect(failure.message).toBe(`${new URL(url).host} redirects in circles: stopped after 10 redirects`)
  })

  it('to another scheme is refused', async () => {
    const url = await redirecting(302, () => 'file:///etc/passwd')
    expect((await client().failure(`${url}/start`)).message).toMatch(/redirects to the scheme file$/)
  })
})

describe('an answer', () => {
  const asked = (): ReturnType<typeof client> => client()

  it('is unpacked', async () => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000))),
    )
    const answer = await asked().get(url, { headers: { 'accept-encoding': 'gzip' } })
    expect(answer.body.toString()).toBe('x'.repeat(100_000))
  })

  it('may not be larger than the limit, announced or not', async () => {
    const announced = await serve((_, response) => response.end(Buffer.alloc(2000)))
    const failure = await asked().failure(announced, { maxBodyBytes: 1000 })
    expect(failure.kind).toBe('body-too-large')
    expect(failure.message).toBe('the answer is larger than the limit of 1000 bytes')
    const endless = await serve((_, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(16_384)));
      }
      response.on('drain', more)
      more()
    })
    expect((await asked().failure(endless, { maxBodyBytes: 1_000_000 })).kind).toBe('body-too-large')
  })

  it('that unpacks to more than the limit ends there, also when it lies about its size', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    bomb.writeUInt32LE(10, bomb.length - 4)
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    const failure = await asked().failure(url, { maxBodyBytes: 1_000_000 })
    expect(failure.kind).toBe('body-too-large')
  })

  it('that is broken gzip, or packed in a way that was not asked for, is an error', async () => {
    const broken = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello').subarray(0, 12)),
    )
    expect((await asked().failure(broken)).message).toMatch(/^the answer is not valid gzip: /)
    const foreign = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'br' }).end('x'),
    )
    expect((await asked().failure(foreign)).message).toBe(
      'the answer is encoded as "br", which was not asked for',
    )
  })

  it('that is cut off is an error', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    const failure = await asked().failure(url)
    expect(failure.kind).toBe('connect')
    expect(failure.message).toBe(
      `the connection to ${new URL(url).host} was closed before the answer was complete`,
    )
  })

  it('comes as a stream for as long as the caller wants', async () => {
    const url = await serve((_, response) => {
      response.write('one')
      response.on('close', () => closed.resolve())
    })
    const closed = Promise.withResolvers<void>()
    const controller = new AbortController()
    const stream = await asked().stream({ url, timeoutMs: 60_000, signal: controller.signal })
    const seen: string[] = []
    const reading = (async () => {
      for await (const chunk of stream.body) {
        seen.push(Buffer.from(chunk).toString())
        controller.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'aborted' })
    expect(seen).toEqual(['one'])
    await closed.promise
  })
})

describe('a failure', () => {
  it('is told in words', async () => {
    const port = await freePort()
    const refused = await client().failure(`http://127.0.0.1:${port}/metrics`)
    expect(refused.kind).toBe('connect')
    expect(refused.message).toBe(`connection refused by 127.0.0.1:${port}: nothing listens there`)
    const localhost = await client().failure(`http://localhost:${port}/metrics`)
    expect(localhost.message).toBe(`connection refused by localhost:${port}: nothing listens there`)
    const nobody = await client().failure('http://no-such-host.invalid:9100/')
    expect(nobody.kind).toBe('connect')
    expect(nobody.message).toMatch(/^cannot resolve the name of no-such-host\.invalid:9100: /)
    expect((await client().failure('ftp://host/')).message).toBe(
      'the scheme of host is ftp, not http or https',
    )
    expect((await client().failure('not a url')).message).toBe('"not a url" is not a URL')
  })

  it('is a timeout when nothing comes, or not all of it', async () => {
    const silent = await serve(() => {})
    const failure = await client().failure(silent, { timeoutMs: 50 })
    expect(failure.kind).toBe('timeout')
    expect(failure.message).toBe(`timed out after 50ms: no complete answer from ${new URL(silent).host}`)
    const slow = await serve((_, response) => void response.write('a beginning'))
    expect((await client().failure(slow, { timeoutMs: 50 })).kind).toBe('timeout')
  })

  it("is an abort when the caller's signal says so", async () => {
    const asked = Promise.withResolvers<void>()
    const silent = await serve(() => asked.resolve())
    const controller = new AbortController()
    const failing = client().failure(silent, { signal: controller.signal })
    await asked.promise
    controller.abort()
    expect((await failing).kind).toBe('aborted')
    expect((await client().failure(silent, { signal: AbortSignal.abort() })).kind).toBe('aborted')
  })

  it('is an abort when the client is closed', async () => {
    const asked = Promise.withResolvers<void>()
    const silent = await serve(() => asked.resolve())
    const closing = client()
    const failing = closing.failure(silent)
    await asked.promise
    await closing.close()
    expect((await failing).kind).toBe('aborted')
  })

  it('is a protocol error when something else than HTTP answers', async () => {
    const listening = await listen(createTcpServer(socket => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')))
    cleanups.push(listening.close)
    const failure = await client().failure(`http://${listening.host}/`)
    expect(failure.kind).toBe('protocol')
    expect(failure.message).toContain(`${listening.host} did not answer in HTTP`)
  })
})
