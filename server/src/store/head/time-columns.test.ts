import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SingleTimes, TimeColumns } from './time-columns.ts'

const BASE_MS = 1_790_000_000_000

function columnsOf(offsets: readonly number[]) {
  const words = Int32Array.from(offsets)
  return { words, bytes: Buffer.from(words.buffer) }
}

describe('Time columns', () => {
  it('are one array for equal times, whatever they count from', () => {
    const columns = new TimeColumns()
    const a = columnsOf([0, 5, 9, 20])
    const b = columnsOf([99, 100, 105, 109])
    const first = columns.of(a.words, a.bytes, 0, 3, BASE_MS)
    expect([...first]).toEqual([BASE_MS, BASE_MS + 5, BASE_MS + 9])
    expect(columns.of(b.words, b.bytes, 1, 4, BASE_MS - 100)).toBe(first)
    expect(columns.of(a.words, a.bytes, 0, 3, BASE_MS)).toBe(first)
    expect(columns.of(a.words, a.bytes, 0, 4, BASE_MS)).not.toBe(first)
  })

  it('show what the offsets say, and never an array of other times', () => {
    const runs = fc.array(
      fc.record({
        gaps: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 5 }),
        baseMs: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(runs, all => {
        const columns = new TimeColumns()
        const seen = new Map<Float64Array, number[]>()
        for (const { gaps, baseMs } of all) {
          let offset = 0
          const { words, bytes } = columnsOf(gaps.map(gap => (offset += gap)))
          const times = columns.of(words, bytes, 0, words.length, BASE_MS + baseMs)
          const expected = Array.from(words, word => BASE_MS + baseMs + word)
          expect([...times]).toEqual(expected)
          expect(seen.get(times) ?? expected).toEqual(expected)
          seen.set(times, expected)
        }
      }),
    )
  })

  it('of one time are shared too', () => {
    const times = new SingleTimes()
    const one = times.of(Float64Array.of(1, BASE_MS), 1)
    expect([...one]).toEqual([BASE_MS])
    expect(times.of(Float64Array.of(BASE_MS), 0)).toBe(one)
    expect(times.of(Float64Array.of(BASE_MS + 1), 0)).not.toBe(one)
  })
})
