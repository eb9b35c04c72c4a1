/** A clock for tests that goes on only when it is told to. */
import type { Clock } from '../clock.ts'
import { createHeap } from '../heap.ts'

export interface SteppedClock extends Clock {
  /** Calls what is due meanwhile, each at its time, and lets answers arrive in between. */
  advance(ms: number): Promise<void>
  /** The clock jumps, as that of a machine that slept. */
  jump(ms: number): void
}

export function createSteppedClock(startMs: number): SteppedClock {
  const heap = createHeap<{ cancelled: boolean; readonly wake: () => void }>()
  let nowMs = startMs
  return {
    now: () => nowMs,
    after(delayMs, wake) {
      const waiting = { cancelled: false, wake }
      heap.push(nowMs + Math.max(0, delayMs), waiting)
      return () => {
        waiting.cancelled = true
      }
    },
    async advance(ms) {
      const untilMs = nowMs + ms
      while (heap.firstDueMs() <= untilMs) {
        nowMs = Math.max(nowMs, heap.firstDueMs())
        const { cancelled, wake } = heap.pop()!
        if (cancelled) continue
        wake()
        await new Promise(setImmediate)
      }
      nowMs = untilMs
    },
    jump: ms => {
      nowMs += ms
    },
  }
}
