/**
 * When a target is scraped: at its own offset within the interval, the same after every restart, so that the scrapes of all targets spread
 * over the interval. No drift: scrape n is due n intervals after the first, and where one took too long, those that it missed are left out.
 */
import type { Clock } from './clock.ts'

/**
 * A scrape that starts this much late is still stamped with the time at which it was due: even distances are cheap to store, and timers are
 * no more exact than that. At most a hundredth of the interval.
 */
const TOLERANCE_MS = 10

/** Until the first scrape. `seed` differs between two Vedettes that scrape the same targets, so that they do so at different times. */
export function firstWaitMs(key: string, seed: string, intervalMs: number, nowMs: number): number {
  const offsetMs = hash53(`${seed}\n${key}`) % intervalMs
  const waitMs = intervalMs - (nowMs % intervalMs) + offsetMs
  return Math.floor(waitMs > intervalMs ? waitMs - intervalMs : waitMs)
}

export interface Schedule {
  /** The time that a scrape which starts now is stamped with. */
  stampMs(): number
  /** Until the next scrape is due; how many were missed since the last. */
  next(): { readonly waitMs: number; readonly missed: number }
}

/** Starts with a scrape that is due now. */
export function createSchedule(intervalMs: number, clock: Clock): Schedule {
  const toleranceMs = Math.min(TOLERANCE_MS, intervalMs / 100)
  let dueTicks = clock.ticksMs()
  let dueMs = Math.round(clock.nowMs())
  return {
    stampMs() {
      const nowMs = Math.round(clock.nowMs())
      const lateMs = nowMs - dueMs
      if (lateMs >= 0 && lateMs <= toleranceMs) return dueMs
      // Once late, or when somebody set the clock, later scrapes are even with this one. A whisker early is a timer's way of rounding.
      if (lateMs < 0 && lateMs > -2) return dueMs
      if (Math.abs(lateMs) >= intervalMs) dueMs = nowMs
      return nowMs
    },
    next() {
      const nowTicks = clock.ticksMs()
      const passed = Math.floor((nowTicks - dueTicks) / intervalMs)
      const steps = Math.max(1, passed + 1)
      dueTicks += steps * intervalMs
      dueMs += steps * intervalMs
      return { waitMs: Math.max(0, dueTicks - nowTicks), missed: steps - 1 }
    },
  }
}

/** A number below 2^53, spread well; not for anything that must be secret. */
function hash53(text: string): number {
  let a = 0x9e3779b9
  let b = 0x85ebca6b
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995)
  }
  a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ Math.imul(b ^ (b >>> 13), 0x297a2d39)
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return (b >>> 11) * 2 ** 32 + (a >>> 0)
}
