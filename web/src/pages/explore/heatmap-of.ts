/** The cells of a heatmap from an answer over time: of classic buckets (series with `le`) or of native histograms. */

import type { MatrixSeries } from '../../api/prometheus.ts'
import { alignMatrix, type Grid } from '../../chart/align.ts'
import { type CellGrid, cellsFromBuckets, cellsFromNative } from '../../chart/histogram-cells.ts'

/** Undefined where the answer holds no histogram. */
export function heatmapOf(series: readonly MatrixSeries[], grid: Grid): CellGrid | undefined {
  const native = series.flatMap(({ histograms = [] }) =>
    histograms.map(([seconds, { buckets = [] }]) => ({ atMs: seconds * 1000, buckets })),
  )
  if (native.length > 0) return cellsFromNative(native)
  const classic = series.filter(({ metric }) => metric.le !== undefined)
  if (classic.length === 0) return undefined
  const { times, values } = alignMatrix(classic, grid)
  return cellsFromBuckets(
    times,
    classic.map(({ metric }, i) => ({ le: metric.le!, values: values[i]! })),
  )
}
