/** What a metric store promises, run over the embedded engine and over a server's HTTP interface. */
import {
  createBatchBuilder,
  encodeLabelKey,
  isStale,
  labelsOf,
  type Matcher,
  type MetricBatch,
  recordOf,
  STALE,
} from '@vedette/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SILENT_LOG } from '../self/log.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { type Admission, ALL_TIME } from './contract.ts'
import { fillHead, loadSeries } from './head-fill.ts'
import { type OpenMetricStore, openMetricStore } from './metric-store.ts'

const HOUR_MS = 3_600_000
/** Yesterday, on the hour: within what retention keeps, and the tests that pass midnight are not at its mercy. */
const START_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 24 * HOUR_MS

const EVERYTHING: Admission = {
  mostLabels: 100,
  describeLabelCount: () => ({ reason: 'label-count', count: 1, detail: '' }),
  admitSeries: () => undefined,
  admitHistogram: () => undefined,
  admitExemplar: () => undefined,
  oldestMs: 0,
  newestMs: START_MS + 1000 * HOUR_MS,
  describeAge: () => ({ reason: 'too-old', count: 1, detail: 'a sample is too old' }),
}

const named = (name: string): Matcher[] => [{ kind: '=', name: '__name__', value: name }]
const until = (toMs: number) => ({ fromMs: 0, toMs })
const FOREVER = until(START_MS + 999 * HOUR_MS)

type Samples = readonly (readonly [timeMs: number, value: number])[]

function batchOf(
  series: readonly (readonly [labels: Record<string, string>, samples: Samples])[],
  door = 'test',
  project = 'default',
): MetricBatch {
  const builder = createBatchBuilder({ project, door, origin: 'here' })
  for (const [labels, samples] of series) {
    builder.series(labelsOf(labels))
    for (const [timeMs, value] of samples) builder.sample(timeMs, value)
  }
  return builder.build()
}

