/** A small DNS server over UDP for tests. It knows the records that it is given, and can fail. */
import { createSocket, type RemoteInfo } from 'node:dgram'

export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'SRV'; readonly target: string; readonly port: number }
  | { readonly type: 'MX'; readonly exchange: string }
  | { readonly type: 'NS'; readonly host: string }

export interface NameServer {
  /** `address:port` */
  readonly server: string
  readonly asked: string[]
  set(name: string, records: readonly DnsRecord[]): void
  remove(name: string): void
  /** Answers everything with SERVFAIL, until given false. */
  fail(failing: boolean): void
  close(): Promise<void>
}

const TYPES: Record<DnsRecord['type'], number> = { A: 1, NS: 2, MX: 15, AAAA: 28, SRV: 33 }
const SERVFAIL = 2
const NXDOMAIN = 3

export async function startNameServer(): Promise<NameServer> {
  const known = new Map<string, readonly DnsRecord[]>()
  const asked: string[] = []
  let failing = false
  const socket = createSocket('udp4')
  socket.on('message', (query: Buffer, from: RemoteInfo) => {
    const { name, type, end } = readQuestion(query)
    asked.push(name)
    const records = known.get(name)
    const answers = (records ?? []).filter(record => TYPES[record.type] === type)
    const code = failing ? SERVFAIL : records === undefined ? NXDOMAIN : 0
    socket.send(reply(query.subarray(0, end), code, code === 0 ? answers : []), from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    set: (name, records) => void known.set(name, records),
    remove: name => void known.delete(name),
    fail(now) {
      failing = now
    },
    close: () => new Promise(resolve => socket.close(() => resolve())),
  }
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  while (query[at] !== 0) {
    const length = query[at]!
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function reply(question: Buffer, code: number, records: readonly DnsRecord[]): Buffer {
  const header = Buffer.from(question)
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(records.length, 6)
  header.writeUInt32BE(0, 8)
  return Buffer.concat([header, ...records.map(encodeRecord)])
}

function encodeRecord(record: DnsRecord): Buffer {
  const data = encodeData(record)
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(TYPES[record.type], 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function encodeData(record: DnsRecord): Buffer {
  switch (record.type) {
    case 'A':
      return Buffer.from(record.address.split('.').map(Number))
    case 'AAAA':
      return Buffer.from(record.address.replaceAll(':', ''), 'hex')
    case 'SRV':
      return Buffer.concat([words(0, 0, record.port), encodeName(record.target)])
    case 'MX':
      return Buffer.concat([words(10), encodeName(record.exchange)])
    case 'NS':
      return encodeName(record.host)
  }
}

function words(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => void out.writeUInt16BE(value, i * 2))
  return out
}

function encodeName(name: string): Buffer {
  const parts = name.split('.').map(label => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  return Buffer.concat([...parts, Buffer.from([0])])
}
