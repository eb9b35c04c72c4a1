/** `selector smoothed`: at each step the value between the samples before and after it. Experimental. */
import type { WindowSpec } from '../functions/range/windows.ts'
import type { Samples } from '../source.ts'
import { type Column, ColumnBuilder } from '../values/column.ts'
import { executionError } from './query-error.ts'
import { withoutStale } from './stale.ts'

export function smoothedColumn(all: Samples, windows: WindowSpec): Column | undefined {
  if (all.histograms.length > 0) {
    throw executionError('smoothed and anchored modifiers do not work with native histograms')
  }
  const { timesMs, values, valuesAt, count } = withoutStale(all)
  const builder = new ColumnBuilder(windows.count)
  let next = 0
  for (let step = 0; step < windows.count; step++) {
    const atMs = windows.firstEndMs + step * windows.stepMs
    while (next < count && timesMs[next]! < atMs) next++
    const hasNext = next < count && timesMs[next]! <= atMs + windows.lengthMs
    if (hasNext && timesMs[next] === atMs) {
      builder.setFloat(step, values[valuesAt + next]!)
      continue
    }
    const before = next - 1
    if (before < 0 || timesMs[before]! <= atMs - windows.lengthMs) continue
    const value = values[valuesAt + before]!
    if (!hasNext) builder.setFloat(step, value)
    else {
      const share = (atMs - timesMs[before]!) / (timesMs[next]! - timesMs[before]!)
      builder.setFloat(step, value + (values[valuesAt + next]! - value) * share)
    }
  }
  return builder.present === 0 ? undefined : builder.column()
}
