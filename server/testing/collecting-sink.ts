/** A MetricSink that keeps what it was given, in a form that tests can read and compare. */
import {
  type BatchReceipt,
  decodeLabelKey,
  formatLabels,
  isStaleAt,
  type Labels,
  type MetricBatch,
  type MetricMetadata,
  type MetricSink,
  type NativeHistogram,
  type Refusal,
} from '@vedette/model'

import type { LastValue } from '../src/ingest/otlp/last-values.ts'

export type Collected = readonly [timeMs: number, value: number | 'stale']

export interface CollectedSeries {
  readonly labels: Labels
  readonly samples: Collected[]
  readonly histograms: [timeMs: number, histogram: NativeHistogram | 'stale'][]
  readonly exemplars: { readonly timeMs: number; readonly value: number; readonly labels: string }[]
}

export interface CollectingSink {
  readonly sink: MetricSink
  /** By project, then by the series as Prometheus prints it. */
  series(project?: string): ReadonlyMap<string, CollectedSeries>
  /** `name{labels}` to `[[time, value], ...]`. */
  samples(project?: string): Record<string, Collected[]>
  /** As the store answers: the newest sample of each series that is no stale marker. */
  lastValues(project: string, keys: readonly Uint8Array[]): Promise<(LastValue | undefined)[]>
  readonly metadata: MetricMetadata[]
  readonly batches: { readonly project: string; readonly door: string; readonly origin: string }[]
  /** Asked before a batch is taken; throws to refuse it. */
  before: (batch: MetricBatch, signal?: AbortSignal) => Promise<void> | void
  /** Asked after it was taken; throws for "it may have been written". */
  after: (batch: MetricBatch) => Promise<void> | void
  refused: readonly Refusal[]
}

export function createCollectingSink(): CollectingSink {
  const projects = new Map<string, Map<string, CollectedSeries>>()
  const collecting: CollectingSink = {
    metadata: [],
    batches: [],
    before: () => {},
    after: () => {},
    refused: [],
    series: (project = 'default') => projects.get(project) ?? new Map(),
    samples: (project = 'default') =>
      Object.fromEntries(
        [...(projects.get(project) ?? [])]
          .filter(([, series]) => series.samples.length > 0)
          .map(([name, series]) => [name, [...series.samples].sort((a, b) => a[0] - b[0])]),
      ),
    lastValues: async (project, keys) =>
      keys.map(key => newest(projects.get(project)?.get(formatLabels(decodeLabelKey(key).labels)))),
    async sink(batch, signal) {
      // A sink has read the batch when the call returns, so it is copied before the first wait.
      const write = reading(batch)
      await collecting.before(batch, signal)
      const project = projects.get(batch.project) ?? new Map<string, CollectedSeries>()
      projects.set(batch.project, project)
      write(project)
      collecting.batches.push({ project: batch.project, door: batch.door, origin: batch.origin })
      collecting.metadata.push(...batch.metadata)
      await collecting.after(batch)
      const receipt: BatchReceipt = {
        samples: batch.sampleCount,
        histograms: batch.histograms.length,
        exemplars: batch.exemplars.length,
        refused: collecting.refused,
      }
      return receipt
    },
  }
  return collecting
}

function reading(batch: MetricBatch): (into: Map<string, CollectedSeries>) => void {
  const labels = Array.from({ length: batch.seriesCount }, (_, i) => {
    const decoded = decodeLabelKey(batch.bytes, batch.keyStarts[i]!, batch.keyEnds[i]!)
    if (!decoded.canonical) throw new Error(`not canonical: ${formatLabels(decoded.labels)}`)
    return decoded.labels
  })
  const samples = labels.map((_, i) => {
    const from = i === 0 ? 0 : batch.sampleEnds[i - 1]!
    return Array.from(
      { length: batch.sampleEnds[i]! - from },
      (_, at): Collected => [
        batch.timesMs[from + at]!,
        isStaleAt(batch.values, from + at) ? 'stale' : batch.values[from + at]!,
      ],
    )
  })
  const { histograms, exemplars } = batch
  return into => {
    const found = labels.map((labelSet, i) => {
      const name = formatLabels(labelSet)
      let series = into.get(name)
      if (series === undefined) {
        series = { labels: labelSet, samples: [], histograms: [], exemplars: [] }
        into.set(name, series)
      }
      for (const sample of samples[i]!) replace(series.samples, sample)
      return series
    })
    for (const { series, timeMs, histogram } of histograms) {
      replace(found[series]!.histograms, [timeMs, histogram])
    }
    for (const { series, timeMs, value, labels: own } of exemplars) {
      found[series]!.exemplars.push({ timeMs, value, labels: formatLabels(own) })
    }
  }
}

function newest(series: CollectedSeries | undefined): LastValue | undefined {
  let last: LastValue | undefined
  for (const [timeMs, value] of series?.samples ?? []) {
    if (value !== 'stale' && timeMs >= (last?.timeMs ?? 0)) last = { timeMs, value }
  }
  for (const [timeMs, histogram] of series?.histograms ?? []) {
    if (histogram !== 'stale' && timeMs >= (last?.timeMs ?? 0)) last = { timeMs, histogram }
  }
  return last
}

/** The last write of a time wins. */
function replace<T extends readonly [timeMs: number, ...unknown[]]>(samples: T[], sample: T): void {
  const at = samples.findIndex(([timeMs]) => timeMs === sample[0])
  if (at === -1) samples.push(sample)
  else samples[at] = sample
}