export function metricStoreContract(name: string, openClickHouse: () => Promise<ClickHouse>): void {
  describe(`metrics in ${name}`, () => {
    let clickhouse: ClickHouse
    beforeAll(async () => {
      clickhouse = await openClickHouse()
    })
    afterAll(() => clickhouse.close())

    /** A store whose head knows nothing of what was stored before, as after a start. */
    const open = (nowMs = START_MS): Promise<OpenMetricStore> =>
      openMetricStore({
        clickhouse,
        headWindowMs: 2 * HOUR_MS,
        headBudgetBytes: 1e9,
        lingerMs: 0,
        spacingMs: 0,
        log: SILENT_LOG,
        nowMs: () => nowMs,
        onLost: () => {},
      })
    const write = (store: OpenMetricStore, batch: MetricBatch) => store.append(batch, EVERYTHING).durable
    const read = async (store: OpenMetricStore, metric: string, range = FOREVER) =>
      (await store.select('default', named(metric), range)).map(({ labels, timesMs, values }) => ({
        labels: recordOf(labels),
        samples: [...timesMs].map((timeMs, i) => [timeMs, values[i]]),
      }))

    it('answers from the head at once and the same from the disk after a start', async () => {
      const store = await open()
      const samples: Samples = [
        [START_MS + 1000, 0.25],
        [START_MS + 2000, 1e300],
        [START_MS + 3000, -0],
        [START_MS + 4000, Number.POSITIVE_INFINITY],
      ]
      const labels = { __name__: 'exact', job: 'a\tb\\c\'"\n', empty: '', ünï: '→ 𝄞' }
      const appended = store.append(batchOf([[labels, samples]]), EVERYTHING)
      const expected = [{ labels: { __name__: 'exact', job: labels.job, ünï: '→ 𝄞' }, samples }]
      expect(await read(store, 'exact')).toEqual(expected)
      await appended.durable
      expect(await read(await open(START_MS + HOUR_MS), 'exact')).toEqual(expected)
    })

    it('joins head and disk without a seam', async () => {
      const before = await open(START_MS)
      const at = (i: number): [number, number] => [START_MS + i * 15_000, i]
      await write(before, batchOf([[{ __name__: 'seam' }, Array.from({ length: 40 }, (_, i) => at(i))]]))
      const after = await open(START_MS + 40 * 15_000)
      await write(after, batchOf([[{ __name__: 'seam' }, Array.from({ length: 40 }, (_, i) => at(40 + i))]]))
      const all = Array.from({ length: 80 }, (_, i) => at(i))
      expect((await read(after, 'seam'))[0]!.samples).toEqual(all)
      const middle = { fromMs: START_MS + 35 * 15_000, toMs: START_MS + 45 * 15_000 }
      expect((await read(after, 'seam', middle))[0]!.samples).toEqual(all.slice(35, 46))
    })

    it('fills the head again in the background, with what came meanwhile', async () => {
      const before = await open(START_MS)
      await write(
        before,
        batchOf([
          [
            { __name__: 'filled', a: 'b' },
            [
              [START_MS + 1000, 1],
              [START_MS + 2000, 2],
            ],
          ],
        ]),
      )
      const nowMs = START_MS + 60_000
      const after = await open(nowMs)
      expect(await loadSeries(clickhouse, after.head, nowMs)).toBeGreaterThan(0)
      await write(
        after,
        batchOf([
          [
            { __name__: 'filled', a: 'b' },
            [
              [START_MS + 1500, 1.5],
              [nowMs + 1, 3],
            ],
          ],
        ]),
      )
      const coveredBefore = after.head.coversFromMs
      await fillHead(clickhouse, after.head, nowMs, 1e9, new AbortController().signal, SILENT_LOG)
      expect(after.head.coversFromMs).toBeLessThan(coveredBefore - HOUR_MS)
      const refs = after.head.select('default', named('filled'))
      expect([...after.head.samples(refs[0]!, 0, 9e15).values]).toEqual([1, 1.5, 2, 3])
    })

    it('lets the last write of a time win, in the head and on the disk, across starts', async () => {
      const store = await open()
      const write1 = (value: number, target: OpenMetricStore) =>
        write(target, batchOf([[{ __name__: 'again' }, [[START_MS + 1, value]]]]))
      await write1(1, store)
      await write1(2, store)
      expect((await read(store, 'again'))[0]!.samples).toEqual([[START_MS + 1, 2]])
      const later = await open(START_MS + HOUR_MS)
      expect((await read(later, 'again'))[0]!.samples).toEqual([[START_MS + 1, 2]])
      await write1(3, later)
      expect((await read(later, 'again'))[0]!.samples).toEqual([[START_MS + 1, 3]])
    })

    it('takes samples out of order', async () => {
      const store = await open()
      for (const second of [5, 3, 4, 1, 2])
        await write(store, batchOf([[{ __name__: 'shuffled' }, [[START_MS + second, second]]]]))
      const inOrder = [1, 2, 3, 4, 5].map(second => [START_MS + second, second])
      expect((await read(store, 'shuffled'))[0]!.samples).toEqual(inOrder)
      expect((await read(await open(START_MS + HOUR_MS), 'shuffled'))[0]!.samples).toEqual(inOrder)
    })

    it('keeps stale markers apart from NaN across a start', async () => {
      const store = await open()
      const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
      builder.series(labelsOf({ __name__: 'ended' }))
      builder.sample(START_MS + 1, Number.NaN)
      builder.sampleFrom(START_MS + 2, STALE, 0)
      await write(store, builder.build())
      for (const each of [store, await open(START_MS + HOUR_MS)]) {
        const [series] = await each.select('default', named('ended'), FOREVER)
        expect([...series!.values].map(value => [Number.isNaN(value), isStale(value)])).toEqual([
          [true, false],
          [true, true],
        ])
      }
    })

    it('keeps native histograms and exemplars whole', async () => {
      const store = await open()
      const histogram = {
        integer: true,
        resetHint: 'unknown' as const,
        schema: 3,
        zeroThreshold: 1e-128,
        zeroCount: 2,
        count: 12,
        sum: 18.4,
        positiveSpans: [
          { offset: 0, length: 2 },
          { offset: -3, length: 1 },
        ],
        positiveCounts: Float64Array.of(1, 4, 5),
        negativeSpans: [],
        negativeCounts: new Float64Array(0),
        customValues: new Float64Array(0),
      }
      const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
      builder.series(labelsOf({ __name__: 'latency' }))
      builder.histogram(START_MS + 1, histogram)
      builder.histogram(START_MS + 2, 'stale')
      builder.exemplar(START_MS + 1, 0.7, labelsOf({ trace_id: 'abc' }))
      await write(store, builder.build())
      for (const each of [store, await open(START_MS + HOUR_MS)]) {
        const [series] = await each.select('default', named('latency'), FOREVER)
        expect(series!.histograms).toEqual([
          { timeMs: START_MS + 1, histogram },
          { timeMs: START_MS + 2, histogram: 'stale' },
        ])
        expect(await each.exemplars('default', [named('latency')], FOREVER)).toEqual({
          series: [
            {
              labels: labelsOf({ __name__: 'latency' }),
              exemplars: [{ timeMs: START_MS + 1, value: 0.7, labels: labelsOf({ trace_id: 'abc' }) }],
            },
          ],
        })
      }
    })

    it('finds series, label names and values by matchers, in head and disk alike', async () => {
      const store = await open()
      const sample: Samples = [[START_MS + 1, 1]]
      await write(
        store,
        batchOf([
          [{ __name__: 'http', job: 'api', code: '200' }, sample],
          [{ __name__: 'http', job: 'api', code: '500' }, sample],
          [{ __name__: 'http', job: 'web' }, sample],
          [{ __name__: 'other', job: 'web' }, sample],
        ]),
      )
      const http: Matcher = { kind: '=', name: '__name__', value: 'http' }
      const cases: [Matcher[], string[]][] = [
        [[http], ['200', '500', '-']],
        [[http, { kind: '=', name: 'code', value: '' }], ['-']],
        [
          [http, { kind: '!=', name: 'code', value: '500' }],
          ['200', '-'],
        ],
        [[http, { kind: '=~', name: 'code', value: '2..|404' }], ['200']],
        [[http, { kind: '!~', name: 'code', value: '[0-9]+' }], ['-']],
        [[http, { kind: '=~', name: 'code', value: "it's|500" }], ['500']],
        [
          [http, { kind: '=~', name: 'code', value: '|200' }],
          ['200', '-'],
        ],
        [[http, { kind: '!~', name: 'code', value: '200|' }], ['500']],
        [
          [http, { kind: '=~', name: 'missing', value: '.*' }],
          ['200', '500', '-'],
        ],
      ]
      for (const each of [store, await open(START_MS + HOUR_MS)]) {
        for (const [matchers, expected] of cases) {
          const found = await each.series('default', [matchers], FOREVER, 100)
          expect(found.map(labels => recordOf(labels).code ?? '-').sort()).toEqual([...expected].sort())
        }
        const either = [[{ kind: '=' as const, name: 'code', value: '200' }], named('other')]
        expect(await each.series('default', either, FOREVER, 100)).toHaveLength(2)
        expect(await each.labelNames('default', [named('http')], FOREVER, 100)).toEqual([
          '__name__',
          'code',
          'job',
        ])
        expect(await each.labelValues('default', 'code', [], FOREVER, 100)).toEqual(['200', '500'])
        expect(await each.labelValues('default', 'nowhere', either, FOREVER, 100)).toEqual([])
        expect(await each.labelValues('default', '__name__', [], ALL_TIME, 1000)).toContain('http')
        expect(await each.labelValues('default', 'code', [], until(START_MS - 48 * HOUR_MS), 100)).toEqual([])
        expect(await each.series('other-project', [[http]], FOREVER, 100)).toEqual([])
        expect(await each.labelValues('default', 'code', [], FOREVER, 1)).toEqual(['200'])
      }
    })

    it('remembers what families are, every version of it', async () => {
      const store = await open()
      const entry = { family: 'rps', type: 'counter' as const, unit: '', help: 'Requests.' }
      const other = { ...entry, help: 'Something else.' }
      await write(store, { ...batchOf([]), metadata: [entry, entry, other] })
      for (const each of [store, await open(START_MS + HOUR_MS)]) {
        expect((await each.metadata('default', 'rps')).map(({ help }) => help).sort()).toEqual([
          'Requests.',
          'Something else.',
        ])
      }
    })

    it('knows the last value of a series, wherever it stands, but for stale markers', async () => {
      const store = await open()
      const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
      builder.series(labelsOf({ __name__: 'counted' }))
      builder.sample(START_MS + 1, 7)
      builder.sampleFrom(START_MS + 2, STALE, 0)
      builder.series(labelsOf({ __name__: 'only_ended' }))
      builder.sampleFrom(START_MS + 2, STALE, 0)
      await write(store, builder.build())
      const keys = ['counted', 'only_ended', 'never_seen'].map(name =>
        encodeLabelKey(labelsOf({ __name__: name })),
      )
      for (const each of [store, await open(START_MS + HOUR_MS)]) {
        const last = await each.lastValues('default', keys, new AbortController().signal)
        expect(last).toEqual([{ timeMs: START_MS + 1, value: 7 }, undefined, undefined])
      }
    })

    it('counts what the series are made of', async () => {
      const store = await open()
      const sample: Samples = [[START_MS + 5, 1]]
      await write(
        store,
        batchOf([
          [{ __name__: 'a', pod: '1' }, [[START_MS + 3, 1]]],
          [{ __name__: 'a', pod: '2' }, sample],
          [{ __name__: 'b', pod: '2' }, sample],
        ]),
      )
      expect(store.cardinality('default', 1)).toEqual({
        activeSeries: 3,
        labelPairs: 4,
        oldestMs: START_MS + 3,
        newestMs: START_MS + 5,
        seriesByMetric: [{ name: 'a', value: 2 }],
        valuesByLabel: [{ name: '__name__', value: 2 }],
        memoryByLabel: [{ name: '__name__', value: 2 }],
        seriesByLabelPair: [{ name: '__name__=a', value: 2 }],
      })
    })

    it('tells what has changed from one day to another', async () => {
      const DAY_MS = 24 * HOUR_MS
      const [before, today] = [START_MS - 3 * DAY_MS, START_MS]
      const on = (...timesMs: number[]): Samples => timesMs.map(timeMs => [timeMs, 1] as const)
      const batch = batchOf(
        [
          [{ __name__: 'stays', pod: '1' }, on(before, today)],
          [{ __name__: 'grows', pod: '1' }, on(before, today)],
          [{ __name__: 'grows', pod: '2' }, on(today)],
          [{ __name__: 'grows', pod: '3' }, on(before - DAY_MS, today, today + 1)],
          [{ __name__: 'grows', pod: '4' }, on(today - DAY_MS)],
          [{ __name__: 'turns', pod: '1', zone: 'x' }, on(before)],
          [{ __name__: 'turns', pod: '2', zone: 'y' }, on(today)],
          [{ __name__: "o'd\\d", pod: '1' }, on(before)],
        ],
        'test',
        'changes',
      )
      const store = await open()
      await write(store, batch)
      // After a start the same series have rows of theirs twice.
      await write(await open(), batch)
      await write(store, batchOf([[{ __name__: 'of others' }, on(today)]]))
      const request = { sinceMs: before, atMs: today, limit: 10 }
      expect(await store.seriesChanges('changes', request)).toEqual({
        comparable: true,
        metrics: [
          { name: 'grows', now: 3, added: 2, gone: 0 },
          { name: 'turns', now: 1, added: 1, gone: 1 },
          { name: "o'd\\d", now: 0, added: 0, gone: 1 },
        ],
        labels: [
          { name: 'pod', now: 3, added: 2, gone: 0 },
          { name: 'zone', now: 1, added: 1, gone: 1 },
          { name: '__name__', now: 3, added: 0, gone: 1 },
        ],
      })
      const [first] = (await store.seriesChanges('changes', { ...request, limit: 1 })).metrics
      expect(first?.name).toBe('grows')
      const none = { comparable: false, metrics: [], labels: [] }
      expect(await store.seriesChanges('nobody', request)).toEqual(none)
      expect(
        await store.seriesChanges('changes', { ...request, sinceMs: before - 9 * DAY_MS, atMs: before }),
      ).toEqual(none)
    })

    it('refuses samples outside of the bounds and sums the refusals up', async () => {
      const store = await open()
      const { refused, samples } = store.append(
        batchOf([
          [
            { __name__: 'old' },
            [
              [START_MS, 1],
              [-1, 2],
              [-2, 3],
            ],
          ],
        ]),
        EVERYTHING,
      )
      expect([samples, refused]).toEqual([
        1,
        [{ reason: 'too-old', count: 2, detail: 'a sample is too old' }],
      ])
    })

    it('knows a series by any spelling of its labels', async () => {
      const store = await open()
      const sorted = batchOf([[{ __name__: 'spelled', a: '1', b: '2' }, [[START_MS + 1, 1]]]])
      const label = (name: string, value: string) => [
        0x0a,
        4 + name.length + value.length,
        0x0a,
        name.length,
        ...Buffer.from(name),
        0x12,
        value.length,
        ...Buffer.from(value),
      ]
      const key = Uint8Array.from([
        ...label('b', '2'),
        ...label('a', '1'),
        ...label('gone', ''),
        ...label('__name__', 'spelled'),
      ])
      const shuffled = {
        ...sorted,
        bytes: key,
        keyStarts: Uint32Array.of(0),
        keyEnds: Uint32Array.of(key.length),
        timesMs: Float64Array.of(START_MS + 2),
      }
      await write(store, sorted)
      await write(store, shuffled)
      await write(store, shuffled)
      expect(await read(store, 'spelled')).toEqual([
        {
          labels: { __name__: 'spelled', a: '1', b: '2' },
          samples: [
            [START_MS + 1, 1],
            [START_MS + 2, 1],
          ],
        },
      ])
    })

    it('knows each series once after a start, whatever number of days it has rows for', async () => {
      const DAY_MS = 24 * HOUR_MS
      const before = await open()
      const samples: Samples = [
        [START_MS - DAY_MS, 1],
        [START_MS, 2],
        [START_MS - 2 * DAY_MS, 0],
      ]
      await write(before, batchOf([[{ __name__: 'many_days' }, samples]]))
      const after = await open()
      await loadSeries(clickhouse, after.head, START_MS)
      expect(after.head.select('default', named('many_days'))).toHaveLength(1)
      const found = await after.series('default', [named('many_days')], until(START_MS), 10)
      expect(found.map(recordOf)).toEqual([{ __name__: 'many_days' }])
    })

    it('answers whole for a series with more samples than the head keeps of one', async () => {
      const store = await open()
      const samples = Array.from({ length: 90_000 }, (_, i): [number, number] => [START_MS + i, i])
      await write(store, batchOf([[{ __name__: 'dense' }, samples]]))
      expect((await read(store, 'dense'))[0]!.samples).toEqual(samples)
      expect(
        (await read(store, 'dense', { fromMs: START_MS + 10, toMs: START_MS + 12 }))[0]!.samples,
      ).toEqual(samples.slice(10, 13))
      expect(await read(store, 'dense', { fromMs: START_MS - 10, toMs: START_MS - 1 })).toEqual([])
    })

    it('takes back what a sender whose clock runs ahead wrote before the start', async () => {
      const before = await open()
      const samples: Samples = [
        [START_MS, 1],
        [START_MS + 5 * 60_000, 2],
      ]
      await write(before, batchOf([[{ __name__: 'ahead' }, samples]]))
      const nowMs = START_MS + 60_000
      const after = await open(nowMs)
      await loadSeries(clickhouse, after.head, nowMs)
      await fillHead(clickhouse, after.head, nowMs, 1e9, new AbortController().signal, SILENT_LOG)
      expect(after.head.coversFromMs).toBeLessThan(START_MS)
      expect((await read(after, 'ahead'))[0]!.samples).toEqual(samples)
    })

    it('forgets series in the head that have ended, and still finds them on the disk', async () => {
      const store = await open()
      await write(store, batchOf([[{ __name__: 'short_lived' }, [[START_MS + 1, 1]]]]))
      for (const _ of store.head.sweep(START_MS + 3 * HOUR_MS));
      expect(store.head.select('default', named('short_lived'))).toEqual([])
      expect(await read(store, 'short_lived')).toEqual([
        { labels: { __name__: 'short_lived' }, samples: [[START_MS + 1, 1]] },
      ])
      await write(store, batchOf([[{ __name__: 'short_lived' }, [[START_MS + 4 * HOUR_MS, 2]]]]))
      expect((await read(store, 'short_lived'))[0]!.samples).toEqual([
        [START_MS + 1, 1],
        [START_MS + 4 * HOUR_MS, 2],
      ])
    })
  })
}
