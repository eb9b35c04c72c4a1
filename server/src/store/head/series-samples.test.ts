import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SampleSlabs } from './sample-slabs.ts'
import { hasSamplesBetween, mergeOlder, putSample, samplesBetween, trimSamples } from './series-samples.ts'
import { LAST_MS, LAST_VALUE, SeriesStates } from './series-state.ts'

const START_MS = 1_790_000_000_000

function series() {
  const states = new SeriesStates()
  const slabs = new SampleSlabs()
  const ref = states.add(1, 2)
  return {
    slabs,
    put: (timeMs: number, value: number, keepFromMs = 0) =>
      putSample(
        states,
        slabs,
        ref,
        { timesMs: Float64Array.of(timeMs), values: Float64Array.of(value) },
        0,
        keepFromMs,
      ),
    trim: (keepFromMs: number) => trimSamples(states, slabs, ref, keepFromMs),
    fill: (samples: readonly (readonly [number, number])[]) =>
      mergeOlder(states, slabs, ref, {
        timesMs: Float64Array.from(samples, ([timeMs]) => timeMs),
        values: Float64Array.from(samples, ([, value]) => value),
      }),
    has: (fromMs: number, toMs: number) => hasSamplesBetween(states, slabs, ref, fromMs, toMs),
    read(fromMs = 0, toMs = 9e15) {
      const { timesMs, values } = samplesBetween(states, slabs, ref, fromMs, toMs)
      return [...timesMs].map((timeMs, i) => [timeMs, values[i]!] as const)
    },
    last: () => [
      states.doubles[states.doubleAt(ref) + LAST_MS],
      states.doubles[states.doubleAt(ref) + LAST_VALUE],
    ],
  }
}

const sorted = (model: Map<number, number>) => [...model].sort(([a], [b]) => a - b)

describe('samples of one series', () => {
  it('grow from slab to slab and come back as they went in', () => {
    const one = series()
    const expected = Array.from({ length: 3000 }, (_, i) => [START_MS + i * 15_000, i / 8] as const)
    for (const [timeMs, value] of expected) one.put(timeMs, value)
    expect(one.read()).toEqual(expected)
    expect(one.read(START_MS + 15_000, START_MS + 30_000)).toEqual(expected.slice(1, 3))
    expect(one.last()).toEqual(expected.at(-1))
  })

  it('are the same for any order of arrival, the last write of a time winning', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer()), { maxLength: 300 }),
        writes => {
          const one = series()
          const model = new Map<number, number>()
          for (const [at, value] of writes) {
            one.put(START_MS + at * 1000, value)
            model.set(START_MS + at * 1000, value)
          }
          expect(one.read()).toEqual(sorted(model))
        },
      ),
    )
  })

  it('take their past back from the disk without losing what came meanwhile', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 300 })),
        fc.uniqueArray(fc.integer({ min: 0, max: 300 })),
        (stored, live) => {
          const one = series()
          const model = new Map<number, number>()
          const older = stored.sort((a, b) => a - b).map(at => [START_MS + at, 1] as const)
          for (const [timeMs, value] of older) model.set(timeMs, value)
          for (const at of live) {
            one.put(START_MS + at, 2)
            model.set(START_MS + at, 2)
          }
          one.fill(older)
          one.put(START_MS + 1000, 3)
          model.set(START_MS + 1000, 3)
          expect(one.read()).toEqual(sorted(model))
        },
      ),
    )
  })

  it('forget what left the window and give the memory back', () => {
    const one = series()
    for (let i = 0; i < 1000; i++) one.put(START_MS + i * 1000, i)
    one.trim(START_MS + 990_000)
    expect(one.read().map(([, value]) => value)).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999])
    one.trim(START_MS + 2_000_000)
    expect(one.read()).toEqual([])
    one.put(START_MS + 3_000_000, 7)
    expect(one.read()).toEqual([[START_MS + 3_000_000, 7]])
  })

  it('drop the old instead of growing while the window moves', () => {
    const one = series()
    for (let i = 0; i < 20_000; i++) one.put(START_MS + i * 1000, i, START_MS + (i - 100) * 1000)
    expect(one.read(START_MS + 19_900_000)).toHaveLength(100)
    expect(one.slabs.bytes).toBeLessThan(12 * 65_536 * 12)
  })

  it('survive a gap of months between two samples', () => {
    const one = series()
    one.put(START_MS, 1)
    one.put(START_MS + 90 * 86_400_000, 2)
    expect(one.read().at(-1)).toEqual([START_MS + 90 * 86_400_000, 2])
    one.put(START_MS + 1, 3)
    expect(one.read().at(-1)).toEqual([START_MS + 90 * 86_400_000, 2])
  })

  it('say whether a range holds any', () => {
    const one = series()
    expect(one.has(0, 9e15)).toBe(false)
    one.put(START_MS, 1)
    expect([one.has(START_MS, START_MS), one.has(START_MS + 1, 9e15), one.has(0, START_MS - 1)]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('slabs', () => {
  it('give a wholly free segment back for other classes', () => {
    const slabs = new SampleSlabs()
    const held = Array.from({ length: 40_000 }, () => slabs.allocate(0))
    const before = slabs.bytes
    for (const address of held) slabs.release(address, 0)
    expect(slabs.bytes).toBeLessThan(before)
    expect(new Set(Array.from({ length: 40_000 }, () => slabs.allocate(0))).size).toBe(40_000)
  })
})
