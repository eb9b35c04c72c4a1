/** One expression over the steps of its frame. */
import type { Aggregation, Binary, Expr } from '../syntax/tree.ts'
import { withoutParens } from '../syntax/walk.ts'
import { type Column, columnOf } from '../values/column.ts'
import { SeriesSet } from '../values/series-set.ts'
import type { VectorStream } from '../values/vector.ts'
import { aggregate } from './aggregate/index.ts'
import { scalarScalar, vectorScalar, vectorVector } from './binary/index.ts'
import { negateVector } from './binary/unary.ts'
import { evaluateCall } from './call.ts'
import type { Evaluator } from './evaluator.ts'
import { type Frame, withGrid } from './frame.ts'
import { selectInstant } from './instant-selector.ts'
import { invarianceOf } from './invariant.ts'
import { QueryError } from './query-error.ts'
import { countedColumns } from './sample-count.ts'
import { oneStep } from './times.ts'

/** A vector, or a scalar as one value per step. */
export type Value = VectorStream | Float64Array

export const evaluator: Evaluator = {
  async vector(expr, frame) {
    const value = await evaluate(expr, frame)
    if (value instanceof Float64Array)
      throw new QueryError('internal', 'a scalar stands where a vector is needed')
    return value
  },
  async scalar(expr, frame) {
    const value = await evaluate(expr, frame)
    if (!(value instanceof Float64Array)) {
      throw new QueryError('internal', 'a vector stands where a scalar is needed')
    }
    return value
  },
  async vectorOrScalar(expr, frame) {
    const value = await evaluate(expr, frame)
    if (!(value instanceof Float64Array)) return value
    return {
      series: new SeriesSet([[]]),
      each: async visit => visit(0, columnOf(value, undefined, undefined)),
    }
  },
}

export async function evaluate(expr: Expr, frame: Frame): Promise<Value> {
  if (frame.grid.count > 1 && invarianceOf(expr) === 'invariant') {
    const { count } = frame.grid
    const once = { ...withGrid(frame, oneStep(frame.grid)), weight: frame.weight * count }
    return atEveryStep(await evaluateVarying(expr, once), count)
  }
  return evaluateVarying(expr, frame)
}

async function evaluateVarying(expr: Expr, frame: Frame): Promise<Value> {
  const first = frame.run.plan.repeats.get(expr)
  if (first === undefined) return evaluateAlone(expr, frame)
  return frame.run.repeated.value(first, expr, frame, () => evaluateAlone(expr, frame))
}

async function evaluateAlone(expr: Expr, frame: Frame): Promise<Value> {
  switch (expr.kind) {
    case 'number':
      return new Float64Array(frame.grid.count).fill(expr.value)
    case 'parens':
      return evaluate(expr.expr, frame)
    case 'vector':
      return countedColumns(await selectInstant(expr, frame), frame)
    case 'unary': {
      const value = await evaluate(expr.expr, frame)
      if (expr.op === '+') return value
      return value instanceof Float64Array ? value.map(each => -each) : negateVector(value, frame)
    }
    case 'binary':
      return evaluateBinary(expr, frame)
    case 'aggregation':
      return evaluateAggregation(expr, frame)
    case 'call':
      return evaluateCall(expr, frame, evaluator)
    case 'string':
    case 'matrix':
    case 'subquery':
      throw new QueryError('internal', `a ${expr.kind} can't be evaluated at steps`)
  }
}

async function evaluateBinary(expr: Binary, frame: Frame): Promise<Value> {
  const left = await evaluate(expr.left, frame)
  const right = await evaluate(expr.right, frame)
  if (left instanceof Float64Array) {
    return right instanceof Float64Array
      ? scalarScalar(expr, left, right)
      : vectorScalar(expr, right, left, 'left', frame)
  }
  return right instanceof Float64Array
    ? vectorScalar(expr, left, right, 'right', frame)
    : vectorVector(expr, left, right, frame)
}

async function evaluateAggregation(expr: Aggregation, frame: Frame): Promise<VectorStream> {
  const param = expr.param === undefined ? undefined : withoutParens(expr.param)
  const value =
    param === undefined
      ? undefined
      : param.kind === 'string'
        ? param.value
        : await evaluator.scalar(param, frame)
  return aggregate(expr, await evaluator.vector(expr.expr, frame), value, frame)
}

/** The value at the one step, at each of so many. */
function atEveryStep(value: Value, count: number): Value {
  if (value instanceof Float64Array) return new Float64Array(count).fill(value[0]!)
  return {
    series: value.series,
    each: visit => value.each((index, column) => visit(index, repeated(column, count))),
  }
}

function repeated(column: Column, count: number): Column {
  return columnOf(
    new Float64Array(count).fill(column.values[0]!),
    column.kinds === undefined ? undefined : new Uint8Array(count).fill(column.kinds[0]!),
    column.histograms === undefined ? undefined : new Array(count).fill(column.histograms[0]),
  )
}
