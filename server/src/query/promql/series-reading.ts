/** Whole series for other systems, encoded one by one as they are read, so that never more than the encoded form is held. */
import type { Labels, Matcher, NativeHistogram } from '@vedette/model'
import type { Budget, SeriesSource } from '@vedette/promql'

export interface SeriesQuery {
  readonly fromMs: number
  readonly toMs: number
  readonly matchers: readonly Matcher[]
}

/** The samples from `from` up to before `to`; `values[valuesAt + i]` belongs to `timesMs[i]`. */
export interface SeriesToEncode {
  readonly labels: Labels
  readonly timesMs: Float64Array
  readonly values: Float64Array
  readonly valuesAt: number
  readonly from: number
  readonly to: number
  readonly histograms: readonly { readonly timeMs: number; readonly histogram: NativeHistogram | 'stale' }[]
}

/** In the order of labels; series without samples in the range are left out. */
export async function readEncoded(
  source: SeriesSource,
  query: SeriesQuery,
  encode: (series: SeriesToEncode) => readonly Uint8Array[],
  budget: Budget,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const { fromMs, toMs, matchers } = query
  const selected = await source.select({ matchers, fromMs, toMs, windows: undefined }, signal)
  try {
    budget.countSeries(selected.series.size)
    const encoded = new Array<readonly Uint8Array[] | undefined>(selected.series.size)
    await selected.read((index, samples) => {
      const { timesMs, values, valuesAt, count } = samples
      const from = firstAtOrAfter(timesMs, count, fromMs)
      const to = firstAtOrAfter(timesMs, count, toMs + 1)
      const histograms = samples.histograms.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs)
      if (from === to && histograms.length === 0) return
      budget.countSamples(to - from + histograms.length)
      const labels = selected.series.labels[index]!
      const parts = encode({ labels, timesMs, values, valuesAt, from, to, histograms })
      for (const part of parts) budget.reserve(part.buffer.byteLength)
      encoded[index] = parts
    }, signal)
    return encoded.flatMap(parts => parts ?? [])
  } finally {
    selected.close()
  }
}

function firstAtOrAfter(timesMs: Float64Array, count: number, timeMs: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timesMs[middle]! < timeMs) low = middle + 1
    else high = middle
  }
  return low
}
