/**
 * Random queries over the real store: whether samples stand in the head, lie on the disk as rows, as chunks or in several of these, and whoever
 * picks or streams them, the answer is that of the deliberately simple reference evaluator.
 */
import { join } from 'node:path'
import { createBatchBuilder, STALE } from '@vedette/model'
import type { SeriesSource } from '@vedette/promql'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomSeries } from '../../packages/promql/testing/random-data.ts'
import { randomQuery } from '../../packages/promql/testing/random-query.ts'
import type { ReferenceSeries } from '../../packages/promql/testing/reference/series.ts'
import { expectSameAnswer } from '../../packages/promql/testing/same-answer.ts'
import { storeSources } from '../../server/src/query/promql/store-source.ts'
import { SILENT_LOG } from '../../server/src/self/log.ts'
import { ChunkKeeping } from '../../server/src/store/chunks/chunk-keeping.ts'
import { ChunkedDays } from '../../server/src/store/chunks/chunked-days.ts'
import { migrate } from '../../server/src/store/clickhouse/migrations.ts'
import { openMetricStore } from '../../server/src/store/metric-store.ts'
import { embeddedClickHouse, type TestClickHouse } from '../../server/testing/embedded-clickhouse.ts'
import { EVERYTHING } from '../../server/testing/selections-fixture.ts'

/** The reference's times begin at 0; ClickHouse throws away what is older than its retention. */
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const FIRST_BASE_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 7 * DAY_MS
const FIRST_MIDNIGHT_MS = (Math.floor(Date.now() / DAY_MS) - 27) * DAY_MS

interface Placing {
  /** Where the head begins. */
  readonly seamMs: number
  /** How many of the days with samples are read from their chunks, the oldest first. */
  readonly chunkedDays: number
  /** Whether a midnight lies among the samples. */
  readonly overMidnight: boolean
}

/** A store with all of the series in a project of their own. */
async function stored(
  { clickhouse, path }: TestClickHouse,
  series: readonly ReferenceSeries[],
  project: number,
  { seamMs, chunkedDays, overMidnight }: Placing,
) {
  const name = `p${project}`
  // Later each time: a head begins behind the latest sample of any project.
  const baseMs = overMidnight
    ? FIRST_MIDNIGHT_MS + project * DAY_MS - 40_000
    : FIRST_BASE_MS + project * HOUR_MS
  const days = new ChunkedDays({ log: SILENT_LOG, nowMs: Date.now, retentionMs: 30 * DAY_MS })
  const open = (nowMs: number) =>
    openMetricStore({
      ...{ clickhouse, chunkedDays: days },
      headWindowMs: 24 * HOUR_MS,
      headBudgetBytes: 1e8,
      lingerMs: 0,
      spacingMs: 0,
      log: SILENT_LOG,
      nowMs: () => nowMs,
      onLost: () => {},
    })
  const batch = (part: (timeMs: number) => boolean) => {
    const builder = createBatchBuilder({ project: name, door: 'test', origin: 'here' })
    for (const { labels, points } of series) {
      const some = points.filter(({ timeMs }) => part(timeMs))
      if (some.length === 0) continue
      builder.series(labels)
      for (const { timeMs, value } of some) {
        if (value === 'stale') builder.sampleFrom(baseMs + timeMs, STALE, 0)
        else builder.sample(baseMs + timeMs, value)
      }
    }
    return builder.build()
  }
  const before = await open(baseMs - 1000)
  await before.append(
    batch(timeMs => timeMs < seamMs),
    EVERYTHING,
  ).durable
  const store = await open(baseMs + seamMs)
  await store.append(
    batch(timeMs => timeMs >= seamMs),
    EVERYTHING,
  ).durable
  if (chunkedDays > 0) {
    const keeping = new ChunkKeeping({
      ...{ clickhouse, days, nowMs: Date.now, headWindowMs: 0, isBehind: () => false, log: SILENT_LOG },
      path: join(path, 'chunks', name),
      timing: { quietMs: 0, againMs: 0 },
    })
    await keeping.open()
    await keeping.round(new AbortController().signal)
    const firstDay = Math.floor(baseMs / DAY_MS)
    for (const { day } of days.valid()) if (day >= firstDay + chunkedDays) days.drop(day)
  }
  return { source: storeSources(store)(name), baseMs, close: () => days.close() }
}

/** The source as if its times began at 0. */
function shifted(source: SeriesSource, baseMs: number, ways: Set<string>): SeriesSource {
  return {
    async select(request, signal) {
      const windows = request.windows && {
        ...request.windows,
        firstEndMs: request.windows.firstEndMs + baseMs,
      }
      const range = { fromMs: request.fromMs + baseMs, toMs: request.toMs + baseMs }
      const selected = await source.select({ ...request, ...range, windows }, signal)
      const known = new Map<Float64Array, Float64Array>()
      return {
        series: selected.series,
        rereadable: selected.rereadable,
        cost: selected.cost,
        close: () => selected.close(),
        async read(visit, readSignal) {
          await selected.read((index, samples) => {
            // Times that are shared stay shared.
            let timesMs = known.get(samples.timesMs)
            if (timesMs === undefined || timesMs.length !== samples.count) {
              timesMs = samples.timesMs.slice(0, samples.count).map(timeMs => timeMs - baseMs)
              known.set(samples.timesMs, timesMs)
            }
            return visit(index, { ...samples, timesMs })
          }, readSignal)
          ways.add(selected.cost.way)
        },
      }
    },
  }
}

const times = fc.constantFrom(
  { startMs: 200_000, endMs: 200_000, stepMs: 1 },
  { startMs: 0, endMs: 420_000, stepMs: 30_000 },
  { startMs: 10_000, endMs: 1_700_000, stepMs: 330_000 },
)

describe('every way to the samples', () => {
  const placed = { chunkedDays: 0, overMidnight: false }
  it.each<readonly [string, Placing, string[]]>([
    ['all in the head', { ...placed, seamMs: 0 }, ['head']],
    ['all on the disk', { ...placed, seamMs: 10_000_000 }, ['disk', 'pushdown']],
    ['the head begins in the middle', { ...placed, seamMs: 67_000 }, ['head+disk', 'head+pushdown']],
    ['all in chunks', { ...placed, seamMs: 10_000_000, chunkedDays: 2 }, ['chunks']],
    ['the head begins behind chunks', { ...placed, seamMs: 67_000, chunkedDays: 2 }, ['head+chunks']],
    [
      'chunks of the first of two days',
      { seamMs: 10_000_000, chunkedDays: 1, overMidnight: true },
      ['chunks', 'chunks+disk', 'disk'],
    ],
    [
      'chunks of two days and the head',
      { seamMs: 67_000, chunkedDays: 2, overMidnight: true },
      ['head+chunks'],
    ],
  ])('%s', async (_, placing, expected) => {
    await using engine = await embeddedClickHouse()
    await migrate(engine.clickhouse, { log: SILENT_LOG })
    const ways = new Set<string>()
    let project = 0
    await fc.assert(
      fc.asyncProperty(
        randomSeries,
        fc.array(fc.tuple(randomQuery, times), { minLength: 12, maxLength: 12 }),
        async (series, questions) => {
          const { source, baseMs, close } = await stored(engine, series, project++, placing)
          for (const [text, when] of questions) {
            await expectSameAnswer(
              text,
              series,
              { ...when, delayedNames: false },
              shifted(source, baseMs, ways),
            )
          }
          close()
        },
      ),
      { numRuns: placing.chunkedDays > 0 ? 6 : 12 },
    )
    expect([...ways]).toEqual(expect.arrayContaining(expected))
  })
})
