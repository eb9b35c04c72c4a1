import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { buildTestApp } from '../../testing/app.ts'
import { registry } from '../self/metrics.ts'
import type { HttpLimits } from './app.ts'
import { stopListening } from './listen.ts'

const running: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(app => stopListening(app, 0)))
})

async function serve(routes: (app: FastifyInstance) => void, limits: Partial<HttpLimits> = {}) {
  const app = await buildTestApp({
    plugins: [{ scope: 'read', routes: async child => routes(child) }],
    limits,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  running.push(app)
  const { port } = app.server.address() as AddressInfo
  return { app, port, url: `http://127.0.0.1:${port}` }
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

/** Everything that comes until the other side closes. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = ''
  socket.on('error', () => {})
  socket.on('data', chunk => {
    text += chunk
  })
  await once(socket, 'close')
  return text
}

describe('a slow client', () => {
  it('that dribbles its headers is told so and cut off', async () => {
    const { port } = await serve(app => app.get('/x', () => 1), { headerTimeoutMs: 100, bodyTimeoutMs: 200 })
    const socket = await opened(port)
    socket.write('GET /x HTTP/1.1\r\nHost: localh')
    const answer = await untilClosed(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    expect(answer).toContain('headers may take 0.1 s (http.header_timeout)')
  })

  it('that dribbles its body is told so and cut off', async () => {
    const { port } = await serve(app => app.post('/x', () => 1), { headerTimeoutMs: 100, bodyTimeoutMs: 200 })
    const socket = await opened(port)
    socket.write('POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc')
    const answer = await untilClosed(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('all of it 0.2 s (http.body_timeout)')
  })

  it('that never reads does not fill the memory: the answer waits for it', async () => {
    let produced = 0
    const { port } = await serve(app =>
      app.get('/endless', (_, reply) =>
        reply.type('application/octet-stream').send(
          new Readable({
            read() {
              produced++
              this.push(Buffer.alloc(65_536))
            },
          }),
        ),
      ),
    )
    const socket = await opened(port)
    socket.pause()
    socket.write('GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n')
    // Once nothing has been produced over several turns of the loop, the buffers of both sides are full.
    let before = -1
    for (let still = 0; still < 20; ) {
      await new Promise(resolve => setImmediate(resolve))
      still = produced > 0 && produced === before ? still + 1 : 0
      before = produced
    }
    expect(produced * 65_536).toBeLessThan(64 * 1024 * 1024)
    socket.destroy()
  })
})

describe('what is no request', () => {
  it('is answered in words', async () => {
    const { port } = await serve(app => app.get('/x', () => 1))
    const nonsense = await opened(port)
    nonsense.write('\x16\x03\x01 this is TLS\r\n\r\n')
    expect(await untilClosed(nonsense)).toContain('This is no HTTP request that Vedette can read.')
    const large = await opened(port)
    large.write(`GET /x HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)
    expect(await untilClosed(large)).toMatch(/^HTTP\/1\.1 431 [\s\S]*larger than 32 KiB/)
  })

  it('has no room in the count of connections', async () => {
    const { port, url } = await serve(app => app.get('/x', () => 'here'), { connections: 1 })
    const first = await opened(port)
    first.write('GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(first, 'data')
    const second = connect(port, '127.0.0.1')
    expect(await untilClosed(second)).toBe('')
    first.destroy()
    await once(first, 'close')
    let answer: string | undefined
    while (answer === undefined)
      answer = await fetch(`${url}/x`).then(
        reply => reply.text(),
        () => undefined,
      )
    expect(answer).toBe('here')
  })
})

describe('a body over the limit', () => {
  it('is refused before it is read, and the connection ends when nothing follows', async () => {
    const { port } = await serve(app => app.post('/x', () => 1), { bodyBytes: 1000, lateBodyMs: 50 })
    const socket = await opened(port)
    socket.write('POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n')
    const answer = await untilClosed(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('larger than 1000 bytes')
  })

  it('is read on, so that a sender who is still writing sees the answer and may go on', async () => {
    const { port } = await serve(app => app.post('/x', () => 1), { bodyBytes: 1000, lateBodyMs: 60_000 })
    const socket = await opened(port)
    const body = Buffer.alloc(20_000_000)
    socket.write(`POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`)
    socket.write(body)
    socket.write('POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\na')
    const answers = await untilClosed(socket)
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
  })

  it('is refused also where its length is not told', async () => {
    const { url } = await serve(app => app.post('/x', () => 1), { bodyBytes: 1000 })
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(600))
        controller.enqueue(new Uint8Array(600))
        controller.close()
      },
    })
    const reply = await fetch(`${url}/x`, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect(reply.status).toBe(413)
  })
})

describe('a client that goes away', () => {
  it('is counted as such', async () => {
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const { port } = await serve(app =>
      app.get('/gone', async () => {
        arrived.resolve()
        await release.promise
        return 'too late'
      }),
    )
    const socket = await opened(port)
    socket.write('GET /gone HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await arrived.promise
    socket.destroy()
    const wanted = 'vedette_http_requests_total{route="/gone",method="GET",status="499"} 1'
    while (!(await registry.metrics()).includes(wanted)) await new Promise(resolve => setImmediate(resolve))
    release.resolve()
  })
})

describe('closing', () => {
  it('lets requests under way end, refuses new ones and then is done', async () => {
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const { app, port, url } = await serve(child =>
      child.get('/slow', async () => {
        arrived.resolve()
        await release.promise
        return 'done'
      }),
    )
    const slow = fetch(`${url}/slow`).then(reply => reply.text())
    await arrived.promise
    const received = once(app.server, 'connection')
    const begun = await opened(port)
    const [theirs] = (await received) as [Socket]
    begun.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n')
    while (theirs.bytesRead === 0) await new Promise(resolve => setImmediate(resolve))
    const closed = stopListening(app, 60_000)
    while (app.server.listening) await new Promise(resolve => setImmediate(resolve))
    begun.write('\r\n')
    const refused = await untilClosed(begun)
    expect(refused).toMatch(/^HTTP\/1\.1 503 /)
    expect(refused).toMatch(/retry-after: 5/i)
    expect(refused).toContain('Vedette is stopping; try again in a moment.')
    release.resolve()
    expect(await slow).toBe('done')
    await closed
  })

  it('does not wait longer than its deadline', async () => {
    const arrived = Promise.withResolvers<void>()
    const { app, url } = await serve(child =>
      child.get('/stuck', () => {
        arrived.resolve()
        return new Promise(() => {})
      }),
    )
    const stuck = fetch(`${url}/stuck`).then(
      () => 'answered',
      () => 'cut off',
    )
    await arrived.promise
    await stopListening(app, 10)
    expect(await stuck).toBe('cut off')
  })
})
