/**
 * A series that takes long (many steps, wide windows) goes through its function in pieces of some steps each, and between them others have
 * their turn: `quantile_over_time(0.9, x[30d])` over a year must neither hold up the process nor outlive its timeout.
 */
import type { RangeFunction } from '../functions/range/range-function.ts'
import { Windows } from '../functions/range/windows.ts'
import { bytesOfSamples, copyOfSamples, type Samples } from '../source.ts'
import type { Call } from '../syntax/tree.ts'
import { type Column, ColumnBuilder, FLOAT, HISTOGRAM, histogramAt, kindAt } from '../values/column.ts'
import { timeAt } from '../values/grid.ts'
import { type Frame, withGrid } from './frame.ts'

/** So many looks at samples take some milliseconds. */
export const MOST_AT_ONCE = 2 ** 18
/** A histogram is looked at bucket by bucket. */
const LOOKS_PER_HISTOGRAM = 32

export interface LongCall {
  readonly call: Call
  readonly frame: Frame
  readonly scalars: readonly Float64Array[]
  readonly overRange: RangeFunction
}

export function takesLong(samples: Samples, windows: Windows): boolean {
  const { count } = windows.spec
  if (count * (samples.count + samples.histograms.length * LOOKS_PER_HISTOGRAM) <= MOST_AT_ONCE) return false
  return windows.looks + looksAtHistograms(samples, windows) > MOST_AT_ONCE
}

/** Writes all steps into `out`. The samples may change as soon as this has returned. */
export async function applyInPieces(
  { call, frame, scalars, overRange }: LongCall,
  given: Samples,
  windows: Windows,
  out: ColumnBuilder,
  metricName: string,
): Promise<void> {
  const { spec } = windows
  const bytes = bytesOfSamples(given)
  frame.budget.reserve(bytes)
  const samples = copyOfSamples(given)
  const looks = windows.looks + looksAtHistograms(samples, windows)
  const stepsAtOnce = Math.max(1, Math.floor((spec.count * MOST_AT_ONCE) / looks))
  for (let from = 0; from < spec.count; from += stepsAtOnce) {
    const count = Math.min(stepsAtOnce, spec.count - from)
    const piece = { ...spec, count, firstEndMs: spec.firstEndMs + from * spec.stepMs }
    const apply = overRange.prepare({
      call,
      context: withGrid(frame, { ...frame.grid, startMs: timeAt(frame.grid, from), count }),
      edges: undefined,
      scalars: scalars.map(values => values.subarray(from, from + count)),
    })
    const part = new ColumnBuilder(count)
    apply(samples, new Windows(piece, samples.timesMs, samples.count), part, metricName)
    if (part.present > 0) put(part.column(), count, out, from)
    const pause = frame.breathe(Number.POSITIVE_INFINITY)
    if (pause !== undefined) await pause
  }
  frame.budget.release(bytes)
}

function put(part: Column, count: number, out: ColumnBuilder, from: number): void {
  for (let step = 0; step < count; step++) {
    const kind = kindAt(part, step)
    if (kind === FLOAT) out.setFloat(from + step, part.values[step]!)
    else if (kind === HISTOGRAM) out.setHistogram(from + step, histogramAt(part, step))
  }
}

/** As if they were spread evenly. */
function looksAtHistograms({ histograms }: Samples, { spec }: Windows): number {
  if (histograms.length === 0) return 0
  const spanMs = Math.max(1, histograms.at(-1)!.timeMs - histograms[0]!.timeMs)
  return spec.count * histograms.length * Math.min(1, spec.lengthMs / spanMs) * LOOKS_PER_HISTOGRAM
}
