/** What an answer over time says of how values are spread, the time left aside. */
import type { MatrixSeries } from '../../api/prometheus.ts'
import { type Grid, numberFrom } from '../../chart/align.ts'
import { type Bin, binsOfCells, binsOfValues } from '../../chart/histogram-bins.ts'
import { heatmapOf } from './heatmap-of.ts'

export interface Distribution {
  /** The buckets that the answer holds, or the values of its series. */
  readonly of: 'buckets' | 'values'
  readonly bins: readonly Bin[]
  readonly seriesCount: number
  readonly valueCount: number
}

export function distributionOf(series: readonly MatrixSeries[], grid: Grid): Distribution {
  const cells = heatmapOf(series, grid)
  if (cells !== undefined)
    return { of: 'buckets', bins: binsOfCells(cells, 'mean'), seriesCount: series.length, valueCount: 0 }
  const values = series.flatMap(({ values = [] }) => values.map(([, text]) => numberFrom(text)))
  return {
    of: 'values',
    bins: binsOfValues(values),
    seriesCount: series.length,
    valueCount: values.filter(Number.isFinite).length,
  }
}
