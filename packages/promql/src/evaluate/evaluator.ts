/** What a part of a query asks of the whole: to evaluate what stands in it. */
import type { Expr } from '../syntax/tree.ts'
import type { VectorStream } from '../values/vector.ts'
import type { Frame } from './frame.ts'

export interface Evaluator {
  vector(expr: Expr, frame: Frame): Promise<VectorStream>
  scalar(expr: Expr, frame: Frame): Promise<Float64Array>
  /** A scalar as a vector of one series without labels: a subquery may stand over either. */
  vectorOrScalar(expr: Expr, frame: Frame): Promise<VectorStream>
}
