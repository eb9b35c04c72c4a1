import { createBatchBuilder, labelsOf, type Matcher, type MetricBatch, type Refusal } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import type { Admission } from '../contract.ts'
import { Head, type HeadRows } from './head.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const OPENED_MS = Date.UTC(2026, 0, 15, 12)

const EVERYTHING: Admission = {
  mostLabels: 100,
  describeLabelCount: () => ({ reason: 'label-count', count: 1, detail: '' }),
  admitSeries: () => undefined,
  admitHistogram: () => undefined,
  admitExemplar: () => undefined,
  oldestMs: 0,
  newestMs: OPENED_MS + 1000 * HOUR_MS,
  describeAge: () => ({ reason: 'too-old', count: 1, detail: '' }),
}
const NO_ROWS: HeadRows = {
  reserve: () => {},
  addSample: () => 0,
  addSeriesDay: () => {},
}

const openHead = () => new Head({ windowMs: 2 * HOUR_MS, budgetBytes: 1e9, openedMs: OPENED_MS })

function sampleOf(
  labels: Record<string, string>,
  timeMs: number,
  value: number,
  project = 'default',
): MetricBatch {
  const builder = createBatchBuilder({ project, door: 'test', origin: 'here' })
  builder.series(labelsOf(labels))
  builder.sample(timeMs, value)
  return builder.build()
}

function append(head: Head, batch: MetricBatch): number {
  const refs = new Int32Array(batch.seriesCount)
  head.append(batch, EVERYTHING, NO_ROWS, refs, () => {})
  return refs[0]!
}

const named = (value: string): Matcher[] => [{ kind: '=', name: '__name__', value }]

function sweep(head: Head, nowMs: number): void {
  for (const _ of head.sweep(nowMs));
}

it('takes a series of as many labels as it may have, and reads no more than one of those beyond', () => {
  const head = openHead()
  const described: string[][] = []
  const admission: Admission = {
    ...EVERYTHING,
    mostLabels: 2,
    describeLabelCount(labels) {
      described.push(labels.map(({ name }) => name))
      return { reason: 'label-count', count: 1, detail: 'too many' }
    },
  }
  const refusals: Refusal[] = []
  const take = (labels: Record<string, string>): void => {
    const batch = sampleOf({ __name__: 'm', ...labels }, OPENED_MS, 1)
    head.append(batch, admission, NO_ROWS, new Int32Array(1), refusal => refusals.push(refusal))
  }
  take({ a: '1' })
  expect([head.seriesCount, refusals]).toEqual([1, []])
  take({ a: '1', b: '2', c: '3' })
  expect(head.seriesCount).toBe(1)
  expect(described).toEqual([['__name__', 'a', 'b']])
  expect(refusals).toEqual([{ reason: 'label-count', count: 1, detail: 'too many' }])
})

