import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeltaBench, hits, START_MS, span } from '../../../testing/delta-bench.ts'
import { sum } from '../../../testing/otlp-points.ts'
import { VedetteError } from '../../errors.ts'

const HITS = 'hits_total{job="api"}'
const FULL = { rejected: 0, message: '' }

/** Seconds and values of a series. */
function line(samples: readonly (readonly [number, number | 'stale'])[] | undefined) {
  return samples?.map(([timeMs, value]) => [(timeMs - START_MS) / 1000, value])
}

function failing(words = 'the disk is full'): VedetteError {
  return new VedetteError('store-unavailable', words, { retryAfterSec: 5 })
}

describe('deltas', () => {
  it('are counted up to a total', async () => {
    const { send, store, asked } = createDeltaBench()
    for (const [from, value] of [
      [0, 5],
      [10, 0],
      [20, 7],
      [60, 1],
    ] as const) {
      expect(await send(hits(from, from + 10, value))).toEqual(FULL)
    }
    expect(line(store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 5],
      [30, 12],
      [70, 13],
    ])
    expect(asked).toEqual([1])
    expect(store.metadata[0]).toMatchObject({ family: 'hits_total', type: 'counter' })
  })

  it('go on from the last stored value after a restart', async () => {
    const bench = createDeltaBench()
    await bench.send(hits(0, 10, 5))
    bench.restart()
    await bench.send(hits(10, 20, 2))
    bench.restart()
    expect(await bench.send(hits(10, 20, 2))).toEqual(FULL)
    await bench.send(hits(20, 30, 1))
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 7],
      [30, 8],
    ])
  })

  it('are counted per series of a request, also several of one series and in any order', async () => {
    const { send, store } = createDeltaBench()
    const put = { ...span(0, 10, 3), attributes: [{ key: 'method', value: 'PUT' }] }
    await send(sum('hits', 'delta', [span(10, 20, 2), put, span(0, 10, 1)]))
    expect(line(store.samples()[HITS])).toEqual([
      [10, 1],
      [20, 3],
    ])
    expect(line(store.samples()['hits_total{job="api", method="PUT"}'])).toEqual([[10, 3]])
  })

  it('of sums that go up and down become the current value', async () => {
    const { send, store } = createDeltaBench()
    await send(sum('queue', 'delta', [span(0, 10, 5)], false))
    await send(sum('queue', 'delta', [span(10, 20, -7)], false))
    expect(line(store.samples()['queue{job="api"}'])).toEqual([
      [10, 5],
      [20, -2],
    ])
  })

  it('are refused where they can not be added to a counter', async () => {
    const { send, store } = createDeltaBench()
    expect(await send(hits(0, 10, -1), sum('bytes', 'delta', [span(0, 10, Number.NaN)]))).toEqual({
      rejected: 2,
      message: "2 x invalid-delta: -1 can't be added to the counter hits",
    })
    expect(store.samples()).toEqual({})
  })

  it('end with a stale marker and go on from where they were', async () => {
    const bench = createDeltaBench()
    await bench.send(hits(0, 10, 5))
    await bench.send(sum('hits', 'delta', [{ ...span(10, 20, 0), noRecordedValue: true }]))
    await bench.send(hits(20, 30, 1))
    bench.restart()
    await bench.send(hits(30, 40, 1))
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 'stale'],
      [30, 6],
      [40, 7],
    ])
  })
})

