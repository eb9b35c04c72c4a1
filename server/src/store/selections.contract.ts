/** What selections promise, run over the embedded engine and over a server's HTTP interface: `select` without copies, and safe to pause. */
import { formatLabels } from '@vedette/model'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  batchOf,
  EVERYTHING,
  FOREVER,
  HISTOGRAM,
  HOUR_MS,
  inWindows,
  NO_ABORT,
  named,
  type Samples,
  type Shown,
  START_MS,
  shownByReading,
  shownBySelect,
  sweep,
  textOf,
  useUpTurn,
  type Value,
} from '../../testing/selections-fixture.ts'
import { SILENT_LOG } from '../self/log.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { identifier, sql } from './clickhouse/sql.ts'
import type { SelectionRequest, TimeRange, WantedWindows } from './contract.ts'
import { LONGEST_HOLD_MS } from './head/head-holds.ts'
import { type OpenMetricStore, openMetricStore } from './metric-store.ts'

/**
 * Making a failing example smaller ends before the test does: an example that is not small is worth more than none. A limit for that alone: all runs
 * have to be over before it on a busy machine too.
 */
const RANDOM_RUNS = { numRuns: 25, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true }

export function selectionsContract(name: string, openClickHouse: () => Promise<ClickHouse>): void {
  describe(`selections in ${name}`, () => {
    let clickhouse: ClickHouse
    beforeAll(async () => {
      clickhouse = await openClickHouse()
    })
    afterAll(() => clickhouse.close())

    /** A store whose head knows nothing of what was stored before, as after a start. */
    const open = (nowMs = START_MS, headBudgetBytes = 1e9): Promise<OpenMetricStore> =>
      openMetricStore({
        clickhouse,
        headWindowMs: 2 * HOUR_MS,
        headBudgetBytes,
        lingerMs: 0,
        spacingMs: 0,
        log: SILENT_LOG,
        nowMs: () => nowMs,
        onLost: () => {},
      })
    const write = (store: OpenMetricStore, ...series: Parameters<typeof batchOf>[0]) =>
      store.append(batchOf(series), EVERYTHING).durable
    const all = (metric: string, range = FOREVER): SelectionRequest => ({
      matchers: named(metric),
      ...range,
      windows: undefined,
    })

    async function empty(): Promise<void> {
      for (const table of ['samples', 'series', 'histograms'])
        await clickhouse.command(sql`TRUNCATE TABLE ${identifier(table)}`)
    }
    beforeEach(empty)

    /** Writes before and after a start; answers the store after it. */
    async function restarted(
      /** Where the head begins; everything stored earlier is thrown away, because a head begins behind the latest sample. */
      seamMs: number,
      series: readonly (readonly [Record<string, string>, Samples])[],
    ): Promise<OpenMetricStore> {
      await empty()
      const before = await open(START_MS)
      const older = series.map(
        ([labels, samples]) => [labels, samples.filter(([ms]) => ms < seamMs)] as const,
      )
      await write(before, ...older.filter(([, samples]) => samples.length > 0))
      const after = await open(seamMs)
      const newer = series.map(
        ([labels, samples]) => [labels, samples.filter(([ms]) => ms >= seamMs)] as const,
      )
      await write(after, ...newer.filter(([, samples]) => samples.length > 0))
      return after
    }

    it('show what select copies, for random samples, ranges and windows', async () => {
      const value: fc.Arbitrary<Value> = fc.oneof(
        fc.double(),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom<Value>('stale', 'histogram', Number.NaN, -0),
      )
      const seriesOf = fc.array(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), value), { minLength: 1, maxLength: 40 }),
        { minLength: 1, maxLength: 8 },
      )
      const window = fc.record({
        firstEndMs: fc.integer({ min: 0, max: 60_000 }).map(ms => START_MS + ms),
        stepMs: fc.integer({ min: 1, max: 20_000 }),
        count: fc.integer({ min: 1, max: 10 }),
        lengthMs: fc.integer({ min: 1, max: 15_000 }),
        need: fc.constantFrom('all' as const, 'last' as const),
      })
      const range = fc.record({
        fromMs: fc.integer({ min: -1000, max: 61_000 }).map(ms => START_MS + ms),
        toMs: fc.integer({ min: -1000, max: 61_000 }).map(ms => START_MS + ms),
      })
      let run = 0
      await fc.assert(
        fc.asyncProperty(
          seriesOf,
          fc.array(range, { minLength: 1, maxLength: 3 }),
          fc.array(window, { minLength: 1, maxLength: 4 }),
          fc.integer({ min: 1, max: 59_000 }),
          async (data, ranges, windowsList, seam) => {
            const metric = `random_${name.length}_${++run}`
            const store = await restarted(
              START_MS + seam,
              data.map(
                (samples, i) =>
                  [
                    { __name__: metric, i: String(i) },
                    samples.map(([second, each]) => [START_MS + second * 1000, each] as const),
                  ] as const,
              ),
            )
            for (const each of ranges) {
              const expected = shownBySelect(await store.select('default', named(metric), each))
              expect((await shownByReading(store, all(metric, each))).shown).toEqual(expected)
            }
            for (const windows of windowsList) {
              const fromMs = windows.firstEndMs - windows.lengthMs + 1
              const toMs = windows.firstEndMs + (windows.count - 1) * windows.stepMs
              const expected = shownBySelect(await store.select('default', named(metric), { fromMs, toMs }))
              const { shown } = await shownByReading(store, {
                matchers: named(metric),
                fromMs,
                toMs,
                windows,
              })
              expect(inWindows(shown, windows)).toEqual(inWindows(expected, windows))
            }
          },
        ),
        RANDOM_RUNS,
      )
    })

    it('say which way samples came', async () => {
      const samples: Samples = [10, 20, 30, 40].map(second => [START_MS + second * 1000, second])
      const store = await restarted(START_MS + 25_000, [
        [{ __name__: 'way', on: 'both' }, samples],
        [{ __name__: 'way', on: 'disk' }, samples.slice(0, 2)],
        [{ __name__: 'way', on: 'head' }, samples.slice(2)],
      ])
      const ask = (from: number, to: number) =>
        shownByReading(store, all('way', { fromMs: START_MS + from * 1000, toMs: START_MS + to * 1000 }))
      expect(await ask(25, 60)).toEqual({
        shown: { 'way{on="both"}': ['30000 30', '40000 40'], 'way{on="head"}': ['30000 30', '40000 40'] },
        way: 'head',
      })
      expect(await ask(0, 24)).toEqual({
        shown: { 'way{on="both"}': ['10000 10', '20000 20'], 'way{on="disk"}': ['10000 10', '20000 20'] },
        way: 'disk',
      })
      expect(await ask(15, 35)).toEqual({
        shown: {
          'way{on="both"}': ['20000 20', '30000 30'],
          'way{on="disk"}': ['20000 20'],
          'way{on="head"}': ['30000 30'],
        },
        way: 'head+disk',
      })
    })

    it('share the times of series that were sampled together', async () => {
      const samples: Samples = Array.from({ length: 50 }, (_, i) => [START_MS + i * 1000, i])
      const store = await restarted(
        START_MS + 25_000,
        ['a', 'b', 'c'].map(i => [{ __name__: 'together', i }, samples] as const),
      )
      for (const fromMs of [0, START_MS + 30_000]) {
        const selection = await store.openSelection(
          'default',
          all('together', { ...FOREVER, fromMs }),
          NO_ABORT,
        )
        const times = new Set<Float64Array>()
        await selection.read((_, { timesMs }) => void times.add(timesMs), NO_ABORT)
        selection.close()
        expect([fromMs, times.size]).toEqual([fromMs, 1])
      }
    })

    it('give the same labels again until other series are found', async () => {
      const store = await open()
      const sample: Samples = [[START_MS + 1, 1]]
      await write(store, [{ __name__: 'kept', i: 'b' }, sample])
      const labelsIn = async (range: TimeRange) => {
        const selection = await store.openSelection('default', all('kept', range), NO_ABORT)
        selection.close()
        return selection.labels
      }
      const recent = { ...FOREVER, fromMs: START_MS }
      const [inHead, joined] = [await labelsIn(recent), await labelsIn(FOREVER)]
      await write(
        store,
        [{ __name__: 'unrelated' }, sample],
        [{ __name__: 'kept', i: 'b' }, [[START_MS + 2, 2]]],
      )
      expect(await labelsIn(recent)).toBe(inHead)
      expect(await labelsIn(FOREVER)).toBe(joined)
      await write(store, [{ __name__: 'kept', i: 'a' }, sample])
      for (const range of [recent, FOREVER]) {
        expect((await labelsIn(range)).map(formatLabels)).toEqual(['kept{i="a"}', 'kept{i="b"}'])
      }
      sweep(store, START_MS + 10 * HOUR_MS)
      expect(await labelsIn({ ...FOREVER, fromMs: START_MS + 10 * HOUR_MS })).toEqual([])
      expect((await labelsIn(FOREVER)).map(formatLabels)).toEqual(['kept{i="a"}', 'kept{i="b"}'])
    })

    it('show the latest value of each window when only values are needed, whoever picks it', async () => {
      let name = 0
      const ways = new Set<string>()
      const value = fc.oneof(
        fc.constantFrom<Value>('stale', -0, 0, 1e300, 0.1 + 0.2, 123456.789, NaN, -Infinity),
        fc.double(),
        fc.integer({ min: -1e9, max: 1e9 }),
      )
      const times = fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 60 })
      await fc.assert(
        fc.asyncProperty(
          fc.array(times, { minLength: 1, maxLength: 3 }),
          fc.array(value, { minLength: 60, maxLength: 60 }),
          fc.integer({ min: 20, max: 120 }),
          fc.integer({ min: 1, max: 20 }),
          fc.boolean(),
          async (seriesTimes, values, stepSec, lengthSec, withHistogram) => {
            const metric = `picked_${name++}`
            const series = seriesTimes.map((seconds, i) => {
              const sorted = seconds.toSorted((a, b) => a - b)
              const samples: [number, Value][] = sorted.map((s, k) => [START_MS + s * 1000, values[k]!])
              if (withHistogram && i === 0) samples.push([START_MS + 601_000, 'histogram'])
              return [{ __name__: metric, i: String(i) }, samples] as const
            })
            // Half of it has left the head.
            const store = await restarted(START_MS + 300_000, series)
            const windows = {
              firstEndMs: START_MS + 5000,
              stepMs: stepSec * 1000,
              count: Math.ceil(700 / stepSec),
              lengthMs: lengthSec * 1000,
            }
            const range = {
              fromMs: windows.firstEndMs - windows.lengthMs + 1,
              toMs: windows.firstEndMs + (windows.count - 1) * windows.stepMs,
            }
            const latest = async (need: 'all' | 'value') => {
              const request = { matchers: named(metric), ...range, windows: { ...windows, need } }
              const { shown, way } = await shownByReading(store, request)
              ways.add(way)
              return Object.fromEntries(
                Object.entries(shown).flatMap(([labels, samples]) => {
                  const picked = latestByWindow(samples, windows)
                  return picked.every(each => each === undefined) ? [] : [[labels, picked]]
                }),
              )
            }
            expect(await latest('value')).toEqual(await latest('all'))
          },
        ),
        RANDOM_RUNS,
      )
      expect([...ways].some(way => way.includes('pushdown'))).toBe(true)
    })

    it('show only what an instant needs', async () => {
      const store = await restarted(START_MS + 25_000, [
        [{ __name__: 'instant', i: 'plain' }, [10, 20, 30, 40].map(s => [START_MS + s * 1000, s] as const)],
        [
          { __name__: 'instant', i: 'ended' },
          [
            [START_MS + 28_000, 1],
            [START_MS + 29_000, 'stale'],
          ],
        ],
        [{ __name__: 'instant', i: 'old' }, [[START_MS + 20_000, 7]]],
        [
          { __name__: 'instant', i: 'buckets' },
          [
            [START_MS + 26_000, 'histogram'],
            [START_MS + 27_000, 'histogram'],
          ],
        ],
      ])
      const at = async (second: number, lookback: number) => {
        const endMs = START_MS + second * 1000
        const windows = {
          firstEndMs: endMs,
          stepMs: 0,
          count: 1,
          lengthMs: lookback * 1000,
          need: 'last' as const,
        }
        const request = {
          matchers: named('instant'),
          fromMs: endMs - lookback * 1000 + 1,
          toMs: endMs,
          windows,
        }
        return (await shownByReading(store, request)).shown
      }
      const buckets = { 'instant{i="buckets"}': [`27000 ${JSON.stringify(HISTOGRAM)}`] }
      expect(await at(60, 35)).toEqual({
        'instant{i="plain"}': ['40000 40'],
        'instant{i="ended"}': ['29000 stale'],
        ...buckets,
      })
      expect(await at(35, 10)).toEqual({
        'instant{i="plain"}': ['30000 30'],
        'instant{i="ended"}': ['29000 stale'],
        ...buckets,
      })
      expect(await at(60, 5)).toEqual({})
      expect(await at(26, 10)).toMatchObject({
        'instant{i="plain"}': ['20000 20'],
        'instant{i="old"}': ['20000 7'],
      })
    })

    it('read series whole of which the head keeps only a part', async () => {
      const store = await open()
      const samples: Samples = Array.from({ length: 90_000 }, (_, i) => [START_MS + i, i])
      await write(
        store,
        [{ __name__: 'dense', i: '1' }, samples],
        [{ __name__: 'dense', i: '2' }, samples.slice(5, 9)],
      )
      for (const range of [
        FOREVER,
        { fromMs: START_MS, toMs: START_MS + 80_000 },
        { fromMs: START_MS, toMs: START_MS + 7 },
      ]) {
        const expected = shownBySelect(await store.select('default', named('dense'), range))
        expect(await shownByReading(store, all('dense', range))).toEqual({
          shown: expected,
          way: 'head+disk',
        })
      }
    })

    it('may pause while samples and series come and go', async () => {
      const store = await open()
      const metric = 'paused'
      const many = (suffix: string, samples: Samples) =>
        Array.from({ length: 300 }, (_, i) => [{ __name__: metric, i: `${i}`, suffix }, samples] as const)
      await write(
        store,
        ...many('', [
          [START_MS + 1, 1],
          [START_MS + 2, 2],
        ]),
      )
      const recent = all(metric, { fromMs: START_MS, toMs: START_MS + HOUR_MS })
      const expected = (await shownByReading(store, recent)).shown
      const selection = await store.openSelection('default', recent, NO_ABORT)
      const shown: Shown = {}
      const laterMs = START_MS + 3 * HOUR_MS
      let meanwhile: Promise<unknown> | undefined
      await selection.read((index, { timesMs, values, valuesAt, count }) => {
        if (Object.keys(shown).length === 0) {
          setImmediate(() => {
            sweep(store, laterMs)
            // New series, which want places, and samples that move slabs.
            const fresh = write(store, ...many('new', [[laterMs, 9]]))
            const more: Samples = Array.from({ length: 50 }, (_, i) => [laterMs + i, i])
            meanwhile = Promise.all([fresh, write(store, ...many('', more))])
          })
          useUpTurn()
        }
        shown[formatLabels(selection.labels[index]!)] = Array.from({ length: count }, (_, i) =>
          textOf(timesMs[i]!, values, valuesAt + i),
        )
      }, NO_ABORT)
      expect(meanwhile).toBeDefined()
      await meanwhile
      expect(shown).toEqual(expected)
      expect(store.head.holds.count).toBe(1)
      selection.close()
      expect(store.head.holds.count).toBe(0)
    })

    it('go on from the disk when the head had to let go', async () => {
      const store = await open(START_MS)
      const metric = 'let_go'
      const series = Array.from(
        { length: 300 },
        (_, i) => [{ __name__: metric, i: `${i}` }, [[START_MS + 1, i] as const]] as const,
      )
      await write(store, ...series)
      const request = all(metric, { fromMs: START_MS, toMs: START_MS + HOUR_MS })
      const expected = (await shownByReading(store, request)).shown
      const selection = await store.openSelection('default', request, NO_ABORT)
      const shown: Shown = {}
      let meanwhile: Promise<unknown> | undefined
      await selection.read((index, { timesMs, values, valuesAt, count }) => {
        const label = formatLabels(selection.labels[index]!)
        if (Object.keys(shown).length === 0) {
          setImmediate(() => {
            sweep(store, START_MS + LONGEST_HOLD_MS + 5 * HOUR_MS)
            const others = series.map(
              ([labels]) => [{ ...labels, other: '1' }, [[START_MS + 6 * HOUR_MS, -1] as const]] as const,
            )
            meanwhile = write(store, ...others)
          })
          useUpTurn()
        }
        expect(shown[label]).toBeUndefined()
        shown[label] = Array.from({ length: count }, (_, i) => textOf(timesMs[i]!, values, valuesAt + i))
      }, NO_ABORT)
      expect(shown).toEqual(expected)
      expect(selection.cost.way).toBe('head+disk')
      await meanwhile
      selection.close()
      expect(store.head.holds.count).toBe(0)
    })

    it('end at once when they are aborted, and leave nothing behind', async () => {
      const samples: Samples = Array.from({ length: 20 }, (_, i) => [START_MS + i * 1000, i])
      const store = await restarted(
        START_MS + 10_000,
        Array.from({ length: 200 }, (_, i) => [{ __name__: 'aborted', i: String(i) }, samples] as const),
      )
      for (const fromMs of [START_MS, START_MS + 10_000]) {
        const abort = new AbortController()
        const selection = await store.openSelection(
          'default',
          all('aborted', { ...FOREVER, fromMs }),
          abort.signal,
        )
        let visited = 0
        const reading = selection.read(() => {
          if (++visited > 1) return
          setImmediate(() => abort.abort(new Error('nobody waits')))
          useUpTurn()
        }, abort.signal)
        // From the disk all of it may have been in one block.
        if (fromMs === START_MS) await reading.catch(() => {})
        else await expect(reading).rejects.toThrow('nobody waits')
        selection.close()
        expect(store.head.holds.count).toBe(0)
        await expect(selection.read(() => {}, abort.signal)).rejects.toThrow('nobody waits')
        await expect(store.openSelection('default', all('aborted'), abort.signal)).rejects.toThrow(
          'nobody waits',
        )
      }
      expect(store.head.holds.count).toBe(0)
      expect(Object.keys((await shownByReading(store, all('aborted'))).shown)).toHaveLength(200)
    })

    it('let an error of whoever visits through', async () => {
      const samples: Samples = [
        [START_MS + 1, 1],
        [START_MS + 2000, 2],
      ]
      const store = await restarted(START_MS + 1000, [[{ __name__: 'thrown' }, samples]])
      for (const fromMs of [0, START_MS + 1000]) {
        const selection = await store.openSelection(
          'default',
          all('thrown', { ...FOREVER, fromMs }),
          NO_ABORT,
        )
        const reading = selection.read(() => {
          throw new Error('enough')
        }, NO_ABORT)
        await expect(reading).rejects.toThrow('enough')
        selection.close()
      }
    })
  })
}

/** The value of the latest float in each window, as text. */
function latestByWindow(
  samples: readonly string[],
  { firstEndMs, stepMs, count, lengthMs }: Omit<WantedWindows, 'need'>,
): (string | undefined)[] {
  return Array.from({ length: count }, (_, i) => {
    const endMs = firstEndMs + i * stepMs - START_MS
    const within = samples.filter(sample => {
      const timeMs = Number(sample.split(' ')[0])
      return !sample.includes('{') && timeMs > endMs - lengthMs && timeMs <= endMs
    })
    return within.at(-1)?.split(' ')[1]
  })
}
