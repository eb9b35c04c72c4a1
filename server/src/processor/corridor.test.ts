import { createBatchBuilder, labelsOf, type MetricBatch, type Refusal } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.ts'
import { SILENT_LOG } from '../self/log.ts'
import type { Admission, Appended, DeadLetter } from '../store/contract.ts'
import { admissionFor } from './admission.ts'
import { PIECE_SERIES } from './batch-pieces.ts'
import { createCorridor } from './corridor.ts'
import { createDeadLetterBox } from './dead-letter-box.ts'

const NOW_MS = 1_790_000_000_000
const LIMITS = {
  ...loadConfig({ env: {}, cwd: '/' }).config.limits,
  activeSeries: 10,
  labelsPerSeries: 3,
  labelValueLength: 5,
}

function batch(door = 'remote-write'): MetricBatch {
  const builder = createBatchBuilder({ project: 'default', door, origin: '10.0.0.7' })
  builder.series(labelsOf({ __name__: 'up' }))
  builder.sample(NOW_MS, 1)
  return builder.build()
}

/** A store whose durability the test decides. */
function harness(
  options: {
    refused?: Refusal[]
    patienceMs?: number
    pendingBytesLimit?: number
    trouble?: string
    append?: (batch: MetricBatch) => Appended
    taken?: number[]
  } = {},
) {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = []
  const letters: DeadLetter[] = []
  const deadLetters = createDeadLetterBox({
    write: async written => void letters.push(...written),
    log: SILENT_LOG,
    nowMs: () => NOW_MS,
  })
  const corridor = createCorridor({
    store: {
      append(batch): Appended {
        if (options.append !== undefined) return options.append(batch)
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        waiting.push({ resolve, reject })
        const refused = options.refused ?? []
        return { samples: 1, histograms: 0, exemplars: 0, refused, pendingBytes: 2 ** 20, durable: promise }
      },
    },
    limitsOf: () => LIMITS,
    deadLetters,
    pendingBytesLimit: options.pendingBytesLimit ?? 2 ** 21,
    patienceMs: options.patienceMs ?? 60_000,
    trouble: () => (options.trouble === undefined ? undefined : { reason: options.trouble }),
    nowMs: () => NOW_MS,
  })
  return { corridor, waiting, letters, deadLetters, taken: options.taken ?? [] }
}

describe('the corridor', () => {
  it('answers when the batch is durable, not before', async () => {
    const { corridor, waiting } = harness()
    let answered = false
    const answer = corridor.accept(batch()).then(receipt => {
      answered = true
      return receipt
    })
    await Promise.resolve()
    expect([answered, corridor.pendingBytes]).toEqual([false, 2 ** 20])
    waiting[0]!.resolve()
    expect(await answer).toEqual({ samples: 1, histograms: 0, exemplars: 0, refused: [] })
    expect(corridor.pendingBytes).toBe(0)
  })

  it('turns batches away while too much is pending, in words that name limit, value and setting', async () => {
    const { corridor, waiting } = harness()
    const taken = [corridor.accept(batch()), corridor.accept(batch())]
    const words =
      '2.0 MiB wait to become durable, the limit is 2.0 MiB (memory.queue_share): send the batch again in a moment'
    await expect(corridor.accept(batch())).rejects.toMatchObject({
      code: 'overloaded',
      status: 429,
      retryAfterSec: 2,
      message: words,
    })
    for (const each of waiting) each.resolve()
    await Promise.all(taken)
    const after = corridor.accept(batch())
    waiting[2]!.resolve()
    await after
  })

  it('tells a sender to try again when the store stays silent, and keeps counting what is pending', async () => {
    const { corridor, waiting } = harness({ patienceMs: 1 })
    await expect(corridor.accept(batch())).rejects.toMatchObject({
      code: 'store-unavailable',
      status: 503,
      retryAfterSec: 5,
    })
    expect(corridor.pendingBytes).toBe(2 ** 20)
    waiting[0]!.resolve()
    await Promise.resolve()
    expect(corridor.pendingBytes).toBe(0)
  })

  it('says why the store stays silent, where it knows', async () => {
    const { corridor } = harness({ patienceMs: 1, trouble: 'no space left' })
    await expect(corridor.accept(batch())).rejects.toThrow(
      'the store did not make the batch durable within 0s (store.commit.patience): no space left; send it again in a moment',
    )
  })

  it('stops waiting when the sender goes away', async () => {
    const { corridor } = harness()
    const sender = new AbortController()
    const answer = corridor.accept(batch(), sender.signal)
    sender.abort()
    await expect(answer).rejects.toMatchObject({ code: 'canceled' })
  })

  it('refuses everything once it is closed', async () => {
    const { corridor } = harness()
    corridor.close()
    await expect(corridor.accept(batch())).rejects.toMatchObject({ code: 'shutting-down', status: 503 })
  })

  it('keeps a dead letter for what could not be stored, summed up by sender and reason', async () => {
    const refusal = { reason: 'too-old', count: 2, detail: 'a sample is too old' }
    const { corridor, waiting, letters, deadLetters } = harness({ refused: [refusal] })
    for (let i = 0; i < 3; i++) {
      const answer = corridor.accept(batch())
      waiting[i]!.resolve()
      expect((await answer).refused).toEqual([refusal])
    }
    await deadLetters.close(1000)
    expect(letters).toEqual([
      { timeMs: NOW_MS, project: 'default', door: 'remote-write', origin: '10.0.0.7', ...refusal, count: 6 },
    ])
  })
})