describe('deltas that come late or again', () => {
  it('are refused in words when something newer was added', async () => {
    const { send, store } = createDeltaBench()
    await send(hits(0, 10, 5))
    await send(hits(20, 30, 5))
    expect(await send(hits(10, 20, 5))).toEqual({
      rejected: 1,
      message:
        '1 x delta-out-of-order: hits_total{job="api"} is added up to 2024-11-19T07:07:10.000Z, and a delta that ends at ' +
        '2024-11-19T07:07:00.000Z came after that; deltas of a stream have to come in the order of time, and two senders ' +
        'need different service.instance.id',
    })
    expect(line(store.samples()[HITS])).toEqual([
      [10, 5],
      [30, 10],
    ])
  })

  it('are acknowledged and not added when they are stored already', async () => {
    const { send, store } = createDeltaBench()
    await send(hits(0, 10, 5))
    expect(await send(hits(0, 10, 5))).toEqual(FULL)
    expect(line(store.samples()[HITS])).toEqual([[10, 5]])
  })

  it('are told apart by the nanosecond, so that two senders do not pass for one', async () => {
    const { send } = createDeltaBench()
    await send(sum('hits', 'delta', [{ ...span(0, 10, 5), timeSubNs: 7 }]))
    expect(await send(sum('hits', 'delta', [{ ...span(0, 10, 5), timeSubNs: 6 }]))).toMatchObject({
      rejected: 1,
    })
    expect(await send(sum('hits', 'delta', [{ ...span(1, 10, 5), timeSubNs: 7 }]))).toMatchObject({
      rejected: 1,
    })
    expect(await send(sum('hits', 'delta', [{ ...span(0, 10, 5), timeSubNs: 8 }]))).toMatchObject({
      rejected: 0,
    })
  })
})

describe('when a write fails', () => {
  it('the same delta can come again without being added twice', async () => {
    const bench = createDeltaBench()
    await bench.send(hits(0, 10, 5))
    bench.store.before = () => Promise.reject(failing())
    await expect(bench.send(hits(10, 20, 2))).rejects.toThrow('the disk is full')
    await expect(bench.send(hits(10, 20, 2))).rejects.toThrow('the disk is full')
    bench.store.before = () => {}
    expect(await bench.send(hits(10, 20, 2))).toEqual(FULL)
    expect(await bench.send(hits(10, 20, 2))).toEqual(FULL)
    await bench.send(hits(20, 30, 1))
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 7],
      [30, 8],
    ])
  })

  it('and may have been written all the same, the next total is not below it', async () => {
    const bench = createDeltaBench()
    bench.store.after = () => Promise.reject(failing('no answer'))
    await expect(bench.send(hits(0, 10, 5))).rejects.toThrow('no answer')
    bench.store.after = () => {}
    await bench.send(hits(10, 20, 1))
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 6],
    ])
  })

  it('what failed can still come again after a later delta went through', async () => {
    const bench = createDeltaBench()
    bench.store.before = () => Promise.reject(failing())
    await expect(bench.send(hits(0, 10, 5))).rejects.toThrow()
    bench.store.before = () => {}
    await bench.send(hits(10, 20, 1))
    expect(await bench.send(hits(0, 10, 5))).toEqual(FULL)
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 6],
    ])
  })

  it('a restart loses nothing that comes again', async () => {
    const bench = createDeltaBench()
    await bench.send(hits(0, 10, 5))
    bench.store.before = () => Promise.reject(failing())
    await expect(bench.send(hits(10, 20, 2))).rejects.toThrow()
    bench.store.before = () => {}
    bench.restart()
    await bench.send(hits(10, 20, 2))
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 7],
    ])
  })

  it('for the store can not say where a stream stands, nothing is added and the sender may try again', async () => {
    let answers = false
    const bench = createDeltaBench({
      lastValues: (project, keys) =>
        answers ? bench.store.lastValues(project, keys) : Promise.reject(new Error('no connection')),
    })
    await expect(bench.send(hits(0, 10, 5))).rejects.toMatchObject({
      code: 'store-unavailable',
      message: "The store can't say now from where delta streams go on: no connection",
      retryAfterSec: 5,
    })
    answers = true
    await bench.send(hits(0, 10, 5))
    expect(line(bench.store.samples()[HITS])).toEqual([[10, 5]])
  })
})

describe('requests at the same time', () => {
  it('are added up in the order in which they came, while the store is still being asked', async () => {
    const held = Promise.withResolvers<void>()
    const asked: number[] = []
    const bench = createDeltaBench({
      lastValues: async (project, keys) => {
        asked.push(keys.length)
        if (asked.length === 1) await held.promise
        return bench.store.lastValues(project, keys)
      },
    })
    const first = bench.send(hits(0, 10, 1), sum('bytes', 'delta', [span(0, 10, 100)]))
    const second = bench.send(hits(10, 20, 2))
    const third = bench.send(hits(20, 30, 3))
    held.resolve()
    expect(await Promise.all([first, second, third])).toEqual([FULL, FULL, FULL])
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 1],
      [20, 3],
      [30, 6],
    ])
    expect(asked).toEqual([2])
  })

  it('do not wait for each other to be stored', async () => {
    const bench = createDeltaBench()
    await bench.send(hits(0, 10, 1))
    const release: (() => void)[] = []
    bench.store.before = () => new Promise<void>(resolve => release.push(resolve))
    const slow = bench.send(hits(10, 20, 2))
    const quick = bench.send(hits(20, 30, 3))
    await expect.poll(() => release.length).toBe(2)
    release[1]!()
    expect(await quick).toEqual(FULL)
    release[0]!()
    expect(await slow).toEqual(FULL)
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 1],
      [20, 3],
      [30, 6],
    ])
  })
})

