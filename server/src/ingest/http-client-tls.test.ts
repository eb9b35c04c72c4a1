import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer as createPlainServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer, type ServerOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createAuthority } from '../../testing/certificates.ts'
import { httpClientConfig } from '../../testing/http-client-config.ts'
import { listen } from '../../testing/loopback.ts'
import type { TlsConfig } from '../config/prometheus/types.ts'
import { Secret } from '../config/secret.ts'
import { createHttpClient, HttpFailure } from './http-client.ts'

let authority: CertificateAuthority
beforeAll(async () => {
  authority = await createAuthority()
})
afterAll(() => authority.remove())

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function serveTls(options: ServerOptions): Promise<string> {
  const listening = await listen(
    createServer(options, (request, response) => {
      const socket = request.socket as TLSSocket
      response.end(`${socket.getProtocol()} ${socket.getPeerCertificate().subject?.CN ?? 'nobody'}`)
    }),
  )
  cleanups.push(listening.close)
  return `https://localhost:${listening.port}/`
}

function client(tls: Partial<TlsConfig>, fields: Parameters<typeof httpClientConfig>[0] = {}) {
  const created = createHttpClient(httpClientConfig({ ...fields, tls }))
  cleanups.push(created.close)
  const get = async (url: string): Promise<string> =>
    (await created.fetch({ url, timeoutMs: 60_000, maxBodyBytes: 1000 })).body.toString()
  return {
    get,
    failure: (url: string): Promise<HttpFailure> =>
      get(url).then(
        answer => {
          throw new Error(`answered ${answer}`)
        },
        error => error,
      ),
  }
}

describe('a server certificate', () => {
  it('is trusted when its authority is, given as text or as a file', async () => {
    const { cert, key } = await authority.issue('server')
    const url = await serveTls({ cert, key })
    expect(await client({ ca: authority.cert }).get(url)).toBe('TLSv1.3 nobody')
    expect(await client({ caFile: authority.certFile }).get(url)).toBe('TLSv1.3 nobody')
  })

  it('of an unknown authority is refused, unless nobody is to look', async () => {
    const { cert, key } = await authority.issue('server')
    const url = await serveTls({ cert, key })
    const failure = await client({}).failure(url)
    expect(failure.kind).toBe('tls')
    expect(failure.message).toMatch(
      /^TLS: the certificate of localhost:\d+ is signed by an unknown authority; name it in/,
    )
    expect(await client({ insecureSkipVerify: true }).get(url)).toBe('TLSv1.3 nobody')
  })

  it('that signed itself is named as such', async () => {
    const { cert, key } = await authority.selfSigned('alone')
    const failure = await client({}).failure(await serveTls({ cert, key }))
    expect(failure.message).toMatch(
      /^TLS: localhost:\d+ presented a self-signed certificate; name its authority in/,
    )
  })

  it('that has expired is refused', async () => {
    const { cert, key } = await authority.issue('old', undefined, -1)
    const failure = await client({ ca: authority.cert }).failure(await serveTls({ cert, key }))
    expect(failure.message).toMatch(/^TLS: the certificate of localhost:\d+ has expired$/)
  })

  it('for another name is refused until server_name says which', async () => {
    const { cert, key } = await authority.issue('elsewhere', ['DNS:db.example.com'])
    const url = await serveTls({ cert, key })
    const failure = await client({ ca: authority.cert }).failure(url)
    expect(failure.message).toMatch(
      /^TLS: the certificate of localhost:\d+ is for another name \(DNS:db\.example\.com\); tls_config\.server_name/,
    )
    expect(await client({ ca: authority.cert, serverName: 'db.example.com' }).get(url)).toBe('TLSv1.3 nobody')
  })

  it('is asked of a server that has none', async () => {
    const listening = await listen(createPlainServer((_, response) => response.end()))
    cleanups.push(listening.close)
    const failure = await client({}).failure(`https://${listening.host}/`)
    expect(failure.message).toBe(
      `TLS: ${listening.host} does not speak TLS; is the scheme http rather than https?`,
    )
  })
})

