/**
 * A vector over the query's steps. Columns flow: each is handed to `visit` once and its memory may then be used again, so that
 * `sum(rate(x[5m]))` over ten thousand series holds one column at a time and not ten thousand.
 */
import type { Context } from '../evaluate/context.ts'
import { type Column, copyOf } from './column.ts'
import { NO_SERIES, type SeriesSet } from './series-set.ts'

export interface VectorStream {
  readonly series: SeriesSet
  /** Visits each series at most once, in any order; one that is never visited is absent at every step. To be called once. */
  each(visit: (index: number, column: Column) => void): Promise<void>
}

/** Columns that stay valid: whoever visits may take its time. */
export interface GatheredStream extends VectorStream {
  /** A promise that `visit` answers is waited for before the next column. */
  each(visit: (index: number, column: Column) => void | Promise<void>): Promise<void>
}

/** All columns at hand; undefined where a series is absent at every step. */
export interface Vector {
  readonly series: SeriesSet
  readonly columns: readonly (Column | undefined)[]
}

/** Keeps what flows. */
export async function gather(stream: VectorStream, context: Context): Promise<Vector> {
  const columns = new Array<Column | undefined>(stream.series.size).fill(undefined)
  await stream.each((index, column) => {
    context.budget.reserve(bytesOf(column))
    columns[index] = copyOf(column)
  })
  return { series: stream.series, columns }
}

export function streamOf(vector: Vector, context: Context): GatheredStream {
  return {
    series: vector.series,
    async each(visit) {
      for (let index = 0; index < vector.columns.length; index++) {
        const column = vector.columns[index]
        const pause = (column === undefined ? undefined : visit(index, column)) ?? context.breathe()
        if (pause !== undefined) await pause
      }
    },
  }
}

/** Column for column; `change` may hand on memory that it uses again, and answers undefined where nothing is left. */
export function mapStream(
  stream: VectorStream,
  change: (column: Column, index: number) => Column | undefined,
): VectorStream {
  return {
    series: stream.series,
    each: visit =>
      stream.each((index, column) => {
        const changed = change(column, index)
        if (changed !== undefined) visit(index, changed)
      }),
  }
}

/** Nothing of the stream is wanted, but what is wrong with it has to show. */
export function noneOf(stream: VectorStream): VectorStream {
  return { series: NO_SERIES, each: () => stream.each(() => undefined) }
}

export function bytesOf(column: Column): number {
  const floats = column.values.byteLength + (column.kinds?.byteLength ?? 0)
  return column.histograms === undefined ? floats : floats + column.histograms.length * 400
}
