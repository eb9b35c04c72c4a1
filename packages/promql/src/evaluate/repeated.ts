/** Expressions that stand in a query more than once are evaluated once; what they had to say is said for each place. */
import type { Annotations } from '../annotations.ts'
import type { Expr } from '../syntax/tree.ts'
import { gather, streamOf, type Vector, type VectorStream } from '../values/vector.ts'
import type { Context } from './context.ts'

interface Kept {
  readonly value: Vector | Float64Array
  readonly saidFrom: number
  readonly saidTo: number
  /** Samples that were looked at for it. */
  readonly queryable: number
  readonly read: number
}

export class Repeated {
  readonly #kept = new Map<Expr, Promise<Kept>>()

  async value(
    first: Expr,
    node: Expr,
    context: Context,
    evaluate: () => Promise<VectorStream | Float64Array>,
  ): Promise<VectorStream | Float64Array> {
    const { annotations, budget } = context
    let keeping = this.#kept.get(first)
    if (keeping === undefined) {
      keeping = keep(evaluate, annotations, context)
      this.#kept.set(first, keeping)
    }
    const { value, saidFrom, saidTo, queryable, read } = await keeping
    if (node !== first) {
      annotations.repeat(saidFrom, saidTo, node.place.from - first.place.from)
      budget.samples.add(queryable, read)
    }
    return value instanceof Float64Array ? value.slice() : streamOf(value, context)
  }
}

async function keep(
  evaluate: () => Promise<VectorStream | Float64Array>,
  annotations: Annotations,
  context: Context,
): Promise<Kept> {
  const { samples } = context.budget
  const { queryable, read } = samples
  const saidFrom = annotations.count
  const value = await evaluate()
  const kept = value instanceof Float64Array ? value : await gather(value, context)
  return {
    value: kept,
    saidFrom,
    saidTo: annotations.count,
    queryable: samples.queryable - queryable,
    read: samples.read - read,
  }
}
