import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { buildTestApp } from '../../testing/app.ts'
import { listen } from '../../testing/loopback.ts'
import { startListening, stopListening } from './listen.ts'
import { formatListenAddress, isLoopbackHost, parseListenAddress } from './listen-address.ts'

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:9090', { host: '127.0.0.1', port: 9090 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['0.0.0.0:65535', { host: '0.0.0.0', port: 65535 }],
    [':9090', { host: '::', port: 9090 }],
    ['[::1]:9090', { host: '::1', port: 9090 }],
    ['[2001:db8::7]:80', { host: '2001:db8::7', port: 80 }],
    [' box.lan:1 ', { host: 'box.lan', port: 1 }],
  ])('%s', (text, expected) => {
    expect(parseListenAddress(text)).toEqual(expected)
  })

  it.each([
    '',
    '9090',
    'localhost',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '::1:9090',
    '[::1]',
    '[localhost]:1',
    'a:b',
    'http://x:1',
  ])('%j is none', text => {
    expect(() => parseListenAddress(text)).toThrow(
      `${JSON.stringify(text)} is no address to listen on: expected host:port such as 127.0.0.1:9090`,
    )
  })

  it('is written with brackets where it needs them', () => {
    expect(formatListenAddress({ host: '::1', port: 1 })).toBe('[::1]:1')
    expect(formatListenAddress({ host: 'localhost', port: 1 })).toBe('localhost:1')
  })

  it.each([
    'localhost',
    'LOCALHOST',
    'x.localhost',
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])('%s is loopback', host => expect(isLoopbackHost(host)).toBe(true))
  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.1',
    '10.0.0.127',
    '::2',
    '::11',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    'box.lan',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '',
  ])('%j is not', host => expect(isLoopbackHost(host)).toBe(false))
})

describe('listening', () => {
  const plugins = [{ scope: 'open' as const, routes: async () => {} }]

  it('takes a port that the system picks and tells which', async () => {
    const app = await buildTestApp({ plugins })
    const { url, address } = await startListening(app, { host: '127.0.0.1', port: 0 }, 'http.listen')
    expect(url).toBe(`http://127.0.0.1:${address.port}`)
    expect((await fetch(`${url}/x`)).status).toBe(404)
    await stopListening(app, 1000)
  })

  async function refusal(port: number, host = '127.0.0.1'): Promise<string> {
    const app = await buildTestApp({ plugins })
    const error = await startListening(app, { host, port }, 'http.listen', 60_000).then(
      () => new Error('listened'),
      (reason: Error) => reason,
    )
    expect(error).toMatchObject({ code: 'config-invalid' })
    await app.close()
    return error.message
  }

  it.each([
    ['Prometheus Server is Healthy.\n', 'a Prometheus is running there'],
    ['Vedette is healthy.\n', 'another Vedette is running there'],
    ['hello', 'another program is listening there'],
  ])('on a port where something answers %j says so', async (answer, words) => {
    const server = await listen(createServer((_, reply) => reply.end(answer)))
    expect(await refusal(server.port)).toBe(
      `Vedette can't listen on 127.0.0.1:${server.port}: ${words}. Stop it, or set http.listen to another address.`,
    )
    await server.close()
  })

  it('on a port where something silent listens does not wait for it', async () => {
    const server = await listen(createTcpServer(socket => void socket.end()))
    expect(await refusal(server.port)).toContain('another program is listening there. Stop it')
    await server.close()
  })

  it('says of an address that this machine has none such, and of a name that it does not resolve', async () => {
    expect(await refusal(0, '192.0.2.1')).toBe(
      "Vedette can't listen on 192.0.2.1:0: this machine has no address 192.0.2.1. Check the address, or set http.listen to another address.",
    )
    expect(await refusal(0, 'no-such-name.invalid')).toContain(
      'the name no-such-name.invalid does not resolve',
    )
  })
})