describe('a stream that changes its temporality', () => {
  it('goes on from the last total, whichever way it changes', async () => {
    const bench = createDeltaBench()
    await bench.send(hits(0, 10, 5))
    await bench.send(sum('hits', 'cumulative', [span(10, 20, 2)]))
    await bench.send(sum('hits', 'cumulative', [span(10, 30, 4)]))
    await bench.send(hits(30, 40, 1))
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 2],
      [30, 4],
      [40, 5],
    ])
  })
})

describe('what is held in memory', () => {
  it('is let go when idle or when there is too much of it, and comes back from the store', async () => {
    let nowMs = 0
    const bench = createDeltaBench({ nowMs: () => nowMs, deltaBytes: 5000 })
    await bench.send(hits(0, 10, 5))
    nowMs += 31 * 60_000
    await bench.send(sum('other', 'delta', [span(0, 10, 1)]))
    await bench.send(hits(10, 20, 1))
    expect(bench.asked).toEqual([1, 1, 1])
    for (let i = 0; i < 40; i++) await bench.send(sum(`m${i}`, 'delta', [span(0, 10, 1)]))
    await bench.send(hits(20, 30, 1))
    expect(bench.asked).toHaveLength(44)
    expect(line(bench.store.samples()[HITS])).toEqual([
      [10, 5],
      [20, 6],
      [30, 7],
    ])
  })

  it('bounds a single request too', async () => {
    const bench = createDeltaBench({ deltaBytes: 5000 })
    const many = Array.from({ length: 100 }, (_, i) => sum(`m${i}`, 'delta', [span(0, 10, 1)]))
    await expect(bench.send(...many)).rejects.toMatchObject({
      code: 'overloaded',
      message: expect.stringContaining('take more than 5000 bytes of memory, which memory.budget allows for'),
    })
    await bench.send(hits(0, 10, 5))
    expect(line(bench.store.samples()[HITS])).toEqual([[10, 5]])
  })
})

it('never counts twice, never loses what was acknowledged, never goes backwards, whatever fails and when', async () => {
  const step = fc.record({
    delta: fc.nat(20),
    failures: fc.array(fc.constantFrom('before', 'after'), { maxLength: 2 }),
    givesUp: fc.boolean(),
    restartAfter: fc.boolean(),
    again: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      const bench = createDeltaBench()
      let acknowledged = 0
      let sent = 0
      let gaveUp = false
      for (const [i, { delta, failures, givesUp, restartAfter, again }] of steps.entries()) {
        const send = () => bench.send(hits(i * 10, i * 10 + 10, delta))
        sent += delta
        for (const failure of failures) {
          bench.store[failure] = () => Promise.reject(failing())
          await expect(send()).rejects.toThrow()
          bench.store[failure] = () => {}
        }
        if (failures.length > 0 && givesUp) gaveUp = true
        else {
          expect(await send()).toEqual(FULL)
          acknowledged += delta
          if (again) expect(await send()).toEqual(FULL)
        }
        if (restartAfter) bench.restart()
      }
      const values = (bench.store.samples()[HITS] ?? []).map(([, value]) => value as number)
      expect(values).toEqual([...values].sort((a, b) => a - b))
      if (values.length === 0) return
      expect(values.at(-1)).toBeGreaterThanOrEqual(acknowledged)
      expect(values.at(-1)).toBeLessThanOrEqual(sent)
      if (!gaveUp) expect(values.at(-1)).toBe(sent)
    }),
    { numRuns: 100 },
  )
})