describe('the sweep of the head', () => {
  it('keeps a series that speaks again while the sweep has given others their turn', () => {
    const head = openHead()
    head.filledFrom(OPENED_MS - HOUR_MS)
    for (let i = 0; i < 5000; i++) append(head, sampleOf({ __name__: 'pod', n: `${i}` }, OPENED_MS, i))
    const nowMs = OPENED_MS + 3 * HOUR_MS
    const sweeping = head.sweep(nowMs)
    sweeping.next()
    // The first 2000 series have been looked at, and found to have ended.
    const ref = append(head, sampleOf({ __name__: 'pod', n: '7' }, nowMs, 42))
    for (const _ of sweeping);
    expect(head.select('default', named('pod'))).toEqual([ref])
    expect([...head.samples(ref, 0, nowMs).values]).toEqual([42])
    expect(append(head, sampleOf({ __name__: 'pod', n: '7' }, nowMs + 1, 43))).toBe(ref)
  })

  it('keeps series whose past is still being read, however long that takes', () => {
    const head = openHead()
    const ref = append(head, sampleOf({ __name__: 'ended_before_the_start' }, 1, 1))
    sweep(head, OPENED_MS + MINUTE_MS)
    expect(head.select('default', named('ended_before_the_start'))).toEqual([ref])
    head.fill(ref, { timesMs: Float64Array.of(OPENED_MS - MINUTE_MS), values: Float64Array.of(5) })
    head.filledFrom(OPENED_MS - HOUR_MS)
    sweep(head, OPENED_MS + 2 * MINUTE_MS)
    expect([...head.samples(ref, 0, OPENED_MS).values]).toEqual([5])

    append(head, sampleOf({ __name__: 'backfilled' }, 1, 1))
    sweep(head, OPENED_MS + 3 * MINUTE_MS)
    expect(head.select('default', named('backfilled'))).toEqual([])
  })

  it('forgets projects of which no series is left, and gives their memory back', () => {
    const head = openHead()
    head.filledFrom(OPENED_MS)
    const before = head.bytes
    for (let i = 0; i < 50; i++) append(head, sampleOf({ __name__: 'up' }, OPENED_MS, 1, `project-${i}`))
    const slabs = 65_536 * 12
    expect(head.bytes - before - slabs).toBeLessThan(50 * 10_000)
    sweep(head, OPENED_MS + 3 * HOUR_MS)
    expect([...head.projects()]).toEqual([])
    sweep(head, OPENED_MS + 3 * HOUR_MS)
    expect(head.bytes).toBe(before)
    append(head, sampleOf({ __name__: 'up' }, OPENED_MS + 3 * HOUR_MS, 1, 'project-7'))
    expect(head.select('project-7', named('up'))).toHaveLength(1)
  })
})

describe('the spellings of a series', () => {
  it('are remembered only so far, and all of them are the same series', () => {
    const head = openHead()
    const field = (tag: number, bytes: Uint8Array) => Uint8Array.of(tag, bytes.length, ...bytes)
    const label = (name: string, value: string) =>
      field(0x0a, Uint8Array.of(...field(0x0a, Buffer.from(name)), ...field(0x12, Buffer.from(value))))
    const plain = sampleOf({ __name__: 'spelled' }, OPENED_MS, 0)
    const ref = append(head, plain)
    const spelled = (i: number): MetricBatch => {
      const bytes = Uint8Array.of(...label('__name__', 'spelled'), ...label(`nothing_${i}`, ''))
      return {
        ...plain,
        bytes,
        keyStarts: Uint32Array.of(0),
        keyEnds: Uint32Array.of(bytes.length),
        timesMs: Float64Array.of(OPENED_MS + i),
      }
    }
    for (let i = 1; i <= 5000; i++) expect(append(head, spelled(i))).toBe(ref)
    const bytes = head.bytes
    for (let i = 5001; i <= 10_000; i++) expect(append(head, spelled(i % 5000))).toBe(ref)
    expect(head.bytes).toBe(bytes)
    expect(head.seriesCount).toBe(1)
  })
})

describe('a series with more samples than a slab holds', () => {
  it('is known to have lost its oldest, and is whole again when they have left the window', () => {
    const head = openHead()
    head.filledFrom(OPENED_MS - HOUR_MS)
    const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
    builder.series(labelsOf({ __name__: 'dense' }))
    for (let i = 0; i < 100_000; i++) builder.sample(OPENED_MS + i, i)
    const ref = append(head, builder.build())
    const seamMs = head.seamOf(ref)
    expect(seamMs).toBeGreaterThan(OPENED_MS)
    expect(head.samples(ref, seamMs, OPENED_MS + 100_000).timesMs).toHaveLength(OPENED_MS + 100_000 - seamMs)
    expect(head.hasDataBetween(ref, OPENED_MS, OPENED_MS + 10)).toBe(true)
    const nowMs = seamMs + 2 * HOUR_MS
    sweep(head, nowMs)
    expect(head.seamOf(ref)).toBe(head.coversFromMs)
  })
})
