/** Vectors written by hand, and what comes out of them, for tests of whatever works on columns. */
import { formatLabels, type Labels, labelsOf, type NativeHistogram } from '@vedette/model'
import { Annotations } from '../src/annotations.ts'
import { Budget, DEFAULT_LIMITS } from '../src/evaluate/budget.ts'
import type { Context } from '../src/evaluate/context.ts'
import { parseHistogramLiteral } from '../src/histogram/index.ts'
import { ABSENT, ColumnBuilder, copyOf, HISTOGRAM, histogramAt, kindAt } from '../src/values/column.ts'
import { SeriesSet } from '../src/values/series-set.ts'
import type { VectorStream } from '../src/values/vector.ts'

/** undefined: nothing at this step. A text is a histogram as test scripts write it. */
export type Value = number | string | NativeHistogram | undefined

export interface Row {
  readonly labels: Labels
  readonly values: readonly Value[]
  readonly dropName: boolean
}

/** `row('http_requests_total', { code: '500' }, [1, undefined, 3])`; without a name where it is empty. */
export function row(name: string, labels: Readonly<Record<string, string>>, values: readonly Value[]): Row {
  return { labels: labelsOf({ ...labels, __name__: name }), values, dropName: false }
}

export function testContext(steps: number, delayedNames = false): Context {
  return {
    grid: { startMs: 0, stepMs: 1000, count: steps },
    queryTimes: { startMs: 0, endMs: (steps - 1) * 1000, stepMs: 1000 },
    annotations: new Annotations('query'),
    delayedNames,
    lookbackMs: 300_000,
    budget: new Budget(DEFAULT_LIMITS),
    breathe: () => undefined,
  }
}

/** Each column in memory that the next one takes: whoever keeps a column without copying it is found out. */
export function streamOfRows(rows: readonly Row[], steps = rows[0]?.values.length ?? 0): VectorStream {
  const dropName = rows.some(each => each.dropName)
    ? Uint8Array.from(rows, each => Number(each.dropName))
    : undefined
  const series = new SeriesSet(
    rows.map(({ labels }) => labels),
    dropName,
  )
  return {
    series,
    async each(visit) {
      const builder = new ColumnBuilder(steps)
      for (const [index, { values }] of rows.entries()) {
        builder.reset()
        builder.values.fill(Number.NaN)
        for (const [step, value] of values.entries()) {
          if (typeof value === 'number') builder.setFloat(step, value)
          else if (typeof value === 'string') builder.setHistogram(step, parseHistogramLiteral(value))
          else if (value !== undefined) builder.setHistogram(step, value)
        }
        if (builder.present > 0) visit(index, builder.column())
      }
      builder.values.fill(Number.NaN)
    },
  }
}

/** What a stream says, by `name{label="value"}`. */
export async function answersOf(
  stream: VectorStream | Promise<VectorStream>,
): Promise<Record<string, (number | NativeHistogram | undefined)[]>> {
  const { series, each } = await stream
  const answers: Record<string, (number | NativeHistogram | undefined)[]> = {}
  await each((index, visited) => {
    const column = copyOf(visited)
    const key = formatLabels(series.labels[index]!)
    if (key in answers) throw new Error(`${key} came twice`)
    answers[key] = Array.from(column.values, (value, step) => {
      const kind = kindAt(column, step)
      return kind === ABSENT ? undefined : kind === HISTOGRAM ? histogramAt(column, step) : value
    })
  })
  return answers
}
