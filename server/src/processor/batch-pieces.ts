/**
 * Pieces of a long batch. A target that is scraped for the first time brings up to a million series that the store has never seen, each
 * of which costs some fifteen microseconds: nothing else would be answered meanwhile, were they all taken in at once.
 */
import type { MetricBatch } from '@vedette/model'

/** New ones take some 30 ms, known ones half of one. */
export const PIECE_SERIES = 2_000

/** Series `from` to `to` (exclusive) as a batch of their own, on the same memory. Metadata goes with the first. */
export function pieceOf(batch: MetricBatch, from: number, to: number): MetricBatch {
  if (from === 0 && to === batch.seriesCount) return batch
  const { keyStarts, keyEnds, sampleEnds, timesMs, values } = batch
  const firstSample = from === 0 ? 0 : sampleEnds[from - 1]!
  const endSample = sampleEnds[to - 1]!
  const ofPiece = ({ series }: { readonly series: number }): boolean => series >= from && series < to
  const renumbered = <Part extends { readonly series: number }>(parts: readonly Part[]): Part[] =>
    parts.filter(ofPiece).map(part => ({ ...part, series: part.series - from }))
  return {
    ...batch,
    seriesCount: to - from,
    keyStarts: keyStarts.subarray(from, to),
    keyEnds: keyEnds.subarray(from, to),
    sampleCount: endSample - firstSample,
    sampleEnds: sampleEnds.slice(from, to).map(end => end - firstSample),
    timesMs: timesMs.subarray(firstSample, endSample),
    values: values.subarray(firstSample, endSample),
    histograms: renumbered(batch.histograms),
    exemplars: renumbered(batch.exemplars),
    metadata: from === 0 ? batch.metadata : [],
  }
}

/** The batch on memory of its own, for work that goes on when the door has its memory back. */
export function ownCopy(batch: MetricBatch): MetricBatch {
  const { seriesCount, sampleCount } = batch
  const keyEnds = batch.keyEnds.slice(0, seriesCount)
  return {
    ...batch,
    bytes: batch.bytes.slice(
      0,
      keyEnds.reduce((most, end) => Math.max(most, end), 0),
    ),
    keyStarts: batch.keyStarts.slice(0, seriesCount),
    keyEnds,
    sampleEnds: batch.sampleEnds.slice(0, seriesCount),
    timesMs: batch.timesMs.slice(0, sampleCount),
    values: batch.values.slice(0, sampleCount),
    histograms: [...batch.histograms],
    exemplars: [...batch.exemplars],
    metadata: [...batch.metadata],
  }
}
