/** What selections promise about samples that come from the disk: the same whichever way they were written there, and whatever the head does meanwhile. */
import { formatLabels } from '@vedette/model'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  batchOf,
  EVERYTHING,
  FOREVER,
  HOUR_MS,
  inWindows,
  NO_ABORT,
  named,
  type Shown,
  START_MS,
  shownByReading,
  sweep,
  textOf,
  type Value,
} from '../../testing/selections-fixture.ts'
import { SILENT_LOG } from '../self/log.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { identifier, sql } from './clickhouse/sql.ts'
import type { SelectionRequest, WantedWindows } from './contract.ts'
import { type OpenMetricStore, openMetricStore } from './metric-store.ts'

export function storedSelectionsContract(name: string, openClickHouse: () => Promise<ClickHouse>): void {
  describe(`selections of what is stored in ${name}`, () => {
    let clickhouse: ClickHouse
    beforeAll(async () => {
      clickhouse = await openClickHouse()
    })
    afterAll(() => clickhouse.close())
    beforeEach(async () => {
      for (const table of ['samples', 'series', 'histograms'])
        await clickhouse.command(sql`TRUNCATE TABLE ${identifier(table)}`)
    })

    const open = (nowMs: () => number): Promise<OpenMetricStore> =>
      openMetricStore({
        clickhouse,
        headWindowMs: 2 * HOUR_MS,
        headBudgetBytes: 1e9,
        lingerMs: 0,
        spacingMs: 0,
        log: SILENT_LOG,
        nowMs,
        onLost: () => {},
      })
    const write = (store: OpenMetricStore, ...series: Parameters<typeof batchOf>[0]) =>
      store.append(batchOf(series), EVERYTHING).durable
    const all = (metric: string): SelectionRequest => ({
      matchers: named(metric),
      ...FOREVER,
      windows: undefined,
    })

    it('show each time once, with the value that was written last', async () => {
      const metric = 'written_twice'
      const series = (of: string, values: readonly number[]) =>
        [
          { __name__: metric, of },
          values.map((value, i): [number, Value] => [START_MS + i * 1000, value]),
        ] as const
      const values = Array.from({ length: 500 }, (_, i) => i)
      const corrected = values
        .with(0, 0.1 + 0.2)
        .with(250, -1)
        .with(499, 7)
      // Each store begins behind what was stored before, and so takes a sample again without knowing that it is there.
      const writers = await Promise.all([1, 2, 3].map(hours => open(() => START_MS + hours * HOUR_MS)))
      await write(
        writers[0]!,
        series('a', values),
        series('b', values),
        series('c', values),
        series('d', values),
      )
      await write(writers[1]!, series('a', values), series('b', corrected), series('c', values.slice(0, 1)))
      await write(writers[2]!, series('a', values.slice(0, 1)), series('d', corrected.slice(0, 251)))
      const reader = await open(() => START_MS + 4 * HOUR_MS)
      const texts = (of: readonly number[]) =>
        of.map((value, i) => textOf(i * 1000 + START_MS, Float64Array.of(value), 0))
      const expected = {
        [`${metric}{of="a"}`]: texts(values),
        [`${metric}{of="b"}`]: texts(corrected),
        [`${metric}{of="c"}`]: texts(values),
        [`${metric}{of="d"}`]: texts([...corrected.slice(0, 251), ...values.slice(251)]),
      }
      expect(await shownByReading(reader, all(metric))).toEqual({ shown: expected, way: 'disk' })
      const windows: WantedWindows = {
        firstEndMs: START_MS,
        stepMs: 10_000,
        count: 50,
        lengthMs: 1000,
        need: 'value',
      }
      const within = { fromMs: START_MS - 999, toMs: START_MS + 490_000 }
      const picked = await shownByReading(reader, { matchers: named(metric), ...within, windows })
      expect(picked.way).toBe('pushdown')
      expect(picked.shown).toEqual(inWindows(expected, windows))
    })

    it('are not slowed down by what the head forgets meanwhile', async () => {
      const metric = 'swept_meanwhile'
      const series = (...seconds: number[]) =>
        Array.from(
          { length: 50 },
          (_, i) =>
            [
              { __name__: metric, i: `${i}` },
              seconds.map((second): [number, Value] => [START_MS + second * 1000, second]),
            ] as const,
        )
      await write(await open(() => START_MS), ...series(10, 20))
      let nowMs = START_MS + 25_000
      const store = await open(() => nowMs)
      await write(store, ...series(30, 40))
      const expected = (await shownByReading(store, all(metric))).shown
      nowMs += 2 * HOUR_MS
      const selection = await store.openSelection('default', all(metric), NO_ABORT)
      nowMs += 60_000
      sweep(store, nowMs)
      const shown: Shown = {}
      await selection.read((index, { timesMs, values, valuesAt, count }) => {
        shown[formatLabels(selection.labels[index]!)] = Array.from({ length: count }, (_, i) =>
          textOf(timesMs[i]!, values, valuesAt + i),
        )
      }, NO_ABORT)
      expect(shown).toEqual(expected)
      // All in one go, and not each series by itself.
      expect(selection.cost.why).toMatch(/^the head goes back to/)
      selection.close()
    })
  })
}
