import { createBatchBuilder, labelsOf, type MetricBatch } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import type { Admission } from '../contract.ts'
import { Head, type HeadRows } from './head.ts'
import { HeadHolds, LONGEST_HOLD_MS } from './head-holds.ts'

const HOUR_MS = 3_600_000
const OPENED_MS = 1_790_000_000_000

const EVERYTHING: Admission = {
  mostLabels: 100,
  describeLabelCount: () => ({ reason: 'label-count', count: 1, detail: '' }),
  admitSeries: () => undefined,
  admitHistogram: () => undefined,
  admitExemplar: () => undefined,
  oldestMs: 0,
  newestMs: OPENED_MS + 1000 * HOUR_MS,
  describeAge: () => ({ reason: 'too-old', count: 1, detail: 'a sample is too old' }),
}
const NO_ROWS: HeadRows = { reserve: () => {}, addSample: () => 0, addSeriesDay: () => {} }

function openHead(budgetBytes = 1e9): Head {
  const head = new Head({ windowMs: HOUR_MS, budgetBytes, openedMs: OPENED_MS })
  head.filledFrom(OPENED_MS - HOUR_MS)
  return head
}

function batch(name: string, timesMs: readonly number[]): MetricBatch {
  const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
  builder.series(labelsOf({ __name__: name }))
  for (const timeMs of timesMs) builder.sample(timeMs, timeMs - OPENED_MS)
  return builder.build()
}

function append(head: Head, name: string, timesMs: readonly number[]): void {
  head.append(batch(name, timesMs), EVERYTHING, NO_ROWS, new Int32Array(1), () => {})
}

function sweep(head: Head, nowMs: number): void {
  for (const _ of head.sweep(nowMs));
}

const refOf = (head: Head, name: string): number | undefined =>
  head.select('default', [{ kind: '=', name: '__name__', value: name }])[0]
const timesOf = (head: Head, ref: number) => [...head.samples(ref, 0, 9e15).timesMs].map(ms => ms - OPENED_MS)

describe('A hold on the head', () => {
  it('keeps what is held through a sweep, and not what is older', () => {
    const head = openHead()
    append(head, 'm', [OPENED_MS, OPENED_MS + 10, OPENED_MS + 20])
    const ref = refOf(head, 'm')!
    const nowMs = OPENED_MS + 2 * HOUR_MS
    const hold = head.hold(OPENED_MS + 10, nowMs)
    sweep(head, nowMs)
    expect(timesOf(head, ref)).toEqual([10, 20])
    expect(head.coversFromMs).toBe(nowMs - HOUR_MS)
    hold.release()
    sweep(head, nowMs)
    expect(refOf(head, 'm')).toBeUndefined()
  })

  it('keeps what is held when a slab needs room', () => {
    const head = openHead()
    append(head, 'm', [OPENED_MS, OPENED_MS + 1])
    const nowMs = OPENED_MS + 2 * HOUR_MS
    const hold = head.hold(OPENED_MS, nowMs)
    sweep(head, nowMs)
    const later = Array.from({ length: 100 }, (_, i) => nowMs + i)
    append(head, 'm', later)
    expect(timesOf(head, refOf(head, 'm')!).slice(0, 3)).toEqual([0, 1, 2 * HOUR_MS])
    hold.release()
  })

  it('gives no place of a series away while somebody may still know it', () => {
    const head = openHead()
    append(head, 'ended', [OPENED_MS])
    const ref = refOf(head, 'ended')!
    const nowMs = OPENED_MS + 2 * HOUR_MS
    const hold = head.hold(nowMs, nowMs)
    sweep(head, nowMs)
    expect(refOf(head, 'ended')).toBeUndefined()
    append(head, 'new', [nowMs])
    expect(refOf(head, 'new')).not.toBe(ref)
    // A later hold does not know the place.
    const later = head.hold(nowMs, nowMs)
    hold.release()
    append(head, 'newer', [nowMs])
    expect(refOf(head, 'newer')).toBe(ref)
    later.release()
  })

  it('does not outlast its time', () => {
    const head = openHead()
    const hold = head.hold(OPENED_MS, OPENED_MS)
    sweep(head, OPENED_MS + LONGEST_HOLD_MS)
    expect(hold.broken).toBe(false)
    sweep(head, OPENED_MS + LONGEST_HOLD_MS + 1)
    expect([hold.broken, head.holds.count]).toEqual([true, 0])
    hold.release()
  })

  it('is broken when memory is badly short', () => {
    const head = openHead(100_000)
    append(head, 'm', [OPENED_MS])
    const hold = head.hold(OPENED_MS, OPENED_MS)
    sweep(head, OPENED_MS + 1)
    expect([hold.broken, head.holds.oldestMs]).toEqual([true, Number.POSITIVE_INFINITY])
  })

  it('may be released twice and in any order', () => {
    const freed: number[] = []
    const holds = new HeadHolds(ref => freed.push(ref))
    const first = holds.take(1, 0)
    const second = holds.take(2, 0)
    holds.retire([7])
    const third = holds.take(0, 0)
    second.release()
    second.release()
    expect([freed, holds.oldestMs]).toEqual([[], 0])
    first.release()
    expect([freed, holds.oldestMs]).toEqual([[7], 0])
    third.release()
    expect(holds.count).toBe(0)
  })
})