describe('a client certificate', () => {
  async function strict(): Promise<string> {
    const { cert, key } = await authority.issue('server')
    return serveTls({ cert, key, ca: authority.cert, requestCert: true })
  }

  it('is shown where it is asked for', async () => {
    const own = await authority.issue('scraper')
    const url = await strict()
    const byFile = client({ ca: authority.cert, certFile: own.certFile, keyFile: own.keyFile })
    expect(await byFile.get(url)).toBe('TLSv1.3 scraper')
    const byText = client({ ca: authority.cert, cert: own.cert, key: new Secret(own.key) })
    expect(await byText.get(url)).toBe('TLSv1.3 scraper')
    expect(await client({ ca: authority.cert }).failure(url)).toBeInstanceOf(HttpFailure)
  })

  it('is read again when its files change', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'vedette-tls-'))
    cleanups.push(() => rm(directory, { recursive: true }))
    const certFile = join(directory, 'tls.crt')
    const keyFile = join(directory, 'tls.key')
    const put = async (name: string): Promise<void> => {
      const own = await authority.issue(name)
      await cp(own.certFile, `${certFile}.new`)
      await cp(own.keyFile, `${keyFile}.new`)
      await rename(`${certFile}.new`, certFile)
      await rename(`${keyFile}.new`, keyFile)
    }
    await put('first')
    const asked = client({ ca: authority.cert, certFile, keyFile })
    const url = await strict()
    expect(await asked.get(url)).toBe('TLSv1.3 first')
    await put('second')
    expect(await asked.get(url)).toBe('TLSv1.3 second')
  })

  it('that cannot be used is told before anything is sent', async () => {
    const one = await authority.issue('one')
    const other = await authority.issue('other')
    const url = 'https://127.0.0.1:1/'
    const mixed = await client({ certFile: one.certFile, keyFile: other.keyFile }).failure(url)
    expect(mixed.message).toBe(
      `tls_config: the key in ${other.keyFile} does not belong to the certificate in ${one.certFile}`,
    )
    const half = await client({ certFile: one.certFile }).failure(url)
    expect(half.message).toMatch(/key_file is missing$/)
    const text = join(tmpdir(), `vedette-not-pem-${process.pid}`)
    await writeFile(text, 'no certificate')
    cleanups.push(() => rm(text))
    expect((await client({ caFile: text }).failure(url)).message).toBe(
      `tls_config: ${text} holds no certificate in PEM format`,
    )
    const missing = await client({ caFile: '/no/such/file' }).failure(url)
    expect(missing.message).toBe('tls_config.ca_file: cannot read /no/such/file: no such file')
  })
})

describe('the protocol version', () => {
  it('stays between the two that are set', async () => {
    const { cert, key } = await authority.issue('server')
    const url = await serveTls({ cert, key })
    expect(await client({ ca: authority.cert, maxVersion: 'TLS12' }).get(url)).toBe('TLSv1.2 nobody')
    const modern = await serveTls({ cert, key, minVersion: 'TLSv1.3' })
    const failure = await client({ ca: authority.cert, maxVersion: 'TLS12' }).failure(modern)
    expect(failure.message).toMatch(
      /speaks none of the protocol versions between tls_config\.min_version and max_version$/,
    )
  })

  it('may be an old one where an old server needs it', async () => {
    const { cert, key } = await authority.issue('server')
    const url = await serveTls({
      cert,
      key,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    })
    expect(await client({ ca: authority.cert, minVersion: 'TLS10' }).get(url)).toBe('TLSv1.1 nobody')
    expect((await client({ ca: authority.cert }).failure(url)).kind).toBe('tls')
  })
})

describe('HTTP/2', () => {
  async function serveHttp2(): Promise<string> {
    const { cert, key } = await authority.issue('server')
    const server = createSecureServer({ cert, key, allowHTTP1: true }, (request, response) => {
      response.end(request.httpVersion)
    })
    const listening = await listen(server)
    cleanups.push(listening.close)
    return `https://${listening.host}/`
  }

  it('is spoken with a server that offers it, unless it is switched off', async () => {
    const url = await serveHttp2()
    expect(await client({ ca: authority.cert }).get(url)).toBe('2.0')
    expect(await client({ ca: authority.cert }, { enableHttp2: false }).get(url)).toBe('1.1')
  })
})
