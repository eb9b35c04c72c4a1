/** Function calls: over ranges, over instant vectors, and the few that look at the selector itself. */
import { labelValue, METRIC_NAME } from '@vedette/model'
import { INSTANT_FUNCTIONS } from '../functions/instant/index.ts'
import { RANGE_FUNCTIONS } from '../functions/range/index.ts'
import type { RangeFunction } from '../functions/range/range-function.ts'
import type { Call, Expr, MatrixSelector, Subquery } from '../syntax/tree.ts'
import { withoutParens } from '../syntax/walk.ts'
import { ColumnBuilder } from '../values/column.ts'
import { relabelStream, withoutNames } from '../values/relabelled.ts'
import type { VectorStream } from '../values/vector.ts'
import type { Evaluator } from './evaluator.ts'
import type { Frame } from './frame.ts'
import { applyInPieces, takesLong } from './in-pieces.ts'
import { selectTimestamps } from './instant-selector.ts'
import { QueryError } from './query-error.ts'
import { type RangeStream, selectRange, subqueryRange } from './range-stream.ts'
import { countedColumns, countWindows } from './sample-count.ts'

export async function evaluateCall(
  call: Call,
  frame: Frame,
  evaluator: Evaluator,
): Promise<VectorStream | Float64Array> {
  const first = call.args[0]
  if (call.name === 'timestamp') {
    const selector = first === undefined ? undefined : withoutParens(first)
    if (selector?.kind === 'vector') {
      const stream = countedColumns(await selectTimestamps(selector, frame), frame)
      return relabelStream(stream, withoutNames(stream.series, frame), frame)
    }
  }
  const overRange = RANGE_FUNCTIONS.get(call.name)
  if (overRange !== undefined) return callOverRange(call, overRange, frame, evaluator)
  const overInstant = INSTANT_FUNCTIONS.get(call.name)
  if (overInstant === undefined)
    throw new QueryError('internal', `function ${call.name} has no implementation`)
  return overInstant({
    call,
    context: frame,
    vector: async index => {
      const arg = withoutParens(call.args[index]!)
      return isRange(arg)
        ? applyOverRange(
            call,
            RANGE_FUNCTIONS.get('present_over_time')!,
            [],
            await rangeOf(arg, frame, evaluator),
            frame,
          )
        : evaluator.vector(arg, frame)
    },
    scalar: index => evaluator.scalar(call.args[index]!, frame),
    string: index => stringOf(call.args[index]!),
    selectTimes: (matchers, like) =>
      selectTimestamps(
        {
          kind: 'vector',
          name: undefined,
          matchers,
          offset: like?.offset,
          at: like?.at,
          edges: undefined,
          place: call.place,
        },
        frame,
      ),
  })
}

async function callOverRange(
  call: Call,
  overRange: RangeFunction,
  frame: Frame,
  evaluator: Evaluator,
): Promise<VectorStream> {
  let range: RangeStream | undefined
  const scalars: Float64Array[] = []
  for (const arg of call.args.map(withoutParens)) {
    if (isRange(arg)) range = await rangeOf(arg, frame, evaluator)
    else scalars.push(await evaluator.scalar(arg, frame))
  }
  if (range === undefined) throw new QueryError('internal', `${call.name} was given no range`)
  const stream = applyOverRange(call, overRange, scalars, range, frame)
  if (overRange.keepsName === true) return stream
  return relabelStream(stream, withoutNames(stream.series, frame), frame, true)
}

function applyOverRange(
  call: Call,
  overRange: RangeFunction,
  scalars: readonly Float64Array[],
  range: RangeStream,
  frame: Frame,
): VectorStream {
  return {
    series: range.series,
    each(visit) {
      const apply = overRange.prepare({ call, context: frame, scalars, edges: range.edges })
      const out = new ColumnBuilder(frame.grid.count)
      const { series } = range
      const names = series.derive('metric names', () =>
        series.labels.map(labels => labelValue(labels, METRIC_NAME)),
      )
      return range.each((index, samples, windows) => {
        out.reset()
        countWindows(samples, windows, frame, range.isSubquery)
        const show = (): void => {
          if (out.present > 0) visit(index, out.column())
        }
        if (range.waits && range.edges === undefined && takesLong(samples, windows)) {
          return applyInPieces(
            { call, frame, scalars, overRange },
            samples,
            windows,
            out,
            names[index]!,
          ).then(show)
        }
        apply(samples, windows, out, names[index]!)
        return show()
      })
    },
  }
}

function rangeOf(arg: MatrixSelector | Subquery, frame: Frame, evaluator: Evaluator): Promise<RangeStream> {
  return arg.kind === 'matrix'
    ? selectRange(arg, frame)
    : subqueryRange(arg, { ...frame, weight: 0 }, evaluator.vectorOrScalar)
}

function isRange(expr: Expr): expr is MatrixSelector | Subquery {
  return expr.kind === 'matrix' || expr.kind === 'subquery'
}

function stringOf(expr: Expr): string {
  const literal = withoutParens(expr)
  if (literal.kind !== 'string') throw new QueryError('internal', 'a string is expected here')
  return literal.value
}
