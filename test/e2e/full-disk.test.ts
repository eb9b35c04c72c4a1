/** A disk that fills up: senders are told to come back, nothing acknowledged is lost, and it goes on by itself when there is room again. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkOf, health, ownMetric } from './answers.ts'
import { exported, missing, valuesOf } from './exported.ts'
import type { WriteAnswer } from './remote-write.ts'
import { write } from './remote-write.ts'
import { smallDisk } from './small-disk.ts'
import { until } from './until.ts'
import { runVedette, startVedette, type VedetteProcess } from './vedette-process.ts'
import { startWriteLoad } from './write-load.ts'

const PATIENCE = { VEDETTE_STORE_COMMIT_PATIENCE: '1s' }
/** Some 2.6 MiB may wait. */
const SMALL_QUEUE = { VEDETTE_MEMORY_BUDGET: '256MiB', VEDETTE_MEMORY_QUEUE_SHARE: '1%' }
const NOW_MS = Date.now()

const one = (vedette: VedetteProcess, value: number): Promise<WriteAnswer> =>
  write(vedette.url, [{ labels: { __name__: 'one' }, samples: [[NOW_MS + value, value]] }])

describe('a full disk', () => {
  it('has senders wait, loses nothing, and is over when there is room again', async context => {
    await using disk = await smallDisk(context, { mebibytes: 96, files: 20_000 })
    await using vedette = await startVedette({
      dataPath: join(disk.path, 'data'),
      env: { ...PATIENCE, ...SMALL_QUEUE },
    })
    const answers = new Map<number, WriteAnswer>()
    const load = startWriteLoad({
      url: vedette.url,
      metric: 'full_disk',
      connections: 8,
      seriesPerRequest: 200,
      onRefused: answer => answers.set(answer.status, answer),
    })
    await until('some load', () => load.acknowledgedCount > 10_000)
    await disk.fill()
    // First those who wait give up, then nobody is let in any more, because too much waits already.
    // Whoever gives up before the engine has said what is wrong is told no reason.
    const reason = /durable within 1s \(store\.commit\.patience\): .*(space|ENOSPC)/
    const bothRefused = (): boolean => reason.test(answers.get(503)?.text ?? '') && answers.has(429)
    await until('both refusals', bothRefused)
    expect(answers.get(429)?.text).toContain('memory.queue_share')
    for (const { retryAfter } of answers.values()) expect(Number(retryAfter)).toBeGreaterThan(0)
    expect([...answers.keys()].sort()).toEqual([429, 503])

    expect((await health(vedette.url)).state).toBe('critical')
    expect(await checkOf(vedette.url, 'store')).toMatchObject({
      state: 'critical',
      sentence: expect.stringMatching(/^The embedded ClickHouse has not taken a write for \d+ s: .*space/),
    })
    // Asking goes on.
    const during = load.acknowledged()
    expect(missing(during, await exported(vedette.url, 'full_disk'))).toEqual([])

    const acknowledgedBefore = load.acknowledgedCount
    await disk.free()
    await until('writes to go on', () => load.acknowledgedCount > acknowledgedBefore + 10_000)
    await load.stop()
    await until('nothing pending', async () => {
      return (await ownMetric(vedette.url, 'vedette_processor_pending_bytes')) === 0
    })
    expect((await checkOf(vedette.url, 'store')).state).toBe('good')
    await vedette.kill()
    await vedette.start()
    expect(missing(load.acknowledged(), await exported(vedette.url, 'full_disk'))).toEqual([])
    expect(vedette.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('in the midst of a write has it done again, and of a merge has it undone', async context => {
    await using disk = await smallDisk(context, { mebibytes: 96, files: 20_000 })
    await using vedette = await startVedette({ dataPath: join(disk.path, 'data'), env: SMALL_QUEUE })
    const load = startWriteLoad({ url: vedette.url, metric: 'midway', connections: 4, seriesPerRequest: 200 })
    const flickering = disk.flicker()
    // The engine takes these for written; should it come to see that they aren't, looking at them is not needed any more.
    const broken = async (): Promise<number> =>
      (await ownMetric(vedette.url, 'vedette_store_broken_parts_total')) ?? 0
    try {
      // Which moment it is, is left to chance.
      await until('the disk not to take a part', async () => (await broken()) >= 2, { withinMs: 200_000 })
    } finally {
      await flickering.stop()
    }
    await disk.free()
    const before = load.acknowledgedCount
    await until('writes to go on', () => load.acknowledgedCount > before + 10_000)
    await load.stop()
    await vedette.kill()
    await vedette.start()
    expect(missing(load.acknowledged(), await exported(vedette.url, 'midway'))).toEqual([])
  })

  it('may lack files instead of bytes', async context => {
    await using disk = await smallDisk(context, { mebibytes: 96, files: 3_000 })
    await using vedette = await startVedette({ dataPath: join(disk.path, 'data'), env: PATIENCE })
    // Its patience is short: a busy machine may take longer over a write, and over saying what is wrong with one.
    await until('a write', async () => (await one(vedette, 1)).status === 204)
    await disk.fillInodes()
    await until('a refusal that says why', async () => {
      const refused = await one(vedette, 2)
      expect(refused.status).toBe(503)
      return refused.text.includes('No space left on device')
    })
    expect((await checkOf(vedette.url, 'store')).state).toBe('critical')
    await disk.free()
    await until('the store to take writes again', async () => (await one(vedette, 3)).status === 204)
    await vedette.kill()
    await vedette.start()
    expect(await valuesOf(vedette.url, 'one')).toEqual([1, 2, 3])
  })

  it('at the start is told in words, and leaves what is there alone', async context => {
    await using disk = await smallDisk(context, { mebibytes: 96, files: 20_000 })
    await using vedette = await startVedette({ dataPath: join(disk.path, 'data') })
    expect(await one(vedette, 1)).toMatchObject({ status: 204 })
    await vedette.kill()
    await disk.fill()
    const { code, err } = await runVedette([
      ...['start', '--data', vedette.dataPath, '--listen', '127.0.0.1:0'],
      ...['--otlp-http-listen', 'off', '--otlp-grpc-listen', 'off'],
    ])
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^vedette: .*(ENOSPC|[Nn]o space|not enough space)/),
    ])
    expect(err).not.toMatch(/\n\s+at /)
    await disk.free()
    await vedette.start()
    expect(await valuesOf(vedette.url, 'one')).toEqual([1])
  })
})
