/**
 * What speaks Kafka's protocol for one test file: the mock cluster of librdkafka, which Debian's kcat holds. It keeps all in memory and
 * forgets it with its end, so it can't be restarted; what is restarted is the door before it, and every connection breaks then.
 *
 *     const program = outsideProgram('kcat')
 *     describe.skipIf(program === undefined)('events on Kafka', () => {
 *       let broker: KafkaBroker
 *       beforeAll(async () => { broker = await createKafka(program!) })
 *       afterAll(() => broker.remove())
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../scripts/free-port.ts'

export interface KafkaBroker {
  /** `127.0.0.1:port` */
  readonly brokers: string
  /** Opens the door again, on the same port, with all that was there before. */
  start(): Promise<void>
  /** Breaks all connections, and takes none. */
  stop(): Promise<void>
  remove(): Promise<void>
}

const HOST = '127.0.0.1'
const API_VERSIONS = 18
const SYNC_GROUP = 14
/** The mock has an error for members that ask for their share after the leader has said it; others have them wait. */
const FOLLOWERS_FIRST_MS = 50
/** Key, first and last version: what the mock (2.0.2) answers to ListOffsets beyond 3 is four bytes too long for its own protocol. */
const LIST_OFFSETS = Buffer.from('000200000005', 'hex')
const LIST_OFFSETS_UNDERSTOOD = Buffer.from('000200000003', 'hex')

/** Started already. */
export async function createKafka(program: string): Promise<KafkaBroker> {
  const child = spawn(
    program,
    ['-P', '-X', 'test.mock.num.brokers=1', '-b', 'mock:1', '-t', 'kcat', '-d', 'mock'],
    {
      // It stays for as long as it may still be told what to send.
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  )
  const atExit = (): void => void child.kill('SIGKILL')
  process.once('exit', atExit)
  let said = ''
  const inner = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`kcat ended with ${code}:\n${said}`)))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000)
      const found = /bootstrap\.servers=127\.0\.0\.1:(\d+)/.exec(said)
      if (found !== null) resolve(Number(found[1]))
    })
  })
  const outer = await freePort()
  const door = createDoor(inner, outer)
  await door.start()
  return {
    brokers: `${HOST}:${outer}`,
    ...door,
    async remove() {
      await door.stop()
      process.off('exit', atExit)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

function createDoor(inner: number, outer: number) {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  }
  const pass = (client: Socket): void => {
    const broker = connect(inner, HOST)
    keep(client)
    keep(broker)
    client.setNoDelay(true)
    broker.setNoDelay(true)
    const asked = new Set<number>()
    let before = Promise.resolve()
    client.on(
      'data',
      byFrame(frame => {
        if (frame.readInt16BE(4) === API_VERSIONS) asked.add(frame.readInt32BE(8))
        if (dividesAmongSeveral(frame)) before = before.then(() => pause(FOLLOWERS_FIRST_MS))
        before = before.then(() => void broker.write(frame))
      }),
    )
    broker.on(
      'data',
      byFrame(frame => {
        replaceAll(frame, addressOf(inner), addressOf(outer))
        if (asked.delete(frame.readInt32BE(4))) replaceAll(frame, LIST_OFFSETS, LIST_OFFSETS_UNDERSTOOD)
        client.write(frame)
      }),
    )
    client.once('close', () => broker.destroy())
    broker.once('close', () => client.destroy())
  }
  return {
    async start() {
      server = createServer(pass)
      server.listen(outer, HOST)
      await once(server, 'listening')
    },
    async stop() {
      const stopped = server
      server = undefined
      if (stopped === undefined) return
      const closed = once(stopped, 'close')
      stopped.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Requests and answers as a whole, so that no address is cut in two. */
function byFrame(take: (frame: Buffer) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0)
  return chunk => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 4) {
      const end = 4 + pending.readInt32BE(0)
      if (pending.length < end) return
      take(Buffer.from(pending.subarray(0, end)))
      pending = pending.subarray(end)
    }
  }
}

/** The leader of a group says who of several gets what. */
function dividesAmongSeveral(frame: Buffer): boolean {
  if (frame.readInt16BE(4) !== SYNC_GROUP) return false
  let at = 12
  const skipText = (): void => {
    at += 2 + Math.max(0, frame.readInt16BE(at))
  }
  // Client, group, generation, member, instance: as version 3 has it, which is the mock's last.
  skipText()
  skipText()
  at += 4
  skipText()
  skipText()
  return frame.readInt32BE(at) > 1
}

function replaceAll(frame: Buffer, from: Buffer, to: Buffer): void {
  for (let at = frame.indexOf(from); at !== -1; at = frame.indexOf(from, at + to.length)) to.copy(frame, at)
}

/** A broker tells clients where it listens; that has to be the door. */
function addressOf(port: number): Buffer {
  const bytes = Buffer.alloc(HOST.length + 4)
  bytes.write(HOST)
  bytes.writeInt32BE(port, HOST.length)
  return bytes
}
