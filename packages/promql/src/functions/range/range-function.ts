/** A function over range vectors: one series' samples and the windows of all steps in, one column out. */
import type { Context } from '../../evaluate/context.ts'
import type { Samples } from '../../source.ts'
import type { Call } from '../../syntax/tree.ts'
import type { ColumnBuilder } from '../../values/column.ts'
import type { Windows } from './windows.ts'

export interface RangeCall {
  readonly call: Call
  readonly context: Context
  /** The scalar arguments in their order, one value per step; the range argument is left out. */
  readonly scalars: readonly Float64Array[]
  /** How samples at the windows' edges count, where the selector says so. */
  readonly edges: 'anchored' | 'smoothed' | undefined
}

export interface RangeFunction {
  /** The metric's name stays: `last_over_time`, `first_over_time`. */
  readonly keepsName?: boolean
  /**
   * Called once per query; what it answers is called for each series, never two at a time. `out` comes reset. `metricName` is for the words
   * of annotations.
   *
   * Samples have no stale markers any more when this is called. They may lie outside of all windows.
   */
  prepare(
    call: RangeCall,
  ): (samples: Samples, windows: Windows, out: ColumnBuilder, metricName: string) => void
}
