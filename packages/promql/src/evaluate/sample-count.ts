/**
 * How many samples a query looks at, in Prometheus's way of counting: at each step one for each series of a selector, and all of a window for
 * a function over ranges; a native histogram counts by its size. A subquery's samples are counted where a function looks at them.
 */
import type { NativeHistogram } from '@vedette/model'
import type { Windows } from '../functions/range/windows.ts'
import type { Samples } from '../source.ts'
import { type Column, FLOAT, HISTOGRAM } from '../values/column.ts'
import type { VectorStream } from '../values/vector.ts'
import type { Frame } from './frame.ts'

/** The stream of a selector, counted as it flows by. */
export function countedColumns(stream: VectorStream, frame: Frame): VectorStream {
  return {
    series: stream.series,
    each: visit =>
      stream.each((index, column) => {
        const samples = samplesOf(column)
        frame.budget.samples.add(samples * frame.weight, samples)
        visit(index, column)
      }),
  }
}

export function countWindows(
  { histograms }: Samples,
  windows: Windows,
  frame: Frame,
  isSubquery: boolean,
): void {
  let { looks, newLooks } = windows
  for (const { timeMs, histogram } of histograms) {
    if (histogram === 'stale') continue
    const size = sizeOf(histogram)
    const steps = windows.stepsThatSee(timeMs)
    looks += steps * size
    if (steps > 0) newLooks += size
  }
  frame.budget.samples.add(looks * frame.weight, isSubquery ? 0 : newLooks)
}

/** Of a result, so many are held at once. */
export function sizeOf(histogram: NativeHistogram): number {
  const { positiveSpans, positiveCounts, negativeSpans, negativeCounts, customValues } = histogram
  const parts =
    positiveSpans.length +
    positiveCounts.length +
    negativeSpans.length +
    negativeCounts.length +
    customValues.length
  return Math.trunc((176 + 8 * parts) / 16)
}

function samplesOf({ values, kinds, histograms }: Column): number {
  if (kinds === undefined) return values.length
  let samples = 0
  for (let step = 0; step < kinds.length; step++) {
    if (kinds[step] === FLOAT) samples++
    else if (kinds[step] === HISTOGRAM) samples += sizeOf(histograms![step]!)
  }
  return samples
}
