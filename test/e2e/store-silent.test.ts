/** A ClickHouse server that takes connections and answers nothing, goes away, or was never there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClickHouseServer, startClickHouseServer } from '../../server/testing/clickhouse-http-fixture.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { checkOf, health, ownMetric } from './answers.ts'
import { type Exported, exported, missing, seriesName, valuesOf } from './exported.ts'
import { type WriteAnswer, type WrittenSeries, write } from './remote-write.ts'
import { until } from './until.ts'
import { runVedette, startVedette } from './vedette-process.ts'

let server: ClickHouseServer
beforeAll(async () => {
  server = await startClickHouseServer()
})
afterAll(() => server.stop())

/** The queue's share of this budget is 2.6 MiB. */
const SMALL_QUEUE = { VEDETTE_MEMORY_BUDGET: '256MiB', VEDETTE_MEMORY_QUEUE_SHARE: '1%' }

const NOW_MS = Date.now()

/** Of some 500 bytes each while they wait: new ones have their labels written too. */
function manySeries(request: number): WrittenSeries[] {
  return Array.from({ length: 1000 }, (_, i) => ({
    labels: { __name__: 'pending', request: String(request), i: String(i) },
    samples: [[NOW_MS, request * 1000 + i] as const],
  }))
}

function asExported(series: readonly WrittenSeries[]): Exported {
  return new Map(series.map(({ labels, samples }) => [seriesName(labels), new Map(samples)]))
}

describe('a store that stops answering', () => {
  it('has senders told to come back, keeps what was taken, and says so', async () => {
    await using vedette = await startVedette({
      args: ['--store-url', server.url],
      env: { ...SMALL_QUEUE, VEDETTE_STORE_COMMIT_PATIENCE: '2s', VEDETTE_STORE_DATABASE: 'silent' },
    })
    const one = (value: number) =>
      write(vedette.url, [{ labels: { __name__: 'one' }, samples: [[NOW_MS + value, value]] }])
    // Its patience is short: a busy machine may take longer over a write.
    await until('a write', async () => (await one(1)).status === 204)

    server.pause()
    const startedMs = performance.now()
    const late = await one(2)
    expect(late).toMatchObject({
      status: 503,
      text: expect.stringContaining('did not make the batch durable within 2s (store.commit.patience)'),
    })
    expect(Number(late.retryAfter)).toBeGreaterThan(0)
    expect(performance.now() - startedMs).toBeGreaterThan(1900)

    // What may wait is bounded: senders are turned away before the memory is full, and told which limit it is.
    const taken: WrittenSeries[] = []
    let turnedAway: WriteAnswer | undefined
    for (let request = 0; turnedAway === undefined; request++) {
      const series = manySeries(request)
      const answer = await write(vedette.url, series)
      if (answer.status === 503) taken.push(...series)
      else turnedAway = answer
    }
    expect(turnedAway).toMatchObject({ status: 429, text: expect.stringContaining('memory.queue_share') })
    expect(Number(turnedAway.retryAfter)).toBeGreaterThan(0)
    expect(taken.length).toBeGreaterThan(1000)
    expect(await ownMetric(vedette.url, 'vedette_processor_pending_bytes')).toBeLessThan(4 * 2 ** 20)
    await until('critical health of the store', async () => {
      return (await checkOf(vedette.url, 'store')).state === 'critical'
    })
    expect((await health(vedette.url)).state).toBe('critical')
    expect((await checkOf(vedette.url, 'store')).sentence).toMatch(
      /^The ClickHouse server has not taken a write for \d+ s: .*What was taken is kept in memory and tried again\.$/,
    )
    expect(await checkOf(vedette.url, 'queue')).toMatchObject({
      state: 'critical',
      sentence: expect.stringMatching(/^1\d\d %/),
    })
    // Whether the process lives is another question.
    expect((await fetch(`${vedette.url}/-/healthy`)).status).toBe(200)

    server.resume()
    await until('everything to be durable', async () => {
      return (await ownMetric(vedette.url, 'vedette_processor_pending_bytes')) === 0
    })
    await until('a write', async () => (await one(3)).status === 204)
    for (const name of ['store', 'queue']) expect((await checkOf(vedette.url, name)).state).toBe('good')
    // Not from its memory: a new process knows what the store has.
    await vedette.kill()
    await vedette.start()
    expect(await valuesOf(vedette.url, 'one')).toEqual([1, 2, 3])
    expect(missing(asExported(taken), await exported(vedette.url, 'pending'))).toEqual([])
    expect(vedette.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('does not keep the process from ending in time', async () => {
    await using vedette = await startVedette({
      args: ['--store-url', server.url],
      env: { VEDETTE_SHUTDOWN_DEADLINE: '4s', VEDETTE_STORE_DATABASE: 'stopped' },
    })
    server.pause()
    try {
      const answer = write(vedette.url, manySeries(0)).catch((error: unknown) => error)
      await until('the write to wait', async () => {
        return (await ownMetric(vedette.url, 'vedette_processor_pending_bytes')) > 0
      })
      const startedMs = performance.now()
      await vedette.stop()
      expect(performance.now() - startedMs).toBeLessThan(25_000)
      expect(await answer).not.toMatchObject({ status: 204 })
      expect(vedette.log.find(({ level }) => level === 'error')).toMatchObject({
        message: 'stopped before the store took the last rows',
      })
    } finally {
      server.resume()
    }
  })

  it('that dies and comes back has lost nothing that was acknowledged', async () => {
    await using directory = await temporaryDirectory()
    const first = await startClickHouseServer({ path: directory.path })
    await using vedette = await startVedette({ args: ['--store-url', first.url] })
    const one = (value: number) =>
      write(vedette.url, [{ labels: { __name__: 'one' }, samples: [[NOW_MS + value, value]] }])
    expect(await one(1)).toMatchObject({ status: 204 })
    await first.kill()
    // Waits for a server that is back before its patience ends.
    const waiting = one(2)
    await vedette.logged('the store does not take writes, trying again')
    await using _second = await startClickHouseServer({ path: directory.path, port: first.port })
    expect(await waiting).toMatchObject({ status: 204 })
    await vedette.kill()
    await vedette.start()
    expect(await valuesOf(vedette.url, 'one')).toEqual([1, 2])
  })

  it('is told in words where it is not there at the start', async () => {
    await using directory = await temporaryDirectory()
    const { code, err } = await runVedette([
      ...['start', '--data', directory.path, '--store-url', 'http://127.0.0.1:9', '--listen', '127.0.0.1:0'],
      ...['--otlp-http-listen', 'off', '--otlp-grpc-listen', 'off'],
    ])
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^vedette: the ClickHouse server that store\.url names can't be used: ClickHouse can't be reached: http:\/\/127\.0\.0\.1:9 \(.*ECONNREFUSED.*\)$/,
      ),
    ])
  })
})
