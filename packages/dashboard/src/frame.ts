/** What a query of a panel answered, as a table of named columns: what transformations work on and panels show. Columns of numbers are typed arrays. */

import type { FieldConfig } from './dashboard.ts'

/** What a field was made of; a series' labels stand at its value field. */
export type FieldLabels = Readonly<Record<string, string>>

interface FieldBase {
  /** `Time`, `Value`, the name of a label or of what a transformation made. */
  readonly name: string
  readonly labels?: FieldLabels | undefined
  /** The name that the query's legend gave. */
  readonly legend?: string | undefined
  /** What the query or a transformation says of it: stands over the panel's defaults, below its overrides. */
  readonly config?: FieldConfig | undefined
}

/** What a number was made of: a line small enough for a cell. */
export interface Trend {
  /** Milliseconds. */
  readonly times: Float64Array
  /** NaN where there is no value. */
  readonly values: Float64Array
}

/** Milliseconds. */
export interface TimeField extends FieldBase {
  readonly type: 'time'
  readonly values: Float64Array
}

/** A missing value is NaN at a place that `missing` marks: a NaN that was measured is not missing. */
export interface NumberField extends FieldBase {
  readonly type: 'number'
  readonly values: Float64Array
  /** A 1 where there is no value; undefined if there is one everywhere. */
  readonly missing?: Uint8Array | undefined
  /** Of a table of series: the line behind each value. */
  readonly trends?: readonly (Trend | undefined)[] | undefined
}

export interface TextField extends FieldBase {
  readonly type: 'text'
  readonly values: readonly (string | null)[]
}

export interface BooleanField extends FieldBase {
  readonly type: 'boolean'
  readonly values: readonly (boolean | null)[]
}

export type Field = TimeField | NumberField | TextField | BooleanField

export interface Frame {
  /** Of the query that it answers. */
  readonly refId: string
  readonly name?: string | undefined
  /** Of a heatmap: a column for each bucket, named by its upper bound; or a row for each cell, with the columns yMin, yMax and count. */
  readonly kind?: 'heatmap-rows' | 'heatmap-cells' | undefined
  readonly fields: readonly Field[]
  readonly length: number
}
