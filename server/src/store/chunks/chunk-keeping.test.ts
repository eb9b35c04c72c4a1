/** Chunks of real days in a real engine: they count while they hold what `samples` holds, and not a moment longer. */
import { mkdir, open, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ChunkedStore, chunksIn, openChunkedStore } from '../../../testing/chunked-store.ts'
import { embeddedClickHouse, type TestClickHouse } from '../../../testing/embedded-clickhouse.ts'
import {
  batchOf,
  EVERYTHING,
  NO_ABORT,
  named,
  type Samples,
  type Shown,
  shownByReading,
  shownBySelect,
} from '../../../testing/selections-fixture.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { migrate } from '../clickhouse/migrations.ts'
import { type ClickHouse, columnOf } from '../clickhouse/port.ts'
import { identifier, sql, text } from '../clickhouse/sql.ts'
import type { TimeRange } from '../contract.ts'
import { CHUNK_TIMING } from './chunk-keeping.ts'
import { chunkedSamples } from './chunked-samples.ts'
import { buildDay } from './day-building.ts'

const DAY_MS = 86_400_000
const TODAY = Math.floor(Date.now() / DAY_MS)
const NOON_MS = TODAY * DAY_MS + DAY_MS / 2
const [FIRST, SECOND, THIRD] = [TODAY - 3, TODAY - 2, TODAY - 1]
const WEEK: TimeRange = { fromMs: (TODAY - 5) * DAY_MS, toMs: NOON_MS }

let engine: TestClickHouse
let clickhouse: ClickHouse
let nowMs = NOON_MS
beforeAll(async () => {
  engine = await embeddedClickHouse({ readers: 3 })
  clickhouse = engine.clickhouse
  await migrate(clickhouse, { log: SILENT_LOG })
})
afterAll(() => engine[Symbol.asyncDispose]())
beforeEach(async () => {
  nowMs = NOON_MS
  for (const table of ['samples', 'series', 'histograms'])
    await clickhouse.command(sql`TRUNCATE TABLE ${identifier(table)}`)
  await rm(chunksIn(engine.path), { recursive: true, force: true })
})

/** A sample a minute over the last days, of two series. */
const samplesOn = (day: number, factor: number): Samples =>
  Array.from(
    { length: 1440 },
    (_, i) => [day * DAY_MS + i * 60_000 + 7, i === 77 ? 'stale' : i * factor] as const,
  )

async function write(chunked: ChunkedStore, days: readonly number[]): Promise<void> {
  const of = (factor: number): Samples => days.flatMap(day => samplesOn(day, factor))
  await append(chunked, [
    [{ __name__: 'm', i: 'a' }, of(1)],
    [{ __name__: 'm', i: 'b' }, of(0.1 + 0.2)],
  ])
}

async function append({ store }: ChunkedStore, series: Parameters<typeof batchOf>[0]): Promise<void> {
  await store.append(batchOf(series), EVERYTHING).durable
}

const ask = ({ store }: ChunkedStore, range = WEEK) =>
  shownByReading(store, { matchers: named('m'), ...range, windows: undefined })
const truth = async ({ store }: ChunkedStore, range = WEEK): Promise<Shown> =>
  shownBySelect(await store.select('default', named('m'), range))

/** All written by an earlier process, so that the head has nothing of it. */
async function started(days: readonly number[] = [FIRST, SECOND, THIRD, TODAY]): Promise<ChunkedStore> {
  await write(await openChunkedStore(engine, () => nowMs), days)
  return openChunkedStore(engine, () => nowMs)
}

const fileOf = (day: number): string =>
  join(chunksIn(engine.path), `${new Date(day * DAY_MS).toISOString().slice(0, 10)}.chunks`)
const daysWithFiles = async (): Promise<number[]> =>
  (await readdir(chunksIn(engine.path))).map(name => Date.parse(name.slice(0, 10)) / DAY_MS).sort()
const daysRead = ({ days }: ChunkedStore): number[] =>
  days
    .valid()
    .map(({ day }) => day)
    .sort()

const LONG_ENOUGH_MS = CHUNK_TIMING.quietMs + CHUNK_TIMING.againMs

