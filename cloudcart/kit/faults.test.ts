import { describe, expect, it } from 'vitest'
import type { ChaosState } from '../contracts/chaos-state.ts'
import { NO_CHAOS } from '../contracts/events.ts'
import type { Answer } from './call.ts'
import { NOTHING_BROKEN, watchFaults } from './faults.ts'

const outage = (endMs: number, grade: 0.1 | 0.5 | 1 = 0.5): ChaosState => ({
  chaos: NO_CHAOS,
  faults: [{ fault: 'payment-outage', target: 'payment-service', grade, startMs: 0, endMs }],
  injections: [],
})

function watched() {
  let answer: ChaosState | Error = NOTHING_BROKEN
  let nowMs = 0
  let chance = 0
  const faults = watchFaults(
    async () => {
      if (answer instanceof Error) throw answer
      const state = answer
      return { status: 200, headers: {}, bytes: Buffer.alloc(0), json: () => state } as unknown as Answer
    },
    () => nowMs,
    () => chance,
  )
  return {
    faults,
    says: (next: ChaosState | Error) => {
      answer = next
      return faults.refresh()
    },
    at: (ms: number) => {
      nowMs = ms
    },
    chanceOf: (share: number) => {
      chance = share
    },
  }
}

describe('what is broken on purpose', () => {
  it('is nothing until the chaos service says so, and hits its share', async () => {
    const { faults, says, chanceOf } = watched()
    expect(faults.hits('payment-outage')).toBe(false)
    await says(outage(60_000))
    expect(faults.grade('payment-outage')).toBe(0.5)
    expect(faults.grade('memory-leak')).toBe(0)
    const hit = [0, 0.49, 0.5, 0.99].map(share => {
      chanceOf(share)
      return faults.hits('payment-outage')
    })
    expect(hit).toEqual([true, true, false, false])
    await says(NOTHING_BROKEN)
    expect(faults.active()).toEqual([])
  })

  it('is over at its time, whoever forgets to end it', async () => {
    const { faults, says, at } = watched()
    await says(outage(5_000))
    at(4_999)
    expect(faults.grade('payment-outage')).toBe(0.5)
    at(5_000)
    expect(faults.grade('payment-outage')).toBe(0)
  })

  it('is over a while after the chaos service was last heard of', async () => {
    const { faults, says, at } = watched()
    await says(outage(3_600_000))
    at(9_000)
    await says(new Error('gone'))
    expect(faults.grade('payment-outage')).toBe(0.5)
    at(10_001)
    expect(faults.grade('payment-outage')).toBe(0)
    expect(faults.state()).toEqual(NOTHING_BROKEN)
  })
})