describe('a long batch', () => {
  const SERIES = 3 * PIECE_SERIES + 1

  function longBatch(): MetricBatch {
    const builder = createBatchBuilder({ project: 'default', door: 'scrape', origin: 'a' })
    for (let i = 0; i < SERIES; i++) {
      builder.series(labelsOf({ __name__: 'm', i: String(i) }))
      builder.sample(NOW_MS, i)
    }
    return builder.build()
  }

  /** A store that takes longer over each piece than a turn lasts; `onPiece` says what becomes of the piece. */
  function slowStore(onPiece: (piece: number) => Partial<Appended>) {
    const taken: number[] = []
    let pieces = 0
    return harness({
      taken,
      append(piece) {
        const untilMs = performance.now() + 25
        while (performance.now() < untilMs);
        taken.push(...piece.values.subarray(0, piece.sampleCount))
        return {
          ...{ samples: piece.sampleCount, histograms: 0, exemplars: 0, refused: [], pendingBytes: 2 ** 20 },
          ...{ durable: Promise.resolve(), ...onPiece(pieces++) },
        }
      },
    })
  }

  it('leaves others their turns, and has been read when the door gets its memory back', async () => {
    const refusal = { reason: 'too-old', count: 2, detail: 'a sample is too old' }
    const { corridor, taken } = slowStore(() => ({ refused: [refusal] }))
    let turns = 0
    const batch = longBatch()
    const answer = corridor.accept(batch)
    setImmediate(function count() {
      if (++turns < 100) setImmediate(count)
    })
    batch.values.fill(-1)
    batch.keyEnds.fill(0)
    batch.sampleEnds.fill(0)
    const receipt = await answer
    expect(turns).toBeGreaterThanOrEqual(2)
    expect(taken).toEqual(Array.from({ length: SERIES }, (_, i) => i))
    expect(receipt).toEqual({
      ...{ samples: SERIES, histograms: 0, exemplars: 0 },
      refused: [{ ...refusal, count: 8 }],
    })
    expect(corridor.samplesFrom('scrape')).toBe(SERIES)
  })

  it('is durable when its last piece is', async () => {
    const last = Promise.withResolvers<void>()
    const { corridor } = slowStore(piece => (piece === 3 ? { durable: last.promise } : {}))
    let answered = false
    const answer = corridor.accept(longBatch()).then(() => {
      answered = true
    })
    while (corridor.samplesFrom('scrape') < SERIES) await new Promise(resolve => setImmediate(resolve))
    await new Promise(resolve => setImmediate(resolve))
    expect(answered).toBe(false)
    last.resolve()
    await answer
  })

  it('waits while too much is pending, instead of piling up what the queue may not hold', async () => {
    const first = Promise.withResolvers<void>()
    const { corridor, taken } = slowStore(piece => {
      return piece === 0 ? { durable: first.promise, pendingBytes: 2 ** 21 } : {}
    })
    const answer = corridor.accept(longBatch())
    for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
    expect(taken.length).toBe(PIECE_SERIES)
    first.resolve()
    await answer
    expect(taken.length).toBe(SERIES)
  })

  it('ends where its sender goes away, and where Vedette stops', async () => {
    const sender = new AbortController()
    const left = slowStore(() => ({}))
    const unheard = left.corridor.accept(longBatch(), sender.signal)
    sender.abort()
    await expect(unheard).rejects.toMatchObject({ code: 'canceled' })
    expect(left.taken.length).toBe(PIECE_SERIES)

    const stopped = slowStore(() => ({}))
    const answer = stopped.corridor.accept(longBatch())
    stopped.corridor.close()
    await expect(answer).rejects.toMatchObject({ code: 'shutting-down' })
    expect(stopped.taken.length).toBe(PIECE_SERIES)
  })
})

