/** What one group of an aggregation makes of the columns that flow by. */
import type { Column } from '../../values/column.ts'

export interface Accumulator {
  /** The column's memory is used again afterwards. `name` gives the metric's name, for messages. */
  add(column: Column, name: () => string): void
  /** undefined: nothing at any step. To be called once. */
  result(): Column | undefined
}

export interface AccumulatorOptions {
  readonly steps: number
  readonly warn: (message: string) => void
  readonly info: (message: string) => void
}

export type AccumulatorKind = new (options: AccumulatorOptions) => Accumulator
