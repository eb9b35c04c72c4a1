import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLanes } from './forward-lanes.ts'
import type { ForwardPart } from './forward-part.ts'
import type { ForwardedSeries } from './forward-series.ts'

const SERIES: ForwardedSeries[] = Array.from({ length: 7 }, (_, id) => ({
  id,
  key: new Uint8Array(0),
  labels: [],
}))
const ZERO = new Float64Array(1)

/** Sends are answered when the test says so. */
function start(options: { lanes?: number; limit?: number; maxPerPart?: number } = {}) {
  const underWay: { part: ForwardPart; done: () => void }[] = []
  const sent: [series: number, timeMs: number][] = []
  const lanes = createLanes({
    maxPerPart: options.maxPerPart ?? 3,
    deadlineMs: 3_600_000,
    limit: options.limit ?? 1000,
    lanes: options.lanes ?? 1,
    async send(part) {
      const { promise, resolve } = Promise.withResolvers<void>()
      underWay.push({ part, done: resolve })
      await promise
      part.series.forEach((series, i) => {
        sent.push([series.id, part.timesMs[i]!])
      })
    },
  })
  const add = (id: number, timeMs: number): boolean =>
    lanes.sample(SERIES[id]!, Float64Array.of(timeMs), ZERO, 0)
  /** Answers one of the requests under way and lets what follows from it happen. */
  const answer = async (which = 0): Promise<void> => {
    underWay.splice(which % Math.max(1, underWay.length), 1)[0]?.done()
    await new Promise(setImmediate)
  }
  return { lanes, underWay, sent, add, answer }
}

describe('createLanes', () => {
  it('sends one part after the other in a lane, and lanes side by side', async () => {
    const { add, underWay, answer } = start({ lanes: 2 })
    for (let time = 0; time < 9; time++) add(0, time)
    for (let time = 0; time < 3; time++) add(1, time)
    expect(underWay.length).toBe(2)
    await answer(0)
    expect(underWay.length).toBe(2)
  })

  it('keeps each series in order and loses nothing, however the number of lanes changes', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ add: fc.nat(SERIES.length - 1) }) },
      { weight: 1, arbitrary: fc.record({ resize: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 3, arbitrary: fc.record({ answer: fc.nat(10) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), async steps => {
        const { lanes, add, underWay, sent, answer } = start()
        const expected: [number, number][] = []
        let time = 0
        for (const now of steps) {
          if ('add' in now) {
            add(now.add, ++time)
            expected.push([now.add, time])
          } else if ('resize' in now) lanes.resize(now.resize)
          else await answer(now.answer)
        }
        let drained = false
        void lanes.drain().then(() => {
          drained = true
        })
        while (!drained) {
          await answer()
          expect(underWay.length).toBeLessThanOrEqual(4)
        }
        for (const { id } of SERIES) {
          expect(sent.filter(([of]) => of === id)).toEqual(expected.filter(([of]) => of === id))
        }
        expect(lanes.pending).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('takes no more than its limit, counting what is under way', async () => {
    const { add, lanes, answer } = start({ limit: 4, maxPerPart: 2 })
    expect([1, 2, 3, 4, 5].map(time => add(0, time))).toEqual([true, true, true, true, false])
    await answer()
    expect(lanes.pending).toBe(2)
    expect(add(0, 6)).toBe(true)
  })

  it('forgets what waits, but not what is under way', async () => {
    const { add, lanes, answer } = start({ maxPerPart: 2 })
    for (let time = 0; time < 5; time++) add(0, time)
    expect(lanes.discard()).toBe(3)
    expect(lanes.pending).toBe(2)
    const drained = lanes.drain()
    await answer()
    await drained
  })
})
