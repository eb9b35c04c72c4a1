import { describe, expect, it } from 'vitest'
import { intensityAt, QUIETEST, saleMinutesOf } from './intensity.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
/** A Monday, local. */
const MONDAY = new Date(2026, 0, 5)

function at(day: number, hour: number): number {
  return intensityAt(new Date(2026, 0, 5 + day, Math.floor(hour), (hour % 1) * 60).getTime())
}

describe('intensityAt', () => {
  it('is 1 in the mean of many weeks', () => {
    let sum = 0
    const minutes = 52 * 7 * 1440
    for (let minute = 0; minute < minutes; minute++) {
      sum += intensityAt(MONDAY.getTime() + minute * MINUTE_MS + 30_000)
    }
    expect(sum / minutes).toBeGreaterThan(0.97)
    expect(sum / minutes).toBeLessThan(1.03)
  })

  it('has a hump at lunch, a higher one in the evening, and a quiet night', () => {
    const typical = (hour: number): number => {
      const days = Array.from({ length: 28 }, (_, day) => at(day, hour)).sort((a, b) => a - b)
      return days[14]!
    }
    expect(typical(12.5)).toBeGreaterThan(typical(9) * 1.2)
    expect(typical(20)).toBeGreaterThan(typical(12.5))
    expect(typical(12.5)).toBeGreaterThan(typical(16.25))
    expect(typical(4)).toBeLessThan(0.6)
    expect(typical(20) / typical(4)).toBeGreaterThan(2.5)
  })

  it('is busier on a Saturday than on a Tuesday', () => {
    expect(at(5, 4)).toBeGreaterThan(at(1, 4))
  })

  it('triples for ten minutes once or twice a day', () => {
    const counts = new Set<number>()
    for (let day = 0; day < 60; day++) {
      const date = new Date(MONDAY.getFullYear(), 0, 5 + day)
      const minutes = saleMinutesOf(date)
      counts.add(minutes.length)
      expect(new Set(minutes).size).toBe(minutes.length)
      for (const minute of minutes) {
        const time = (offset: number): number =>
          new Date(date.getFullYear(), date.getMonth(), date.getDate(), 0, minute + offset).getTime()
        expect(intensityAt(time(5)) / intensityAt(time(-11))).toBeGreaterThan(2.3)
      }
    }
    expect([...counts].sort()).toEqual([1, 2])
  })

  it('never falls below its floor, and says the same whenever it is asked', () => {
    for (let time = MONDAY.getTime(); time < MONDAY.getTime() + 14 * DAY_MS; time += 7 * MINUTE_MS) {
      expect(intensityAt(time)).toBeGreaterThanOrEqual(QUIETEST)
      expect(intensityAt(time)).toBeLessThan(7)
      expect(intensityAt(time)).toBe(intensityAt(time))
    }
  })
})
