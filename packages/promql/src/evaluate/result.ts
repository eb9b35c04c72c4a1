/** The last steps of a query: names that were marked are dropped, series without a value left out, the rest put in order. */
import { compareLabels, type Labels, type NativeHistogram } from '@vedette/model'
import { samplesWithEdges } from '../functions/range/extended.ts'
import { type Column, isEmpty } from '../values/column.ts'
import type { Grid } from '../values/grid.ts'
import { relabelled, relabelStream, withoutName } from '../values/relabelled.ts'
import type { SeriesSet } from '../values/series-set.ts'
import { gather, type VectorStream } from '../values/vector.ts'
import type { Context } from './context.ts'
import type { RangeStream } from './range-stream.ts'

export type QueryValue =
  | { readonly kind: 'string'; readonly value: string; readonly timeMs: number }
  | { readonly kind: 'scalar'; readonly grid: Grid; readonly values: Float64Array }
  /** Of an instant query, in the order in which it was evaluated. */
  | { readonly kind: 'vector'; readonly grid: Grid; readonly series: readonly ResultSeries[] }
  /** Of a range query, sorted by labels. */
  | { readonly kind: 'matrix'; readonly grid: Grid; readonly series: readonly ResultSeries[] }
  /** A range selector by itself, in an instant query: samples at their own times. */
  | { readonly kind: 'samples'; readonly series: readonly SampledSeries[] }

/** Has a value at some step. */
export interface ResultSeries {
  readonly labels: Labels
  readonly column: Column
}

export interface SampledSeries {
  readonly labels: Labels
  readonly timesMs: Float64Array
  readonly values: Float64Array
  readonly histograms: readonly { readonly timeMs: number; readonly histogram: NativeHistogram }[]
}

export async function finishVector(
  stream: VectorStream,
  context: Context,
  sorted: boolean,
): Promise<ResultSeries[]> {
  const { series, columns } = await gather(namesDropped(stream, context), context)
  const result: ResultSeries[] = []
  for (const index of sorted ? orderOf(series) : series.labels.keys()) {
    const column = columns[index]
    if (column !== undefined && !isEmpty(column)) result.push({ labels: series.labels[index]!, column })
  }
  return result
}

export async function finishSamples(range: RangeStream, context: Context): Promise<SampledSeries[]> {
  const found: SampledSeries[] = []
  await range.each((index, samples, windows) => {
    const from = windows.from[0]!
    const to = windows.to[0]!
    const { firstEndMs, lengthMs } = windows.spec
    if (range.edges !== undefined) {
      const smoothed = range.edges === 'smoothed'
      const { lookbackMs } = context
      const startMs = firstEndMs - lengthMs
      const edged = samplesWithEdges(samples, { startMs, endMs: firstEndMs, lookbackMs, smoothed })
      if (edged === undefined) return
      context.budget.reserve(edged.timesMs.length * 16)
      found.push({ labels: range.series.labels[index]!, ...edged, histograms: [] })
      return
    }
    const histograms = samples.histograms.flatMap(({ timeMs, histogram }) =>
      histogram !== 'stale' && timeMs > firstEndMs - lengthMs && timeMs <= firstEndMs
        ? [{ timeMs, histogram }]
        : [],
    )
    if (from === to && histograms.length === 0) return
    context.budget.reserve((to - from) * 16 + histograms.length * 400)
    found.push({
      labels: range.series.labels[index]!,
      timesMs: samples.timesMs.slice(from, to),
      values: samples.values.slice(samples.valuesAt + from, samples.valuesAt + to),
      histograms,
    })
  })
  return found.sort((a, b) => compareLabels(a.labels, b.labels))
}

function namesDropped(stream: VectorStream, context: Context): VectorStream {
  const { series } = stream
  if (series.dropName === undefined) return stream
  const dropped = series.derive('names dropped at the end', () =>
    relabelled(
      series.labels.map((labels, index) => (series.dropsName(index) ? withoutName(labels) : labels)),
    ),
  )
  return relabelStream(stream, dropped, context)
}

/** Indexes in the order of the label sets. */
function orderOf(series: SeriesSet): Int32Array {
  return series.derive('order', () => {
    const { labels } = series
    return Int32Array.from(labels.keys()).sort((a, b) => compareLabels(labels[a]!, labels[b]!))
  })
}