describe('chunks of days', () => {
  it('answer for days that are over, beside the rows of those that are not', async () => {
    const chunked = await started()
    expect((await ask(chunked)).way).toBe('disk')
    await chunked.keeping.round(NO_ABORT)
    expect(chunked.days.valid().map(({ day, samples }) => [day, samples])).toEqual(
      expect.arrayContaining([FIRST, SECOND, THIRD].map(day => [day, 2880])),
    )
    expect(chunked.days.count).toBe(3)
    expect(await ask(chunked)).toEqual({ shown: await truth(chunked), way: 'chunks+disk' })
    const inside = { fromMs: FIRST * DAY_MS + 5_000_007, toMs: THIRD * DAY_MS + 70_000_000 }
    expect(await ask(chunked, inside)).toEqual({ shown: await truth(chunked, inside), way: 'chunks' })
  })

  it('count again after a start', async () => {
    await (await started()).keeping.round(NO_ABORT)
    const chunked = await openChunkedStore(engine, () => nowMs)
    expect(chunked.days.count).toBe(3)
    expect(await ask(chunked)).toEqual({ shown: await truth(chunked), way: 'chunks+disk' })
  })

  it('count whatever parts are merged, and not once rows were rewritten', async () => {
    const written = await started()
    for (const day of [FIRST, SECOND, FIRST])
      await append(written, [[{ __name__: 'm', i: 'b' }, [[day * DAY_MS + 3, day]]]])
    const chunked = await openChunkedStore(engine, () => nowMs)
    await chunked.keeping.round(NO_ABORT)
    await clickhouse.command(sql`OPTIMIZE TABLE samples FINAL`)
    await chunked.keeping.round(NO_ABORT)
    expect(chunked.days.count).toBe(3)
    expect((await openChunkedStore(engine, () => nowMs)).days.count).toBe(3)
    await clickhouse.command(
      sql`ALTER TABLE samples DELETE IN PARTITION ID ${text(idOf(SECOND))} WHERE time_ms % 2 = 1`,
      { settings: { mutations_sync: 2 } },
    )
    await chunked.keeping.round(NO_ABORT)
    expect(chunked.days.isValid(SECOND)).toBe(false)
    expect((await ask(chunked)).shown).toEqual(await truth(chunked))
    await clickhouse.command(sql`OPTIMIZE TABLE samples FINAL`)
    const after = await openChunkedStore(engine, () => nowMs)
    expect(after.days.isValid(SECOND)).toBe(false)
    expect((await ask(after)).shown).toEqual(await truth(after))
  })

  it('give way to rows as soon as a late sample is on its way, and are built anew when nothing more comes', async () => {
    const chunked = await started()
    await chunked.keeping.round(NO_ABORT)
    const late = [[{ __name__: 'm', i: 'a' }, [[SECOND * DAY_MS + 12_345, 99] as const]] as const] as const
    const { durable } = chunked.store.append(batchOf(late), EVERYTHING)
    await durable
    expect(daysRead(chunked)).toEqual([FIRST, THIRD])
    const after = await ask(chunked)
    expect(after.way).toBe('chunks+disk')
    expect(after.shown).toEqual(await truth(chunked))
    expect(after.shown['m{i="a"}']).toHaveLength(3.5 * 1440 + 1)

    // Not at once, and not for each of them.
    for (const waitMs of [0, CHUNK_TIMING.quietMs + 1]) {
      nowMs = NOON_MS + waitMs
      await chunked.keeping.round(NO_ABORT)
      expect(chunked.days.isValid(SECOND)).toBe(false)
    }
    nowMs = NOON_MS + LONG_ENOUGH_MS
    await chunked.keeping.round(NO_ABORT)
    expect(chunked.days.isValid(SECOND)).toBe(true)
    expect((await ask(chunked)).shown).toEqual(after.shown)
  })

  it('do not count after a start where a process without them wrote late samples', async () => {
    await (await started()).keeping.round(NO_ABORT)
    const without = await openChunkedStore(engine, () => nowMs, { isChunked: false })
    await append(without, [[{ __name__: 'm', i: 'b' }, [[FIRST * DAY_MS + 1, -1]]]])
    const chunked = await openChunkedStore(engine, () => nowMs)
    expect(daysRead(chunked)).toEqual([SECOND, THIRD])
    expect((await ask(chunked)).shown).toEqual(await truth(chunked))
    // And are gone, for the case that the numbers of parts come again.
    expect(await daysWithFiles()).toEqual([SECOND, THIRD])
  })

  it('are not believed where the day changes while they are built', async () => {
    const chunked = await started()
    let asked = 0
    const built = await buildDay({
      ...{ clickhouse, days: chunked.days, day: SECOND, path: fileOf(SECOND), signal: NO_ABORT },
      nowMs: () => nowMs,
      calm: async () => {
        if (asked++ === 1) await append(chunked, [[{ __name__: 'm', i: 'a' }, [[SECOND * DAY_MS + 1, 1]]]])
      },
    })
    expect([asked, built, chunked.days.count]).toEqual([2, undefined, 0])
    expect(await daysWithFiles()).toEqual([])
    expect((await ask(chunked)).way).toBe('disk')
  })

  it('leave nothing behind where a process died before they were whole', async () => {
    await (await started()).keeping.round(NO_ABORT)
    await rename(fileOf(SECOND), `${fileOf(SECOND)}.part`)
    const next = await openChunkedStore(engine, () => nowMs)
    expect(daysRead(next)).toEqual([FIRST, THIRD])
    expect(await readdir(chunksIn(engine.path))).toHaveLength(2)
    expect((await ask(next)).shown).toEqual(await truth(next))
    await next.keeping.round(NO_ABORT)
    expect(daysRead(next)).toEqual([FIRST, SECOND, THIRD])
    expect(await ask(next)).toEqual({ shown: await truth(next), way: 'chunks+disk' })
  })

  it('are found later where that failed at the start', async () => {
    await (await started()).keeping.round(NO_ABORT)
    const path = chunksIn(engine.path)
    await rename(path, `${path}-hidden`)
    await writeFile(path, 'in the way')
    const chunked = await openChunkedStore(engine, () => nowMs)
    expect((await ask(chunked)).way).toBe('disk')
    await expect(chunked.keeping.round(NO_ABORT)).rejects.toThrow('EEXIST')
    await append(chunked, [[{ __name__: 'm', i: 'a' }, [[FIRST * DAY_MS + 1, 1]]]])
    await rm(path)
    await rename(`${path}-hidden`, path)
    await chunked.keeping.round(NO_ABORT)
    // None of the earlier ones: what was written meanwhile might not show in the numbers of parts.
    expect(daysRead(chunked)).toEqual([SECOND, THIRD])
    expect(await ask(chunked)).toEqual({ shown: await truth(chunked), way: 'chunks+disk' })
  })

  it('are built anew where a file is damaged, of another format or none', async () => {
    await (await started()).keeping.round(NO_ABORT)
    await truncate(fileOf(FIRST), (await readFile(fileOf(FIRST))).length - 1)
    await change(fileOf(SECOND), 12, 99)
    await writeFile(fileOf(THIRD), 'mine')
    const chunked = await openChunkedStore(engine, () => nowMs)
    expect(daysRead(chunked)).toEqual([])
    expect(await ask(chunked)).toEqual({ shown: await truth(chunked), way: 'disk' })
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([FIRST, SECOND, THIRD])
  })

  it('are read from rows where a file turns out to be damaged while it is read', async () => {
    const chunked = await started()
    await chunked.keeping.round(NO_ABORT)
    // In the middle of a chunk: only its checksum tells.
    await change(fileOf(SECOND), 2000, 0x55)
    expect((await ask(chunked)).shown).toEqual(await truth(chunked))
    expect(daysRead(chunked)).toEqual([FIRST, THIRD])
    nowMs += LONG_ENOUGH_MS
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([FIRST, SECOND, THIRD])
    expect(await ask(chunked)).toEqual({ shown: await truth(chunked), way: 'chunks+disk' })
  })

  it('stay as they are while somebody reads them', async () => {
    const chunked = await started([SECOND])
    await chunked.keeping.round(NO_ABORT)
    const expected = await truth(chunked)
    const held = chunked.days.hold(WEEK)
    await append(chunked, [[{ __name__: 'm', i: 'a' }, [[SECOND * DAY_MS + 1, 1]]]])
    nowMs += LONG_ENOUGH_MS
    await chunked.keeping.round(NO_ABORT)
    const [before, after] = [held.files.get(SECOND)!, chunked.days.valid()[0]!]
    expect([before.samples, after.samples]).toEqual([2880, 2881])
    const wish = { range: WEEK, windows: undefined, anyTime: false, arenas: chunked.days.arenas }
    const ids = (await seriesIds()).sort((a, b) => (a < b ? -1 : 1))
    let count = 0
    for await (const rows of chunkedSamples({ ids, files: [before], ...wish }, NO_ABORT)) {
      count += rows.mostSamples(0, rows.rowCount)
    }
    expect(count).toBe(Object.values(expected).flat().length)
    held.release()
    held.release()
    expect((await ask(chunked)).shown).toEqual(await truth(chunked))
  })

  it('are not made of days that are not over or end soon, and not used beyond retention', async () => {
    const days = [TODAY - 5, TODAY - 4, THIRD, TODAY]
    await write(await openChunkedStore(engine, () => nowMs), days)
    nowMs = TODAY * DAY_MS + 3_600_000
    const chunked = await openChunkedStore(engine, () => nowMs, { retentionDays: 4 })
    await chunked.keeping.round(NO_ABORT)
    expect(chunked.days.count).toBe(0)
    // An hour for what is late, beyond the hour that the head covers.
    nowMs = TODAY * DAY_MS + 7_200_000
    await chunked.keeping.round(NO_ABORT)
    expect(chunked.days.valid().map(({ day }) => day)).toEqual([THIRD])
    const longer = await openChunkedStore(engine, () => nowMs)
    await longer.keeping.round(NO_ABORT)
    expect(longer.days.count).toBe(3)
    nowMs += 31 * DAY_MS
    expect(longer.days.hold({ fromMs: 0, toMs: nowMs }).files.size).toBe(0)
  })

  it('hold as many samples of a series as it has', async () => {
    const many: Samples = Array.from({ length: 40_000 }, (_, i) => [SECOND * DAY_MS + i * 2000, i] as const)
    await append(await openChunkedStore(engine, () => nowMs), [[{ __name__: 'm' }, many]])
    const chunked = await openChunkedStore(engine, () => nowMs)
    await chunked.keeping.round(NO_ABORT)
    expect(chunked.days.valid()).toMatchObject([{ samples: 40_000 }])
    expect(await ask(chunked)).toEqual({ shown: await truth(chunked), way: 'chunks+disk' })
  })

  it('go when their day is out of retention', async () => {
    const chunked = await started()
    await chunked.keeping.round(NO_ABORT)
    await clickhouse.command(sql`ALTER TABLE samples DROP PARTITION ID ${text(idOf(FIRST))}`)
    await chunked.keeping.round(NO_ABORT)
    expect([daysRead(chunked), await daysWithFiles()]).toEqual([
      [SECOND, THIRD],
      [SECOND, THIRD],
    ])
  })

  it('are built beside what can not be opened, and what is not ours', async () => {
    await (await started()).keeping.round(NO_ABORT)
    await rm(fileOf(SECOND))
    await mkdir(fileOf(SECOND))
    await writeFile(join(chunksIn(engine.path), 'mine.txt'), 'kept')
    const chunked = await openChunkedStore(engine, () => nowMs)
    expect(daysRead(chunked)).toEqual([FIRST, THIRD])
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([FIRST, SECOND, THIRD])
    expect(await readFile(join(chunksIn(engine.path), 'mine.txt'), 'utf8')).toBe('kept')
  })

  it('are built of other days where those of one can not be', async () => {
    const chunked = await started()
    const broken = vi.spyOn(chunked.days, 'versionOf').mockImplementation(day => {
      if (day === THIRD) throw new Error('the disk has a bad day')
      return 0
    })
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([FIRST, SECOND])
    broken.mockRestore()
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([FIRST, SECOND])
    nowMs += LONG_ENOUGH_MS
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([FIRST, SECOND, THIRD])
  })

  it('wait for an hour where the disk is full', async () => {
    const chunked = await started()
    const full = vi.spyOn(chunked.days, 'versionOf').mockImplementation(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    })
    await chunked.keeping.round(NO_ABORT)
    expect(full).toHaveBeenCalledTimes(1)
    full.mockRestore()
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([])
    nowMs += 3_600_001
    await chunked.keeping.round(NO_ABORT)
    expect(daysRead(chunked)).toEqual([FIRST, SECOND])
  })

  it('come again where somebody deleted them', async () => {
    await (await started()).keeping.round(NO_ABORT)
    await rm(chunksIn(engine.path), { recursive: true })
    const chunked = await openChunkedStore(engine, () => nowMs)
    await rm(chunksIn(engine.path), { recursive: true })
    await chunked.keeping.round(NO_ABORT)
    expect(await daysWithFiles()).toEqual([FIRST, SECOND, THIRD])
    expect(await ask(chunked)).toEqual({ shown: await truth(chunked), way: 'chunks+disk' })
  })
})

const idOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')

async function seriesIds(): Promise<bigint[]> {
  const block = await clickhouse.query(sql`SELECT DISTINCT id FROM samples`)
  return [...columnOf(block, 'id', 'UInt64')]
}

async function change(path: string, at: number, byte: number): Promise<void> {
  const handle = await open(path, 'r+')
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, at)
  await handle.write(Buffer.of(buffer[0]! ^ byte), 0, 1, at)
  await handle.close()
}
