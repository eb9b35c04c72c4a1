/** Range vectors: series with their samples and windows, flowing one at a time. Of a selector, or of a subquery's answers. */
import type { NativeHistogram } from '@vedette/model'
import { type WindowSpec, Windows } from '../functions/range/windows.ts'
import type { Samples, TimedHistogram } from '../source.ts'
import type { Expr, MatrixSelector, Subquery } from '../syntax/tree.ts'
import { type Column, FLOAT, HISTOGRAM } from '../values/column.ts'
import { timesOf } from '../values/grid.ts'
import { NO_SERIES, SeriesSet } from '../values/series-set.ts'
import { gather, streamOf, type VectorStream } from '../values/vector.ts'
import { type Frame, withGrid } from './frame.ts'
import { MOST_AT_ONCE } from './in-pieces.ts'
import { readOf } from './plan.ts'
import { withoutStale } from './stale.ts'
import { durationMs, subqueryGrid, windowsFor } from './times.ts'

export interface RangeStream {
  readonly series: SeriesSet
  readonly spec: WindowSpec
  readonly edges: 'anchored' | 'smoothed' | undefined
  /** Samples come without stale markers, valid until `visit` returns. A promise that it answers is waited for if `waits`. */
  each(visit: (index: number, samples: Samples, windows: Windows) => void | Promise<void>): Promise<void>
  readonly waits: boolean
  readonly isSubquery: boolean
}

const MOST_REMEMBERED_TIMES = 256

export async function selectRange(matrix: MatrixSelector, frame: Frame): Promise<RangeStream> {
  const { selector } = matrix
  const read =
    frame.run.plan.reads.get(selector) ??
    readOf(selector, durationMs(matrix.range), frame.grid, frame.run.times)
  const { series, read: readSamples } = await frame.run.reads.open(read)
  const windowsOf = rememberWindows(read.windows)
  return {
    series,
    spec: read.windows,
    edges: selector.edges,
    waits: true,
    isSubquery: false,
    each: visit =>
      readSamples((index, all) => {
        const samples = withoutStale(all)
        if (samples.count === 0 && samples.histograms.length === 0) return undefined
        return visit(index, samples, windowsOf(samples.timesMs, samples.count))
      }),
  }
}

/** The subquery's expression evaluated at its own steps; each series' answers are the samples. */
export async function subqueryRange(
  subquery: Subquery,
  frame: Frame,
  evaluate: (expr: Expr, frame: Frame) => Promise<VectorStream>,
): Promise<RangeStream> {
  const { times } = frame.run
  const spec = windowsFor(subquery, durationMs(subquery.range), frame.grid, times)
  const grid = subqueryGrid(subquery, spec, times)
  if (grid.count === 0)
    return {
      series: NO_SERIES,
      spec,
      edges: undefined,
      waits: false,
      isSubquery: true,
      each: async () => {},
    }
  frame.budget.reserve(grid.count * Float64Array.BYTES_PER_ELEMENT)
  const answers = await evaluate(subquery.expr, withGrid(frame, grid))
  const stepsPerWindow = Math.min(grid.count, spec.lengthMs / grid.stepMs)
  // Columns flow one after the other and can't be kept waiting. Where a series takes long, all of them are gathered before.
  const waits = spec.count * stepsPerWindow > MOST_AT_ONCE
  const stream = waits ? streamOf(await gather(answers, frame), frame) : answers
  const windowsOf = rememberWindows(spec)
  const timesMs = timesOf(grid)
  const whole: Samples = { timesMs, values: timesMs, valuesAt: 0, count: grid.count, histograms: [] }
  return {
    series: unmarked(stream.series),
    spec,
    edges: undefined,
    waits,
    isSubquery: true,
    each: visit =>
      stream.each((index, column) => {
        let samples = whole
        if (column.kinds === undefined) whole.values = column.values
        else samples = presentOnly(column, timesMs)
        if (samples.count === 0 && samples.histograms.length === 0) return undefined
        return visit(index, samples, windowsOf(samples.timesMs, samples.count))
      }),
  }
}

/** Marks on names end at a subquery. */
function unmarked(series: SeriesSet): SeriesSet {
  return series.dropName === undefined
    ? series
    : series.derive('unmarked', () => new SeriesSet(series.labels))
}

function presentOnly(column: Column, timesMs: Float64Array): Samples {
  const kinds = column.kinds!
  const times = new Float64Array(kinds.length)
  const values = new Float64Array(kinds.length)
  const histograms: TimedHistogram[] = []
  let count = 0
  for (let step = 0; step < kinds.length; step++) {
    if (kinds[step] === FLOAT) {
      times[count] = timesMs[step]!
      values[count++] = column.values[step]!
    } else if (kinds[step] === HISTOGRAM) {
      histograms.push({ timeMs: timesMs[step]!, histogram: withoutHint(column.histograms![step]!) })
    }
  }
  return { timesMs: times, values, valuesAt: 0, count, histograms }
}

/**
 * A subquery's steps may leave out the sample that was reset or show it twice, so what a histogram says of resets can't be relied on.
 */
function withoutHint(histogram: NativeHistogram): NativeHistogram {
  const { resetHint } = histogram
  return resetHint === 'reset' || resetHint === 'no-reset'
    ? { ...histogram, resetHint: 'unknown' }
    : histogram
}

/** Series with the same times share their windows. */
function rememberWindows(spec: WindowSpec): (timesMs: Float64Array, count: number) => Windows {
  const known = new Map<Float64Array, Windows>()
  let last: Windows | undefined
  return (timesMs, count) => {
    if (last !== undefined && last.timesMs === timesMs && last.sampleCount === count) return last
    let windows = known.get(timesMs)
    if (windows === undefined || windows.sampleCount !== count) {
      windows = new Windows(spec, timesMs, count)
      if (known.size >= MOST_REMEMBERED_TIMES) known.clear()
      known.set(timesMs, windows)
    }
    last = windows
    return windows
  }
}
