/**
 * One series over a query's steps: a number, a native histogram or nothing at each.
 *
 * Nothing and NaN are different things. `kinds` says which is which; where it is undefined, every step has a number, and loops need not look.
 */
import type { NativeHistogram } from '@vedette/model'

export const ABSENT = 0
export const FLOAT = 1
export const HISTOGRAM = 2

export interface Column {
  /** One per step; means something where the step's kind is FLOAT. */
  readonly values: Float64Array
  readonly kinds: Uint8Array | undefined
  /** Present when some step's kind is HISTOGRAM. */
  readonly histograms: readonly (NativeHistogram | undefined)[] | undefined
}

/** Always made here, so that all columns are of one shape to the engine that runs us. */
export function columnOf(
  values: Float64Array,
  kinds: Uint8Array | undefined,
  histograms: readonly (NativeHistogram | undefined)[] | undefined,
): Column {
  return { values, kinds, histograms }
}

export function kindAt(column: Column, step: number): number {
  return column.kinds === undefined ? FLOAT : column.kinds[step]!
}

export function histogramAt(column: Column, step: number): NativeHistogram {
  return column.histograms![step]!
}

export function isEmpty(column: Column): boolean {
  return column.kinds?.every(kind => kind === ABSENT) ?? false
}

/** A column to keep, of one whose memory will be used again. */
export function copyOf(column: Column): Column {
  return columnOf(column.values.slice(), column.kinds?.slice(), column.histograms?.slice())
}

/** Room for one column at a time, used again and again: for streams whose columns are looked at and forgotten. */
export class ColumnBuilder {
  readonly values: Float64Array
  readonly kinds: Uint8Array
  #histograms: (NativeHistogram | undefined)[] | undefined
  present = 0

  constructor(steps: number) {
    this.values = new Float64Array(steps)
    this.kinds = new Uint8Array(steps)
  }

  reset(): void {
    this.kinds.fill(ABSENT)
    this.#histograms = undefined
    this.present = 0
  }

  setFloat(step: number, value: number): void {
    this.values[step] = value
    this.kinds[step] = FLOAT
    this.present++
  }

  setHistogram(step: number, histogram: NativeHistogram): void {
    this.#histograms ??= new Array<NativeHistogram | undefined>(this.values.length).fill(undefined)
    this.#histograms[step] = histogram
    this.kinds[step] = HISTOGRAM
    this.present++
  }

  /** Valid until the next reset. Each step may have been set once. */
  column(): Column {
    const allFloats = this.#histograms === undefined && this.present === this.values.length
    return columnOf(this.values, allFloats ? undefined : this.kinds, this.#histograms)
  }
}
