/** Binary operators. */
import type { Binary } from '../../syntax/tree.ts'
import type { VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { QueryError } from '../query-error.ts'
import { join } from './join.ts'
import { combineSets } from './set-operators.ts'

export { scalarScalar, vectorScalar } from './scalars.ts'

export function vectorVector(
  node: Binary,
  left: VectorStream,
  right: VectorStream,
  context: Context,
): Promise<VectorStream> | VectorStream {
  const { matching, op } = node
  if (matching === undefined) throw new QueryError('internal', 'two vectors are joined without a matching')
  if (op === 'and' || op === 'or' || op === 'unless') return combineSets(op, matching, left, right, context)
  return join(node, matching, left, right, context)
}
