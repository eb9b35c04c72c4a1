import { createBatchBuilder, labelsOf, type MetricBatch, STALE } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCollectingSink } from '../../testing/collecting-sink.ts'
import { ownCopy, pieceOf } from './batch-pieces.ts'

interface DrawnSeries {
  readonly samples: readonly (number | 'stale')[]
  readonly stale: boolean
  readonly exemplar: boolean
}

const drawn: fc.Arbitrary<DrawnSeries[]> = fc.array(
  fc.record({
    samples: fc.array(fc.oneof(fc.double(), fc.constant('stale' as const)), { maxLength: 4 }),
    stale: fc.boolean(),
    exemplar: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
)

function batchOf(series: readonly DrawnSeries[]): MetricBatch {
  const builder = createBatchBuilder({ project: 'default', door: 'scrape', origin: 'a' })
  for (const [i, { samples, stale, exemplar }] of series.entries()) {
    builder.series(labelsOf({ __name__: 'm', i: String(i) }))
    for (const [at, value] of samples.entries()) {
      if (value === 'stale') builder.sampleFrom(at, STALE, 0)
      else builder.sample(at, value)
    }
    if (stale) builder.histogram(9, 'stale')
    if (exemplar) builder.exemplar(9, i, labelsOf({ trace_id: String(i) }))
  }
  builder.metadata({ family: 'm', type: 'gauge', unit: '', help: 'what it is' })
  return builder.build()
}

async function stored(pieces: readonly MetricBatch[]) {
  const store = createCollectingSink()
  for (const piece of pieces) await store.sink(piece)
  return { series: store.series(), metadata: store.metadata }
}

function cut(batch: MetricBatch, size: number): MetricBatch[] {
  const pieces: MetricBatch[] = []
  for (let from = 0; from < batch.seriesCount; from += size) {
    pieces.push(pieceOf(batch, from, Math.min(from + size, batch.seriesCount)))
  }
  return pieces
}

describe('pieces of a batch', () => {
  it('hold what the batch holds, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, fc.integer({ min: 1, max: 5 }), async (series, size) => {
        const batch = batchOf(series)
        expect(await stored(cut(batch, size))).toEqual(await stored([batch]))
      }),
    )
  })

  it('a short batch is its only piece', () => {
    const batch = batchOf([{ samples: [1], stale: false, exemplar: false }])
    expect(pieceOf(batch, 0, 1)).toBe(batch)
  })
})

it('a copy keeps what it holds when the door writes the next batch over the first', async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async series => {
      const batch = batchOf(series)
      const before = await stored([batch])
      const copy = ownCopy(batch)
      for (const array of [
        ...[batch.bytes, batch.keyStarts, batch.keyEnds],
        ...[batch.sampleEnds, batch.timesMs, batch.values],
      ]) {
        array.fill(7)
      }
      expect(await stored([copy])).toEqual(before)
    }),
  )
})
