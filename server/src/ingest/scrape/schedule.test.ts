import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../../testing/manual-clock.ts'
import { createSchedule, firstWaitMs } from './schedule.ts'

describe('when a target is scraped', () => {
  it('has its own place in the interval, whenever one asks', () => {
    const due = (nowMs: number) => (nowMs + firstWaitMs('http://a:1', '', 15_000, nowMs)) % 15_000
    const places = [0, 1, 7_000, 14_999, 1_700_000_000_123].map(due)
    expect(new Set(places).size).toBe(1)
    expect(due(1_700_000_000_000)).not.toBe(
      (1_700_000_000_000 + firstWaitMs('http://a:1', 'other', 15_000, 1_700_000_000_000)) % 15_000,
    )
  })

  it('spreads targets over the interval', () => {
    const tenths = new Array<number>(10).fill(0)
    for (let i = 0; i < 1000; i++) {
      const waitMs = firstWaitMs(
        `{instance="host-${i}:9100", job="node"} http://host-${i}:9100/metrics`,
        '',
        60_000,
        0,
      )
      expect(waitMs).toBeGreaterThanOrEqual(0)
      expect(waitMs).toBeLessThanOrEqual(60_000)
      tenths[Math.min(9, Math.floor(waitMs / 6000))]!++
    }
    for (const count of tenths) expect(count).toBeGreaterThan(50)
  })

  it('keeps even distances although timers are late, and does not drift', async () => {
    const clock = createManualClock(1000)
    const schedule = createSchedule(10_000, clock)
    const stamps: number[] = []
    for (const lateMs of [3, 10, 40, 0]) {
      stamps.push(schedule.stampMs())
      const { waitMs, missed } = schedule.next()
      expect(missed).toBe(0)
      await clock.advance(waitMs + lateMs)
    }
    stamps.push(schedule.stampMs())
    expect(stamps).toEqual([1000, 11_000, 21_000, 31_040, 41_000])
  })

  it('leaves out what it missed', async () => {
    const clock = createManualClock(0)
    const schedule = createSchedule(1000, clock)
    await clock.advance(3500)
    expect(schedule.next()).toEqual({ waitMs: 500, missed: 3 })
    await clock.advance(500)
    expect(schedule.stampMs()).toBe(4000)
  })

  it('goes on when somebody sets the clock', async () => {
    const clock = createManualClock(1_000_000)
    const schedule = createSchedule(1000, clock)
    clock.set(500_000)
    expect(schedule.next().waitMs).toBe(1000)
    await clock.advance(1000)
    expect(schedule.stampMs()).toBe(501_000)
    await clock.advance(schedule.next().waitMs + 1)
    expect(schedule.stampMs()).toBe(502_000)
  })
})
