/** Clients that take their time, go away in the middle, or speak something else: each connection ends, and nobody else notices. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getText, ownMetric } from './answers.ts'
import { type GoodTraffic, startGoodTraffic } from './good-traffic.ts'
import { encodeWrite, snappy } from './remote-write.ts'
import { until } from './until.ts'

const MANY = 50

let traffic: GoodTraffic
let openFilesBefore: number
beforeAll(async () => {
  traffic = await startGoodTraffic({
    env: { VEDETTE_HTTP_HEADER_TIMEOUT: '1s', VEDETTE_HTTP_BODY_TIMEOUT: '2s' },
  })
  openFilesBefore = await ownMetric(traffic.vedette.url, 'process_open_fds')
})
afterAll(async () => {
  await traffic[Symbol.asyncDispose]()
})

interface SlowClient {
  readonly socket: Socket
  /** All that the server said, once it has closed the connection. */
  readonly answer: Promise<string>
}

/** `behave` begins with the connection: one that is left alone for long is refused for that alone. */
async function connected(url: string, behave: (client: SlowClient) => void = () => {}): Promise<SlowClient> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  let said = ''
  socket.setEncoding('latin1').on('data', text => {
    said += text
  })
  // A reset is an end too.
  socket.on('error', () => {})
  socket.once('end', () => socket.end())
  const answer = new Promise<string>(resolve => socket.once('close', () => resolve(said)))
  const client = { socket, answer }
  socket.once('connect', () => behave(client))
  await once(socket, 'connect')
  return client
}

/** One byte after the other, until the connection is closed or there are none left. */
function dribble({ socket }: SlowClient, text: string): void {
  const bytes = text[Symbol.iterator]()
  const write = (): void => {
    if (!socket.writable) return
    const next = bytes.next()
    if (!next.done) socket.write(next.value)
  }
  // Only once what has come in is read: after a reset a write would lose it.
  const timer = setInterval(() => setImmediate(write), 50)
  socket.once('close', () => clearInterval(timer))
}

const WRITE = 'POST /api/v1/write HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n'
const WITH_LENGTH = `${WRITE}Content-Length: 1000\r\n\r\n`
const IN_CHUNKS = `${WRITE}Transfer-Encoding: chunked\r\n\r\n`

interface BadClient {
  readonly name: string
  readonly behave: (client: SlowClient) => void
  /** Empty where nothing can be answered any more. */
  readonly answer: RegExp
  /** Still writing when the connection is closed: it may be reset before the answer is read. */
  readonly writesOn?: boolean
}

const BAD_CLIENTS: readonly BadClient[] = [
  {
    name: 'dribbles its headers',
    behave: client => dribble(client, `${WRITE}X-Slow: ${'x'.repeat(10_000)}`),
    answer: /^HTTP\/1\.1 408 .*http\.header_timeout/s,
    writesOn: true,
  },
  {
    name: 'dribbles its body',
    behave(client) {
      client.socket.write(WITH_LENGTH)
      dribble(client, 'b'.repeat(1000))
    },
    answer: /^HTTP\/1\.1 408 .*http\.body_timeout/s,
    writesOn: true,
  },
  {
    name: 'dribbles chunks',
    behave(client) {
      client.socket.write(IN_CHUNKS)
      dribble(client, '1\r\nb\r\n'.repeat(500))
    },
    answer: /^HTTP\/1\.1 408 /,
    writesOn: true,
  },
  {
    name: 'announces a body and is silent',
    behave: ({ socket }) => void socket.write(WITH_LENGTH),
    answer: /^HTTP\/1\.1 408 /,
  },
  { name: 'says nothing', behave: () => {}, answer: /^(HTTP\/1\.1 408 |$)/ },
  { name: 'closes its half and says nothing', behave: ({ socket }) => void socket.end(), answer: /^$/ },
  {
    name: 'closes its half in the middle',
    behave: ({ socket }) => void socket.end(`${WITH_LENGTH}abc`),
    answer: /^(HTTP\/1\.1 400 |$)/,
  },
  {
    name: 'goes away in the middle',
    behave: ({ socket }) => void socket.write(`${WITH_LENGTH}abc`, () => socket.resetAndDestroy()),
    answer: /^$/,
  },
  {
    name: 'speaks TLS',
    behave: ({ socket }) => void socket.write(Buffer.from('16030100c8010000c40303', 'hex')),
    answer: /^HTTP\/1\.1 400 /,
  },
  {
    name: 'sends headers without end',
    behave: ({ socket }) => void socket.write(`GET / HTTP/1.1\r\n${'X-More: more\r\n'.repeat(5000)}`),
    answer: /^(HTTP\/1\.1 431 |$)/,
  },
]

describe('a client', () => {
  it.each(BAD_CLIENTS)('that $name, many times over', async ({ behave, answer, writesOn = false }) => {
    const { url, otlpUrl } = traffic.vedette
    const clients = await Promise.all(
      Array.from({ length: MANY }, (_, i) => connected(i % 2 === 0 ? url : otlpUrl, behave)),
    )
    const all = await Promise.all(clients.map(client => client.answer))
    const read = writesOn ? all.filter(said => said !== '') : all
    expect(read.length).toBeGreaterThan(0)
    for (const said of read) expect(said).toMatch(answer)
  })

  it('that goes away before its answer leaves what it sent stored', async () => {
    const { url } = traffic.vedette
    const body = snappy(encodeWrite([{ labels: { __name__: 'left_behind' }, samples: [[Date.now(), 1]] }]))
    const { socket } = await connected(url)
    socket.write(`${WRITE}Content-Length: ${body.length}\r\n\r\n`)
    socket.write(body, () => socket.destroy())
    await until('its sample', async () => {
      return (await getText(`${url}/api/v1/export?match[]=left_behind`)).includes('"values":[1]')
    })
  })

  it('that speaks no HTTP/2 to the gRPC door is let go', async () => {
    const { grpcUrl } = traffic.vedette
    const clients = await Promise.all(Array.from({ length: MANY }, () => connected(grpcUrl)))
    for (const { socket } of clients) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    for (const { answer } of clients) await answer
  })
})

it('has harmed nothing, and left no connection behind', async () => {
  const { url } = traffic.vedette
  // Those of the good traffic may come and go.
  await until('the connections to be gone', async () => {
    return (await ownMetric(url, 'process_open_fds')) < openFilesBefore + MANY / 2
  })
  expect(await ownMetric(url, 'vedette_http_broken_requests_total', 'timeout')).toBeGreaterThan(4 * MANY)
  await traffic.expectUnharmed()
})
