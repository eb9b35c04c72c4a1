import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/free-port.ts'
import { type ClickHouseServer, startClickHouseServer } from '../../../testing/clickhouse-http-fixture.ts'
import { temporaryDirectory } from '../../../testing/temporary-directory.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { clickHouseContract } from './port.contract.ts'
import { type ClickHouse, columnOf } from './port.ts'
import { openRemote, type RemoteOptions } from './remote.ts'
import { sql } from './sql.ts'

const log = SILENT_LOG
/** Nothing listens on the discard port. */
const NOBODY = 'http://127.0.0.1:9'
/** Of servers that are to be given up: they open and answer before, for which a busy machine needs its time too. */
const SILENCE_MS = 5_000

let server: ClickHouseServer
beforeAll(async () => {
  server = await startClickHouseServer()
})
afterAll(() => server.stop())

const database = (): string => `test_${randomUUID().slice(0, 8)}`

clickHouseContract('a server over HTTP', () =>
  openRemote({ urls: [server.url], database: database(), closeGraceMs: 60_000, log }),
)

/** An HTTP server that plays one part of a ClickHouse server, or of what may stand before one. */
async function actor(listener: RequestListener) {
  const http = createServer({ keepAliveTimeout: 60_000 }, listener)
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections()
      await new Promise(resolve => http.close(resolve))
    },
  }
}

/** A port over an actor that lets the opening pass and then does as told. */
async function openOver(listener: RequestListener, options: Partial<RemoteOptions> = {}) {
  const stage = await actor((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      if (/^(CREATE DATABASE|KILL)/.test(text)) response.end()
      else listener(request, response)
    })
  })
  const port = await openRemote({ urls: [stage.url], log, ...options })
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      await port.close()
      await stage[Symbol.asyncDispose]()
    },
  }
}

async function ones(port: ClickHouse): Promise<unknown> {
  return columnOf(await port.query(sql`SELECT toUInt8(1) AS v`), 'v', 'UInt8')[0]
}

describe('reaching servers', () => {
  it('says which can not be reached', async () => {
    await expect(openRemote({ urls: [NOBODY, 'http://no-such-host.invalid:1'], log })).rejects.toMatchObject({
      number: 0,
      transient: true,
      message: expect.stringMatching(
        /^ClickHouse can't be reached: http:\/\/127.0.0.1:9 \(.+\), http:\/\/no-such-host.invalid:1 \(/,
      ),
    })
  })

  it('goes on with the next server of several', async () => {
    const first = await startClickHouseServer()
    const onlySecond = await openRemote({ urls: [server.url], database: 'shared', log })
    const port = await openRemote({ urls: [NOBODY, first.url, server.url], database: 'shared', log })
    expect(await ones(port)).toBe(1)
    await first.kill()
    // Under a request a connection may break; the next finds another server.
    await ones(port).catch(() => {})
    expect(await ones(port)).toBe(1)
    await port.close()
    await onlySecond.close()
  })

  it('comes back when the server does', async () => {
    await using directory = await temporaryDirectory()
    const before = await startClickHouseServer({ path: directory.path, port: await freePort() })
    const port = await openRemote({ urls: [before.url], log })
    await port.command(sql`CREATE TABLE t (v UInt8) ENGINE = MergeTree ORDER BY v`)
    await port.insert('t', { rowCount: 1, columns: [{ name: 'v', type: 'UInt8', values: Uint8Array.of(7) }] })
    await before.kill()
    await expect(port.query(sql`SELECT v FROM t`)).rejects.toMatchObject({ number: 0, transient: true })
    const after = await startClickHouseServer({ path: directory.path, port: before.port })
    expect(columnOf(await port.query(sql`SELECT v FROM t`), 'v', 'UInt8')).toEqual(Uint8Array.of(7))
    await port.close()
    await after.stop()
  })

  it('gives its name and password, from the options or from the URL', async () => {
    const guarded = await startClickHouseServer({ user: 'vedette', password: 'p@ss:word' })
    await expect(
      openRemote({ urls: [guarded.url], user: 'vedette', password: 'wrong', log }),
    ).rejects.toMatchObject({
      number: 516,
      transient: false,
    })
    const urls = [guarded.url.replace('http://', 'http://vedette:p%40ss%3Aword@')]
    for (const options of [{ urls }, { urls: [guarded.url], user: 'vedette', password: 'p@ss:word' }]) {
      const port = await openRemote({ ...options, log })
      expect(await ones(port)).toBe(1)
      await port.close()
    }
    await guarded.stop()
  })
})

