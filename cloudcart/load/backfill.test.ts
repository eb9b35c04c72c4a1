import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BackfillOptions, BackfillRefused, backfill } from './backfill.ts'
import { decodeWriteRequest, unsnappy } from './testing/write-request.ts'

const UNTIL_MS = new Date(2026, 0, 20, 16).getTime()
/** 30 seconds between samples until two hours ago, 15 since. */
const HISTORY_MS = 130 * 60_000
const SAMPLES_OF_SERIES = 20 + 2 * 240

interface Reply {
  readonly status: number
  readonly retryAfter?: string
  readonly text?: string
}

interface Door extends AsyncDisposable {
  readonly url: string
  readonly headers: Record<string, unknown>[]
  readonly batchSizes: number[]
  /** By series, then by time: the bits of the value. */
  readonly stored: Map<string, Map<number, bigint>>
  /** Instead of taking it. */
  refuse: (() => Reply | undefined) | undefined
}

async function openDoor(): Promise<Door> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      door.headers.push({ ...request.headers, url: request.url })
      const reply = door.refuse?.()
      if (reply !== undefined) {
        if (reply.retryAfter !== undefined) response.setHeader('retry-after', reply.retryAfter)
        response.writeHead(reply.status).end(reply.text)
        return
      }
      let size = 0
      for (const { labels, samples } of decodeWriteRequest(unsnappy(Buffer.concat(chunks)))) {
        const key = labels.join(',')
        const values = door.stored.get(key) ?? new Map<number, bigint>()
        door.stored.set(key, values)
        for (const [timeMs, value] of samples) values.set(timeMs, value.readBigUInt64LE())
        size += samples.length
      }
      door.batchSizes.push(size)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const door: Door = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: [],
    batchSizes: [],
    stored: new Map(),
    refuse: undefined,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return door
}

interface Written extends AsyncDisposable {
  readonly dataDir: string
  readonly lines: string[]
  readonly pauses: number[]
  run(door: Door, options?: Partial<BackfillOptions>): ReturnType<typeof backfill>
}

async function writing(): Promise<Written> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cloudcart-backfill-'))
  const lines: string[] = []
  const pauses: number[] = []
  return {
    dataDir,
    lines,
    pauses,
    run: ({ url }, options = {}) =>
      backfill({
        url,
        dataDir,
        untilMs: UNTIL_MS,
        historyMs: HISTORY_MS,
        write: line => void lines.push(line),
        pause: async ms => void pauses.push(ms),
        ...options,
      }),
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true }),
  }
}

describe('backfill', () => {
  it('writes all series up to where live begins, and ends them there', async () => {
    await using door = await openDoor()
    await using written = await writing()
    const report = await written.run(door)
    expect(report).toEqual({
      done: 'now',
      series: door.stored.size,
      samples: door.stored.size * SAMPLES_OF_SERIES,
    })
    expect(Math.max(...door.batchSizes)).toBeLessThanOrEqual(10_000)
    for (const [series, values] of door.stored) {
      const times = [...values.keys()]
      expect(times.length, series).toBe(SAMPLES_OF_SERIES + 1)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times.at(-1)).toBe(UNTIL_MS)
      expect(values.get(UNTIL_MS)).toBe(0x7ff0000000000002n)
      expect(series).toContain('generated=true')
    }
    expect(door.headers[0]).toMatchObject({
      url: '/api/v1/write',
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    })
    expect(written.lines.at(-1)).toMatch(
      /^backfill: .* samples of \d+ series marked generated="true", in .* s\n$/,
    )
  })

  it('is done once', async () => {
    await using door = await openDoor()
    await using written = await writing()
    await written.run(door)
    const { length } = door.batchSizes
    expect(await written.run(door, { untilMs: UNTIL_MS + 1 })).toMatchObject({ done: 'before', samples: 0 })
    expect(door.batchSizes.length).toBe(length)
    expect(await readdir(written.dataDir)).toEqual(['backfill.json'])
  })

  it('goes on where it was broken off, as if it had not been', async () => {
    await using whole = await openDoor()
    await using atOnce = await writing()
    await atOnce.run(whole)

    await using door = await openDoor()
    await using written = await writing()
    const breakingOff = new AbortController()
    door.refuse = () => {
      if (door.batchSizes.length === 10) breakingOff.abort()
      return undefined
    }
    await expect(written.run(door, { signal: breakingOff.signal })).rejects.toThrow(/abort/)
    door.refuse = undefined
    expect(door.stored.values().next().value!.has(UNTIL_MS)).toBe(false)
    const sent = door.batchSizes.length
    // Later, and with other options: the history is still the one that was begun.
    expect(await written.run(door, { untilMs: UNTIL_MS + 60_000, seed: 1, rate: 3 })).toMatchObject({
      done: 'now',
    })
    expect(door.batchSizes.length - sent).toBeLessThan(whole.batchSizes.length)
    expect(door.stored).toEqual(whole.stored)
  })

  it('waits as long as it is told, and loses nothing', async () => {
    await using door = await openDoor()
    await using written = await writing()
    let refused = 0
    const replies: Reply[] = [
      { status: 429, retryAfter: '7' },
      { status: 503 },
      { status: 503, retryAfter: '9999' },
    ]
    door.refuse = () => replies[refused++]
    await written.run(door)
    expect(written.pauses.toSorted((a, b) => a - b)).toEqual([1_000, 7_000, 30_000])
    expect(door.stored.values().next().value!.size).toBe(SAMPLES_OF_SERIES + 1)
  })

  it('says once what was not taken, and goes on', async () => {
    await using door = await openDoor()
    await using written = await writing()
    let asked = 0
    door.refuse = () =>
      asked++ < 3 ? { status: 400, text: '10 refused as too-old: older than 1h\n' } : undefined
    expect(await written.run(door)).toMatchObject({ done: 'now' })
    const told = written.lines.filter(line => line.includes('too-old'))
    expect(told).toEqual(['backfill: not all was taken: 10 refused as too-old: older than 1h\n'])
    expect(written.lines.at(-1)).toContain('of 3 batches not all was taken')
  })

  it.each([401, 404, 413])('gives up at %d, and can be begun again', async status => {
    await using door = await openDoor()
    await using written = await writing()
    door.refuse = () => ({ status, text: 'no' })
    const refusal = written.run(door)
    await expect(refusal).rejects.toThrow(BackfillRefused)
    await expect(refusal).rejects.toThrow(`/api/v1/write answered ${status} no`)
    door.refuse = undefined
    expect(await written.run(door)).toMatchObject({ done: 'now' })
  })

  it('gives up when nobody listens', async () => {
    await using written = await writing()
    const door = await openDoor()
    await door[Symbol.asyncDispose]()
    await expect(written.run(door)).rejects.toThrow(/did not take a batch in 30 tries: .*ECONNREFUSED/)
  })

  it('begins anew where what it remembers makes no sense', async () => {
    await using door = await openDoor()
    await using written = await writing()
    await writeFile(join(written.dataDir, 'backfill.json'), '{"version": 1, "done')
    expect(await written.run(door, { token: 'a token' })).toMatchObject({ done: 'now' })
    expect(door.headers[0]).toMatchObject({ authorization: 'Bearer a token' })
  })
})
