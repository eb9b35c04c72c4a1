import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createThrottle } from './throttle.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('createThrottle', () => {
  it('runs soon after a change and then at most once per interval', () => {
    const runs: number[] = []
    const start = Date.now()
    const throttle = createThrottle(5000, () => runs.push(Date.now() - start), Date.now)
    throttle.changed()
    throttle.changed()
    vi.advanceTimersByTime(1)
    throttle.changed()
    vi.advanceTimersByTime(2000)
    throttle.changed()
    vi.advanceTimersByTime(10_000)
    expect(runs).toEqual([0, 5000])
    throttle.changed()
    vi.advanceTimersByTime(1)
    expect(runs.length).toBe(3)
  })

  it('does not run any more once stopped', () => {
    const run = vi.fn()
    const throttle = createThrottle(5000, run, Date.now)
    throttle.changed()
    throttle.stop()
    throttle.changed()
    vi.advanceTimersByTime(10_000)
    expect(run).not.toHaveBeenCalled()
  })
})