describe('a server that fails', () => {
  it('is given up when it says nothing, and used again when it does', async () => {
    const frozen = await startClickHouseServer()
    const port = await openRemote({ urls: [frozen.url], log, silenceMs: SILENCE_MS })
    frozen.pause()
    const rows = { rowCount: 1, columns: [{ name: 'v', type: 'UInt8', values: Uint8Array.of(1) }] } as const
    const attempts = [ones(port), port.insert('t', rows)]
    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: {
          number: 209,
          transient: true,
          message: `ClickHouse at ${frozen.url} has said nothing for ${SILENCE_MS / 1000} seconds`,
        },
      })
    }
    frozen.resume()
    expect(await ones(port)).toBe(1)
    await port.close()
    await frozen.stop()
  })

  it('is given up when it stops in the middle of an answer', async () => {
    await using over = await openOver((_, response) => void response.write(Uint8Array.of(1, 1)), {
      silenceMs: SILENCE_MS,
    })
    await expect(ones(over.port)).rejects.toMatchObject({ number: 209, transient: true })
  })

  it('is asked again where it closed a connection that was kept, and only there', async () => {
    /** For each question, whether its connection had been used before. */
    const kept: boolean[] = []
    await using over = await openOver(({ socket }, response) => {
      kept.push(socket.bytesWritten > 0)
      if (kept.length === 2 || kept.length > 3) socket.destroy()
      else response.end(Buffer.from('\x01\x01\x01v\x05UInt8\x01', 'latin1'))
    })
    expect([await ones(over.port), await ones(over.port)]).toEqual([1, 1])
    expect([kept.length, kept[1]]).toEqual([3, true])
    await expect(ones(over.port)).rejects.toMatchObject({ number: 0, transient: true })
    expect(kept.slice(3).indexOf(false)).toBe(kept.length - 4)
  })

  it('is not told to change anything twice', async () => {
    let told = 0
    await using over = await openOver(({ socket }) => {
      told++
      socket.destroy()
    })
    await expect(over.port.command(sql`DROP TABLE t`)).rejects.toMatchObject({ number: 0, transient: true })
    expect(told).toBe(1)
  })

  it('breaks off in the middle of an answer', async () => {
    await using over = await openOver((_, response) => {
      response.write(Uint8Array.of(1, 1, 1), () => response.destroy())
    })
    await expect(ones(over.port)).rejects.toMatchObject({ number: 0, transient: true })
  })

  it('is heard when its exception comes behind the rows, framed, marked or bare', async () => {
    const message = 'Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)'
    const row = [1, 1, 1, 0x76, 5, ...Buffer.from('UInt8'), 1]
    const forms = [
      `\r\n__exception__\r\nabcdefghijklmnop\r\n${message}\n${message.length + 1} abcdefghijklmnop\r\n__exception__\r\n`,
      `__exception__\r\n${message}`,
      message,
    ]
    for (const form of forms) {
      for (const end of ['end', 'destroy'] as const) {
        await using over = await openOver((_, response) => {
          response.write(Buffer.from([...row, ...Buffer.from(form)]), () => response[end]())
        })
        const expected = { number: 241, transient: true, message }
        await expect(over.port.query(sql`SELECT v`)).rejects.toMatchObject(expected)
        const received: number[] = []
        const stream = (async () => {
          for await (const block of over.port.stream(sql`SELECT v`)) received.push(block.rowCount)
        })()
        await expect(stream).rejects.toMatchObject(expected)
        expect(received).toEqual([1])
      }
    }
  })

  it('is busy behind a proxy, or is not ClickHouse at all', async () => {
    for (const [status, number, transient] of [
      [503, 0, true],
      [404, -1, false],
    ] as const) {
      await using over = await openOver(
        (_, response) => void response.writeHead(status).end('<html>no</html>'),
      )
      await expect(ones(over.port)).rejects.toMatchObject({
        number,
        transient,
        message: expect.stringMatching(`answered ${status}: <html>no</html>`),
      })
    }
    await using nonsense = await openOver((_, response) => void response.end('Hello, I am a web server'))
    await expect(ones(nonsense.port)).rejects.toThrow()
  })

  it('does not make us hold a result without end', async () => {
    const block = Buffer.from([1, 1, 1, 0x76, 5, ...Buffer.from('UInt8'), 1])
    const many = Buffer.concat(Array.from({ length: 1000 }, () => block))
    await using over = await openOver(
      (_, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(many));
        }
        response.on('drain', more)
        more()
      },
      { maxResultBytes: 100_000 },
    )
    await expect(over.port.query(sql`SELECT v`)).rejects.toMatchObject({
      number: 396,
      message: 'the result has more than the 100000 bytes that are held',
    })
  })
})

describe('closing', () => {
  it('kills reads that go on after their grace, on the server too', async () => {
    const port = await openRemote({ urls: [server.url], closeGraceMs: 50, log })
    const endless = port.query(sql`SELECT sum(sipHash64(number)) AS outlives FROM numbers(1000000000000)`)
    endless.catch(() => {})
    const other = await openRemote({ urls: [server.url], log })
    const processes = sql`SELECT count() AS v FROM system.processes WHERE query LIKE '%AS outlives%' AND query NOT LIKE '%processes%'`
    const running = async () => columnOf(await other.query(processes), 'v', 'UInt64')[0]
    // What has not begun on a busy server could be killed too early.
    while ((await running()) === 0n);
    await port.close()
    await expect(endless).rejects.toMatchObject({ number: 0, transient: true })
    while ((await running()) !== 0n);
    await other.close()
  })
})