describe('admission', () => {
  const admission: Admission = admissionFor('default', LIMITS, NOW_MS)
  const refusal = (labels: Record<string, string>, active = 0) =>
    admission.admitSeries(labelsOf(labels), active)

  it('lets ordinary series in', () => {
    expect(refusal({ __name__: 'up', a: '12345', b: '1' })).toBeUndefined()
  })

  it.each([
    [{ a: 'b' }, 0, 'invalid-labels', 'the series {a="b"} has no metric name'],
    [
      { __name__: 'up', a: 'größer' },
      0,
      'label-length',
      'the value of the label "a" is longer than the limit of 5 bytes (limits.label_value_length)',
    ],
    [
      { __name__: 'x' },
      10,
      'series-limit',
      'the project default has 10 active series, the limit (limits.active_series): the new series x is not taken',
    ],
    [
      { __name__: 'up' },
      11,
      'series-limit',
      'the project default has 11 active series, the limit (limits.active_series): the new series up is not taken',
    ],
  ])('refuses %j', (labels, active, reason, detail) => {
    expect(refusal(labels as unknown as Record<string, string>, active)).toEqual({ reason, count: 1, detail })
  })

  it('keeps room for what scrapes say of themselves, so that a target that fills the limit hides no other', () => {
    expect(refusal({ __name__: 'up' }, 10)).toBeUndefined()
    expect(refusal({ __name__: 'up', a: '1' }, 9)).toBeUndefined()
  })

  it('says how many labels a series may have', () => {
    expect(admission.mostLabels).toBe(3)
    expect(admission.describeLabelCount(labelsOf({ __name__: 'up', a: '1', b: '2', c: '3' }))).toEqual({
      reason: 'label-count',
      count: 1,
      detail:
        'the series up{a="1", b="2", c="3"} has more labels than the limit of 3 (limits.labels_per_series)',
    })
  })

  it('says how old or new a sample may be', () => {
    expect(admission.describeAge(NOW_MS + 11 * 60_000)).toMatchObject({
      reason: 'too-new',
      detail:
        "a sample's time 2026-09-21T14:24:20.000Z lies more than 10m in the future (limits.sample_future)",
    })
    expect(admission.describeAge(0)).toMatchObject({
      reason: 'too-old',
      detail: "a sample's time 1970-01-01T00:00:00.000Z is older than 30d (limits.sample_age)",
    })
  })

  it('names the project whose limit it is', () => {
    const other = admissionFor('shop', LIMITS, NOW_MS).admitSeries(labelsOf({ __name__: 'up' }), 99)
    expect(other?.detail).toContain('(projects.shop.limits.active_series (or limits.active_series))')
  })
})
