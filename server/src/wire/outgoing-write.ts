/** What goes into one request of remote write, in the form in which a queue keeps it until it is sent. */
import type { Labels, MetricMetadata, NativeHistogram } from '@vedette/model'

export interface OutgoingSeries {
  /** Canonical: see label-key.ts of the model. */
  readonly key: Uint8Array
  /** The same labels; only messages of version 2 need them. */
  readonly labels: Labels
}

export interface OutgoingWrite {
  readonly sampleCount: number
  /** Of sample i; those of one series stand together where they came together. */
  readonly series: readonly OutgoingSeries[]
  readonly timesMs: Float64Array
  /** With the bits of stale markers. */
  readonly values: Float64Array
  readonly histograms: readonly OutgoingHistogram[]
  readonly exemplars: readonly OutgoingExemplar[]
}

export interface OutgoingHistogram {
  readonly series: OutgoingSeries
  readonly timeMs: number
  readonly histogram: NativeHistogram | 'stale'
}

export interface OutgoingExemplar {
  readonly series: OutgoingSeries
  readonly timeMs: number
  readonly value: number
  readonly labels: Labels
}

/** What a message holds, after what is too old was left out. */
export interface Written {
  samples: number
  histograms: number
  exemplars: number
}

/** In version 2 the metadata goes with each series. */
export type MetadataOf = (series: OutgoingSeries) => MetricMetadata | undefined

/** Samples, histograms and exemplars that make up one `TimeSeries` of a message. */
export interface SeriesParts {
  readonly series: OutgoingSeries
  /** Of the samples with these numbers, those that are too old are left out. */
  readonly from: number
  readonly to: number
  readonly histogram: OutgoingHistogram | undefined
  readonly exemplars: readonly OutgoingExemplar[]
}

/**
 * One entry for each run of samples of a series and for each histogram, an exemplar with the first entry of its series (where there
 * is none, in one of its own). What is older than `oldestMs` is left out.
 */
export function* seriesPartsOf(write: OutgoingWrite, oldestMs: number): Generator<SeriesParts, void> {
  const exemplars = new Map<OutgoingSeries, OutgoingExemplar[]>()
  for (const exemplar of write.exemplars) {
    if (exemplar.timeMs < oldestMs) continue
    const known = exemplars.get(exemplar.series)
    if (known === undefined) exemplars.set(exemplar.series, [exemplar])
    else known.push(exemplar)
  }
  const take = (series: OutgoingSeries): OutgoingExemplar[] => {
    const own = exemplars.get(series) ?? []
    exemplars.delete(series)
    return own
  }
  for (let from = 0; from < write.sampleCount; ) {
    const series = write.series[from]!
    let to = from
    let young = false
    while (to < write.sampleCount && write.series[to] === series) {
      if (write.timesMs[to]! >= oldestMs) young = true
      to++
    }
    if (young) yield { series, from, to, histogram: undefined, exemplars: take(series) }
    from = to
  }
  for (const histogram of write.histograms) {
    const { series, timeMs } = histogram
    if (timeMs >= oldestMs) yield { series, from: 0, to: 0, histogram, exemplars: take(series) }
  }
  for (const [series, own] of exemplars)
    yield { series, from: 0, to: 0, histogram: undefined, exemplars: own }
}
