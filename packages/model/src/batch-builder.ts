/** Collects a MetricBatch label set by label set, for doors that aren't hot enough to fill the columns themselves. */
import type { NativeHistogram } from './histogram.ts'
import { encodeLabelKey } from './label-key.ts'
import type { Labels } from './labels.ts'
import type { ExemplarSample, HistogramSample, MetricBatch, MetricMetadata } from './metric-batch.ts'

export interface BatchBuilder {
  /** Starts a series; what follows belongs to it. */
  series(labels: Labels): void
  /** The same for a key that is already encoded; the bytes are copied. */
  seriesKey(key: Uint8Array): void
  sample(timeMs: number, value: number): void
  /** Keeps the bits of a NaN, unlike `sample` with a value that went through a plain array. */
  sampleFrom(timeMs: number, values: Float64Array, index: number): void
  histogram(timeMs: number, histogram: NativeHistogram | 'stale'): void
  exemplar(timeMs: number, value: number, labels: Labels): void
  metadata(entry: MetricMetadata): void
  readonly seriesCount: number
  readonly sampleCount: number
  build(): MetricBatch
  /** Empties it for the next batch and keeps its memory. */
  clear(): void
}

export function createBatchBuilder(source: {
  readonly project: string
  readonly door: string
  readonly origin: string
}): BatchBuilder {
  let bytes = new Uint8Array(4096)
  let byteCount = 0
  let keyStarts = new Uint32Array(64)
  let keyEnds = new Uint32Array(64)
  let sampleEnds = new Uint32Array(64)
  let seriesCount = 0
  let timesMs = new Float64Array(64)
  let values = new Float64Array(64)
  let sampleCount = 0
  let histograms: HistogramSample[] = []
  let exemplars: ExemplarSample[] = []
  let metadata: MetricMetadata[] = []

  function seriesKey(key: Uint8Array): void {
    if (byteCount + key.length > bytes.length) bytes = grown(bytes, byteCount + key.length)
    if (seriesCount === keyStarts.length) {
      keyStarts = grown(keyStarts, seriesCount + 1)
      keyEnds = grown(keyEnds, seriesCount + 1)
      sampleEnds = grown(sampleEnds, seriesCount + 1)
    }
    bytes.set(key, byteCount)
    keyStarts[seriesCount] = byteCount
    byteCount += key.length
    keyEnds[seriesCount] = byteCount
    sampleEnds[seriesCount] = sampleCount
    seriesCount++
  }

  function roomForSample(): void {
    if (seriesCount === 0) throw new Error('a sample needs a series before it')
    if (sampleCount === timesMs.length) {
      timesMs = grown(timesMs, sampleCount + 1)
      values = grown(values, sampleCount + 1)
    }
  }

  return {
    series: labels => seriesKey(encodeLabelKey(labels)),
    seriesKey,
    sample(timeMs, value) {
      roomForSample()
      timesMs[sampleCount] = timeMs
      values[sampleCount++] = value
      sampleEnds[seriesCount - 1] = sampleCount
    },
    sampleFrom(timeMs, from, index) {
      roomForSample()
      timesMs[sampleCount] = timeMs
      values[sampleCount++] = from[index]!
      sampleEnds[seriesCount - 1] = sampleCount
    },
    histogram: (timeMs, histogram) => void histograms.push({ series: seriesCount - 1, timeMs, histogram }),
    exemplar: (timeMs, value, labels) =>
      void exemplars.push({ series: seriesCount - 1, timeMs, value, labels }),
    metadata: entry => void metadata.push(entry),
    get seriesCount() {
      return seriesCount
    },
    get sampleCount() {
      return sampleCount
    },
    build: () => ({
      ...source,
      seriesCount,
      bytes,
      keyStarts,
      keyEnds,
      sampleCount,
      sampleEnds,
      timesMs,
      values,
      histograms,
      exemplars,
      metadata,
    }),
    clear() {
      byteCount = 0
      seriesCount = 0
      sampleCount = 0
      histograms = []
      exemplars = []
      metadata = []
    },
  }
}

/** A copy with room for at least `needed` elements, at least doubled so that growing stays cheap. */
export function grown<T extends Uint8Array | Uint32Array | Float64Array>(array: T, needed: number): T {
  const Kind = array.constructor as new (length: number) => T
  const larger = new Kind(Math.max(needed, array.length * 2))
  larger.set(array)
  return larger
}
